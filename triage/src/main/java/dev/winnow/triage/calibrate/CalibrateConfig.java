package dev.winnow.triage.calibrate;

import dev.winnow.triage.state.Problems;
import java.util.Map;
import java.util.TreeSet;

/**
 * How scores become probabilities.
 *
 * @param baseRate share of true positives before anything is known, the score included, in (0, 0.5]
 * @param baseRates the same for single feature sets, by id
 * @param minLabels labels before anything but the stated prior is in force; both classes must be among them
 * @param capacity labels kept per tenant and feature set; the oldest leave
 * @param refitEvery changed labels between batch refits
 * @param priorWeight weight of the stated prior in each fit, in labels
 * @param minSlope lower bound of the slope on the score; above 0, so that probability rises with score, always
 * @param maxSlope upper bound of the slope
 * @param maxStep bound on what one label may change slope or logit between refits
 */
public record CalibrateConfig(
        double baseRate,
        Map<String, Double> baseRates,
        int minLabels,
        int capacity,
        int refitEvery,
        double priorWeight,
        double minSlope,
        double maxSlope,
        double maxStep) {
    public CalibrateConfig {
        baseRates = Map.copyOf(baseRates);
        Problems problems = new Problems("CFG-013", "triage.calibrate")
                .setting(isRate(baseRate), "baseRate", "must be above 0 and at most 0.5", baseRate)
                .setting(minLabels >= 2, "minLabels", "must be at least 2", minLabels)
                .setting(
                        capacity >= minLabels && capacity <= 65_536,
                        "capacity",
                        "must be between minLabels (" + minLabels + ") and 65536",
                        capacity)
                .setting(refitEvery >= 1, "refitEvery", "must be at least 1", refitEvery)
                .setting(
                        priorWeight > 0 && priorWeight <= 1000,
                        "priorWeight",
                        "must be above 0 and at most 1000",
                        priorWeight)
                .setting(minSlope > 0, "minSlope", "must be above 0", minSlope)
                .setting(maxSlope > minSlope, "maxSlope", "must be above minSlope (" + minSlope + ")", maxSlope)
                .setting(maxStep >= 0 && maxStep <= 1, "maxStep", "must be between 0 and 1", maxStep);
        for (String set : new TreeSet<>(baseRates.keySet())) {
            double rate = baseRates.getOrDefault(set, Double.NaN);
            problems.setting(isRate(rate), "baseRates.\"" + set + "\"", "must be above 0 and at most 0.5", rate);
        }
        problems.raise();
    }

    /** One true positive in twenty, 20 labels, a refit every 10; the stated prior counts for 25 labels. */
    public static CalibrateConfig defaults() {
        return new CalibrateConfig(0.05, Map.of(), 20, 2048, 10, 25, 0.05, 10, 0.05);
    }

    public double baseRate(String featureSet) {
        return baseRates.getOrDefault(featureSet, baseRate);
    }

    private static boolean isRate(double rate) {
        return rate > 0 && rate <= 0.5;
    }
}
