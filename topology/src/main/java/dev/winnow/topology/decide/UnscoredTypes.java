package dev.winnow.topology.decide;

import dev.winnow.topology.mapping.JoinedKey;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.triage.state.Rows;
import dev.winnow.wire.Signal;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Which event types without a feature set each tenant has heard of, so that each is announced once, whichever shard saw it. */
final class UnscoredTypes {
    /** More than any sensor has; an attacker who invents types gets one more signal and no more rows. */
    static final int MOST = 100;

    private static final byte[] KNOWN = {1};

    private final Rows rows;

    UnscoredTypes(Rows rows) {
        this.rows = rows;
    }

    /** What is to be said: the note itself for a new type, once that there are too many, else nothing. */
    Optional<Signal> announce(Signal note) {
        String tenant = note.getTenant();
        String key = JoinedKey.of(tenant, note.getSubject());
        String countKey = JoinedKey.of(tenant);
        if (rows.get(key) != null) {
            return Optional.empty();
        }
        byte[] stored = rows.get(countKey);
        int count = stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
        if (count > MOST) {
            return Optional.empty();
        }
        rows.put(countKey, ByteBuffer.allocate(4).putInt(count + 1).array());
        if (count == MOST) {
            return Optional.of(Signals.unscoredOthers(note, MOST));
        }
        rows.put(key, KNOWN);
        return Optional.of(note);
    }
}
