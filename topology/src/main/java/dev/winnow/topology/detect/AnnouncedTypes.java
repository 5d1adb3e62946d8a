package dev.winnow.topology.detect;

import dev.winnow.wire.Event;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Event types without a feature set that this task has spoken of since it started: so that one note goes to the tenant's task and
 * not one an event. That task knows for good what was announced. One owner.
 */
final class AnnouncedTypes {
    /** Forgotten types are announced again, which the tenant's task notices; so this is only about memory. */
    private static final int MOST = 1_000;

    private record Type(String tenant, String name) {}

    private final Set<Type> types = new LinkedHashSet<>();

    /** Whether the event's type was not spoken of yet; from now on it was. */
    boolean isNew(Event event) {
        if (!types.add(new Type(event.getTenant(), event.getType()))) {
            return false;
        }
        if (types.size() > MOST) {
            types.remove(types.iterator().next());
        }
        return true;
    }
}
