package dev.winnow.triage.feedback;

import dev.winnow.triage.adjust.ActingVerdict;
import dev.winnow.triage.adjust.VerdictMemory;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.calibrate.Calibrators;
import dev.winnow.triage.calibrate.Label;
import java.util.List;

/** Puts verdicts into force and takes them out of it: what the adjuster and the calibrators know of them. */
final class Teaching {
    private final VerdictRows rows;
    private final VerdictMemory memory;
    private final Calibrators calibrators;

    Teaching(VerdictRows rows, VerdictMemory memory, Calibrators calibrators) {
        this.rows = rows;
        this.memory = memory;
        this.calibrators = calibrators;
    }

    /**
     * @param effect what it does from here on, half a sentence
     */
    record Taught(VerdictRow row, String effect) {}

    /** Puts a verdict into force and stores it; its place in time is that of its first arrival. */
    Taught teach(VerdictRow row, long watermark, List<CalibratorChange> changes) {
        Verdict verdict = row.verdict();
        ShownAlert alert = row.judged().orElseThrow();
        if (!verdict.kind().teaches() || Double.isNaN(alert.score())) {
            VerdictRow recorded = row.idle(Outcome.RECORDED);
            rows.put(recorded, watermark);
            String why = verdict.kind().teaches() ? "the alert was not scored" : "this verdict teaches nothing";
            return new Taught(recorded, "; recorded, " + why + ".");
        }
        long memoryPosition = -1;
        if (alert.point().isPlaced()) {
            ActingVerdict acting = new ActingVerdict(
                    verdict.id(), verdict.analyst(), verdict.kind().isPositive(), row.actsFromMillis(), alert.point());
            memoryPosition = memory.add(verdict.tenant(), alert.featureSet(), acting);
        }
        Calibrators.AddedLabel label = calibrators.learn(
                verdict.tenant(),
                alert.featureSet(),
                new Label(alert.score(), verdict.kind().isPositive(), alert.probability()),
                watermark);
        label.change().ifPresent(changes::add);
        VerdictRow learnt = row.acting(Outcome.LEARNT, memoryPosition, label.position());
        rows.put(learnt, watermark);
        return new Taught(
                learnt,
                memoryPosition < 0
                        ? "; the calibrator of " + alert.featureSet() + " learnt it."
                        : "; similar alerts of " + alert.featureSet() + " score "
                                + (verdict.kind().isPositive() ? "higher" : "lower") + " from here on.");
    }

    /** Takes a verdict out of force, if it is, and stores what it is now. */
    VerdictRow untaught(VerdictRow row, Outcome next, long watermark, List<CalibratorChange> changes) {
        forget(row);
        if (row.labelPosition() >= 0) {
            calibrators
                    .forget(
                            row.verdict().tenant(),
                            row.judged().orElseThrow().featureSet(),
                            row.labelPosition(),
                            watermark)
                    .ifPresent(changes::add);
        }
        VerdictRow idle = row.idle(next);
        rows.put(idle, watermark);
        return idle;
    }

    /** Ends what a verdict does to scores; its label stays as long as the calibrator keeps it. */
    void forget(VerdictRow row) {
        if (row.memoryPosition() >= 0) {
            memory.remove(row.verdict().tenant(), row.judged().orElseThrow().featureSet(), row.memoryPosition());
        }
    }
}
