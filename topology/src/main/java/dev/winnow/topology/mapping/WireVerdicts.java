package dev.winnow.topology.mapping;

import dev.winnow.triage.feedback.ActorType;
import dev.winnow.triage.feedback.ExpiredVerdict;
import dev.winnow.triage.feedback.InputRecord;
import dev.winnow.triage.feedback.Outcome;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.feedback.VerdictKind;
import dev.winnow.triage.feedback.VerdictOutcome;
import dev.winnow.wire.Source;
import dev.winnow.wire.VerdictDetail;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Between wire verdicts and domain verdicts. */
public final class WireVerdicts {
    private WireVerdicts() {}

    /**
     * A retraction may come without a verdict of its own. A verdict without a time takes that of its record, where that has
     * one.
     *
     * @param arrivalMillis time stamp of the record; 0 where it has none
     */
    public static Verdict domain(dev.winnow.wire.Verdict wire, long arrivalMillis) {
        VerdictKind kind = wire.getVerdict() == dev.winnow.wire.VerdictKind.UNKNOWN
                ? VerdictKind.UNDETERMINED
                : VerdictKind.valueOf(wire.getVerdict().name());
        Instant decided = wire.getVerdictTime();
        OptionalLong arrived = arrivalMillis > 0 ? OptionalLong.of(arrivalMillis) : OptionalLong.empty();
        return new Verdict(
                wire.getId(),
                wire.getTenant(),
                wire.getAlertId(),
                kind,
                wire.getReason(),
                wire.getAnalyst(),
                ActorType.valueOf(wire.getActorType().name()),
                decided == null ? arrived : OptionalLong.of(decided.toEpochMilli()),
                wire.getVersion(),
                Optional.ofNullable(wire.getRetracts()),
                Optional.ofNullable(wire.getIdempotencyKey()));
    }

    public static dev.winnow.wire.Verdict wire(Verdict verdict) {
        return new dev.winnow.wire.Verdict(
                verdict.id(),
                verdict.tenant(),
                verdict.alertId(),
                dev.winnow.wire.VerdictKind.valueOf(verdict.kind().name()),
                verdict.reason(),
                verdict.analyst(),
                verdict.timeMillis().isPresent()
                        ? Instant.ofEpochMilli(verdict.timeMillis().getAsLong())
                        : null,
                verdict.version(),
                verdict.retracts().orElse(null),
                dev.winnow.wire.ActorType.valueOf(verdict.actorType().name()),
                verdict.idempotencyKey().orElse(null));
    }

    public static InputRecord record(Source source, long timeMillis) {
        return new InputRecord(source.getTopic(), source.getPartition(), source.getOffset(), timeMillis);
    }

    /** The record that brought a verdict, wherever it is spoken of. */
    public static Source source(InputRecord record) {
        return new Source(record.topic(), record.partition(), record.offset());
    }

    public static VerdictDetail detail(VerdictOutcome outcome) {
        return new VerdictDetail(wire(outcome.verdict()), outcome.outcome().word(), outcome.text());
    }

    public static VerdictDetail detail(ExpiredVerdict expired) {
        return new VerdictDetail(wire(expired.verdict()), Outcome.EXPIRED.word(), expired.why());
    }
}
