package dev.winnow.triage.feedback;

import dev.winnow.triage.calibrate.CalibratorChange;
import java.util.List;

/**
 * What became of a verdict, and what it changed.
 *
 * @param record the record that brought it
 * @param text one sentence for people
 * @param changes new calibrator epochs, in order
 * @param expired older waiting verdicts that had to leave for this one; dead letters
 */
public record VerdictOutcome(
        Verdict verdict,
        InputRecord record,
        Outcome outcome,
        String text,
        List<CalibratorChange> changes,
        List<ExpiredVerdict> expired) {
    public VerdictOutcome {
        changes = List.copyOf(changes);
        expired = List.copyOf(expired);
    }

    static VerdictOutcome of(VerdictRow row, String text) {
        return of(row, text, List.of());
    }

    static VerdictOutcome of(VerdictRow row, String text, List<CalibratorChange> changes) {
        return new VerdictOutcome(row.verdict(), row.record(), row.outcome(), text, changes, List.of());
    }
}
