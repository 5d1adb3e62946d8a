package dev.winnow.triage.feedback;

import dev.winnow.triage.calibrate.CalibratorChange;
import java.util.List;

/**
 * What became of a verdict, and what it changed.
 *
 * @param text one sentence for people
 * @param changes new calibrator epochs, in order
 * @param expired older waiting verdicts that had to leave for this one; dead letters
 */
public record VerdictOutcome(
        Verdict verdict, Outcome outcome, String text, List<CalibratorChange> changes, List<Verdict> expired) {
    public VerdictOutcome {
        changes = List.copyOf(changes);
        expired = List.copyOf(expired);
    }
}
