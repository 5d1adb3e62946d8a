package dev.winnow.app.run.replay;

import dev.winnow.triage.calibrate.Calibrator;
import dev.winnow.wire.CalibratorDetail;

/**
 * The last audited epoch of a feature set's calibrator, and how many verdicts may have stepped it since.
 */
public record RecordedCalibrator(
        String kind, long epoch, double slope, double intercept, int labels, int verdictsSince) {
    static final RecordedCalibrator NONE = new RecordedCalibrator(Calibrator.PRIOR, 0, 0, 0, 0, 0);

    static RecordedCalibrator of(CalibratorDetail epoch) {
        return new RecordedCalibrator(
                epoch.getKind(), epoch.getEpoch(), epoch.getSlope(), epoch.getIntercept(), (int) epoch.getLabels(), 0);
    }

    RecordedCalibrator stepped() {
        return new RecordedCalibrator(kind, epoch, slope, intercept, labels, verdictsSince + 1);
    }

    /** @param baseRate of the configuration, for the stated prior */
    public Calibrator calibrator(double baseRate) {
        return new Calibrator(kind, epoch, slope, intercept, labels, baseRate);
    }

    /** Whether verdicts may have moved it since its epoch, by at most {@code maxStep} each. */
    public boolean isStepped() {
        return kind.equals(Calibrator.PLATT) && verdictsSince > 0;
    }
}
