package dev.winnow.topology.mapping;

import dev.winnow.triage.feedback.Outcome;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.feedback.VerdictKind;
import dev.winnow.triage.feedback.VerdictOutcome;
import dev.winnow.wire.VerdictDetail;
import java.time.Instant;
import java.util.Optional;

/** Between wire verdicts and domain verdicts. */
public final class WireVerdicts {
    private WireVerdicts() {}

    /** A retraction may come without a verdict of its own. */
    public static Verdict domain(dev.winnow.wire.Verdict wire) {
        VerdictKind kind = wire.getVerdict() == dev.winnow.wire.VerdictKind.UNKNOWN
                ? VerdictKind.UNDETERMINED
                : VerdictKind.valueOf(wire.getVerdict().name());
        return new Verdict(
                wire.getId(),
                wire.getTenant(),
                wire.getAlertId(),
                kind,
                wire.getReason(),
                wire.getAnalyst(),
                wire.getVerdictTime().toEpochMilli(),
                wire.getVersion(),
                Optional.ofNullable(wire.getRetracts()));
    }

    public static dev.winnow.wire.Verdict wire(Verdict verdict) {
        return new dev.winnow.wire.Verdict(
                verdict.id(),
                verdict.tenant(),
                verdict.alertId(),
                dev.winnow.wire.VerdictKind.valueOf(verdict.kind().name()),
                verdict.reason(),
                verdict.analyst(),
                Instant.ofEpochMilli(verdict.timeMillis()),
                verdict.version(),
                verdict.retracts().orElse(null));
    }

    public static VerdictDetail detail(VerdictOutcome outcome) {
        return detail(outcome.verdict(), outcome.outcome(), outcome.text());
    }

    public static VerdictDetail detail(Verdict verdict, Outcome outcome, String text) {
        return new VerdictDetail(wire(verdict), outcome.word(), text);
    }
}
