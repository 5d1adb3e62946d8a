package dev.winnow.triage.calibrate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How good the probabilities of one tenant and feature set have been. Every figure is prequential: it compares the
 * probability that an alert was shown with, before anyone labelled it, with the verdict that came later.
 *
 * <p>Labels come only from alerts that people looked at, and they look at the strangest first. The figures and the
 * calibrator therefore describe shown alerts, not all candidates.
 *
 * @param labels labels in the buffer
 * @param positives true positives among them
 * @param ece expected calibration error, 15 bins of equal width; empty with too few labels
 * @param brier mean squared error; empty with too few labels
 * @param bins reliability diagram, from the lowest probability to the highest
 */
public record CalibrationReport(
        String tenant,
        String featureSet,
        Calibrator inForce,
        int labels,
        int positives,
        OptionalDouble ece,
        OptionalDouble brier,
        List<Bin> bins) {
    public CalibrationReport {
        bins = List.copyOf(bins);
    }

    /**
     * @param predicted mean probability shown; 0 where the bin is empty
     * @param observed share of true positives; 0 where the bin is empty
     */
    public record Bin(int count, double predicted, double observed) {}
}
