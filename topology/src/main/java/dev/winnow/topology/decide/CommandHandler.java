package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.mapping.Decisions;
import dev.winnow.topology.mapping.WireCommands;
import dev.winnow.triage.Triage;
import dev.winnow.triage.command.CommandMemory;
import dev.winnow.triage.command.CommandResult;
import dev.winnow.wire.Command;
import dev.winnow.wire.CommandDetail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands to what became of them: applied, refused with a code, or known already; audited each time. */
final class CommandHandler {
    private final Triage triage;
    private final DueHandler due;
    private final Refusals refusals;
    private final CommandActions actions;
    private final SingleObjectCodec codec = new SingleObjectCodec();

    CommandHandler(Triage triage, DueHandler due, Refusals refusals, CommandActions actions) {
        this.triage = triage;
        this.due = due;
        this.refusals = refusals;
        this.actions = actions;
    }

    void handle(Incoming cause, Command command, Effects effects) {
        due.handle(cause, triage.advance(cause.tenant()), effects);
        CommandMemory memory = triage.commands();
        byte[] content = content(command);
        switch (memory.seen(cause.tenant(), command.getId(), content)) {
            case SAME ->
                report(
                        cause,
                        command,
                        "duplicate",
                        null,
                        "A command of this id and content was taken before.",
                        List.of(),
                        effects);
            case OTHER ->
                refused(
                        cause,
                        command,
                        CommandResult.refused(
                                "CMD-006",
                                "command \"" + command.getId()
                                        + "\": id must be new; another command of this id was taken before"),
                        effects);
            case NEW -> {
                CommandResult result = actions.apply(cause, command, effects);
                if (result.isApplied()) {
                    // A refused one changed nothing, so that it may come again once the cause is mended.
                    memory.remember(cause.tenant(), command.getId(), content, triage.watermark(cause.tenant()));
                    applied(cause, command, result, effects);
                } else {
                    refused(cause, command, result, effects);
                }
            }
        }
    }

    /** Hash of what a command asks for: neither when it was sent nor the schema that it was written by. */
    private byte[] content(Command command) {
        byte[] encoded = codec.encode(
                "", Command.newBuilder(command).setTime(Instant.EPOCH).build());
        return Sha256.of(Arrays.copyOfRange(encoded, SingleObjectCodec.HEADER_BYTES, encoded.length));
    }

    private void applied(Incoming cause, Command command, CommandResult result, Effects effects) {
        List<Emission> then = new ArrayList<>();
        result.clusters().forEach(cluster -> then.add(new Emission.OfCluster(Decisions.cluster(cluster))));
        then.add(new Emission.OfSignal(WireCommands.applied(command, result.text(), cause.timeMillis())));
        report(cause, command, "applied", null, result.text(), then, effects);
    }

    private void refused(Incoming cause, Command command, CommandResult result, Effects effects) {
        String code = result.code().orElseThrow();
        effects.send(refusals.refuse(cause, command, code, result.text()));
        report(cause, command, "refused", code, result.text(), List.of(), effects);
    }

    private static void report(
            Incoming cause,
            Command command,
            String outcome,
            @Nullable String code,
            String text,
            List<Emission> then,
            Effects effects) {
        effects.seal(new EntryDraft(
                AuditKind.OPERATOR,
                cause.tenant(),
                cause.source(),
                command.getId(),
                new CommandDetail(command, outcome, code, text),
                sequence -> then));
    }
}
