package dev.winnow.topology.decide;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.topology.mapping.Decisions;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.mapping.WireVerdicts;
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
        report(cause, triage.judge(WireVerdicts.domain(verdict)), effects);
    }

    /** Also for verdicts that waited for the alert of a candidate. */
    void report(Incoming cause, VerdictOutcome outcome, Effects effects) {
        dev.winnow.triage.feedback.Verdict verdict = outcome.verdict();
        effects.seal(EntryDraft.of(
                AuditKind.FEEDBACK, verdict.tenant(), cause.source(), verdict.id(), WireVerdicts.detail(outcome)));
        if (outcome.outcome() == Outcome.REFUSED) {
            effects.send(refusals.refuse(cause, WireVerdicts.wire(verdict), "FBK-006", outcome.text()));
        }
        outcome.expired().forEach(expired -> due.expired(cause, expired, effects));
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
