package dev.winnow.evaluation.metrics;

import java.util.List;

/**
 * What the Numenta Anomaly Benchmark charges and pays.
 *
 * @param name profile's name, for example {@code standard}
 * @param truePositive paid for a window found at its very start
 * @param falsePositive charged for a false alarm far from any window
 * @param falseNegative charged for a window not found
 */
public record NabProfile(String name, double truePositive, double falsePositive, double falseNegative) {
    /** The published profiles (config/profiles.json of the benchmark, version 1.1), in its order. */
    public static final List<NabProfile> PUBLISHED = List.of(
            new NabProfile("standard", 1.0, 0.11, 1.0),
            new NabProfile("reward_low_FP_rate", 1.0, 0.22, 1.0),
            new NabProfile("reward_low_FN_rate", 1.0, 0.11, 2.0));

    public NabProfile {
        if (!(truePositive > 0 && falsePositive >= 0 && falseNegative >= 0)) {
            throw new IllegalArgumentException("weights of profile \"" + name
                    + "\" must be above 0, at least 0 and at least 0, were " + truePositive + ", " + falsePositive
                    + " and " + falseNegative);
        }
    }
}
