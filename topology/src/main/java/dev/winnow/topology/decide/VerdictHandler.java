package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.topology.mapping.Decisions;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.mapping.WireVerdicts;
import dev.winnow.triage.Expiry;
import dev.winnow.triage.Triage;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.feedback.Outcome;
import dev.winnow.triage.feedback.VerdictOutcome;
import dev.winnow.wire.Verdict;

/** Verdicts to what became of them: learnt, kept waiting, refused, and the calibrators that they changed. */
final class VerdictHandler {
    private final Triage triage;
    private final DueHandler due;
    private final Refusals refusals;

    VerdictHandler(Triage triage, DueHandler due, Refusals refusals) {
        this.triage = triage;
        this.due = due;
        this.refusals = refusals;
    }

    void handle(Incoming cause, Verdict verdict, Effects effects) {
        due.handle(cause, triage.advance(cause.tenant()), effects);
        report(
                cause,
                triage.judge(
                        WireVerdicts.domain(verdict, cause.timeMillis()),
                        WireVerdicts.record(cause.source(), cause.timeMillis())),
                effects);
    }

    /** Also for verdicts that waited for the alert of a candidate; each names the record that brought it. */
    void report(Incoming cause, VerdictOutcome outcome, Effects effects) {
        dev.winnow.triage.feedback.Verdict verdict = outcome.verdict();
        EntryDraft entry = EntryDraft.of(
                AuditKind.FEEDBACK,
                verdict.tenant(),
                WireVerdicts.source(outcome.record()),
                verdict.id(),
                WireVerdicts.detail(outcome));
        effects.seal(
                outcome.outcome() == Outcome.DUPLICATE
                        ? entry.then(new Emission.OfSignal(Signals.repeated(outcome, cause.timeMillis())))
                        : entry);
        if (outcome.outcome() == Outcome.REFUSED) {
            effects.send(refusals.refuse(outcome.record(), WireVerdicts.wire(verdict), "FBK-006", outcome.text()));
        }
        outcome.expired()
                .forEach(expired -> due.expired(new Expiry.VerdictExpired(expired, cause.timeMillis()), effects));
        outcome.changes().forEach(change -> calibrated(cause, change, effects));
    }

    private void calibrated(Incoming cause, CalibratorChange change, Effects effects) {
        effects.seal(EntryDraft.of(
                        AuditKind.MODEL,
                        change.tenant(),
                        cause.source(),
                        "calibrator " + change.featureSet(),
                        Decisions.calibrator(change))
                .then(new Emission.OfSignal(Signals.refit(change))));
    }
}
