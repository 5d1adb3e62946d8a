package dev.winnow.topology.ingest;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Command;
import java.util.Optional;
import java.util.Set;

/** Commands. Whether one can be carried out is decided by the tenant's task. */
public final class DecodeCommandProcessor extends ClientRecordDecoder<Command> {
    private static final int LONGEST_TEXT = 1024;

    /** @param tenants declared tenants; empty where any tenant is welcome */
    public DecodeCommandProcessor(WireCodec codec, Set<String> tenants, Counters counters) {
        super(Command.class, "CMD", "command", "command", codec, tenants, counters);
    }

    @Override
    String tenant(Command command) {
        return command.getTenant();
    }

    @Override
    String undeclaredTenantCode() {
        return "CMD-005";
    }

    @Override
    Optional<Rejection> problem(Command command) {
        boolean isComplete = isText(command.getId())
                && isText(command.getTenant())
                && isText(command.getActor())
                && isText(command.getReason())
                && command.getActorType() != ActorType.UNKNOWN;
        return isComplete
                ? Optional.empty()
                : Optional.of(new Rejection(
                        "CMD-004",
                        "command: id, tenant, actor and reason must have between 1 and " + LONGEST_TEXT
                                + " characters, and actorType must be human, agent or rule"));
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.length() <= LONGEST_TEXT;
    }
}
