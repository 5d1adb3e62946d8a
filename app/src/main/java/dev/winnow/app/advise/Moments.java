package dev.winnow.app.advise;

import java.util.Arrays;

/**
 * The shape of a set of numbers.
 *
 * @param skewness third standardised moment, 0 for a symmetric shape
 * @param kurtosis fourth standardised moment less 3, 0 for a Gaussian
 * @param maxOverMedian largest magnitude over the median magnitude of the values that are not 0; 0 where all are
 */
record Moments(
        int count,
        int distinct,
        double min,
        double median,
        double max,
        double mean,
        double deviation,
        double skewness,
        double kurtosis,
        double maxOverMedian) {
    /** @param values at least one, finite */
    static Moments of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int distinct = 1;
        for (int i = 1; i < n; i++) {
            distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
        double mean = Arrays.stream(sorted).average().orElse(0);
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        for (double value : sorted) {
            double d = value - mean;
            m2 += d * d / n;
            m3 += d * d * d / n;
            m4 += d * d * d * d / n;
        }
        boolean isFlat = distinct == 1 || !(m2 > 0);
        double[] magnitudes = Arrays.stream(sorted)
                .map(Math::abs)
                .filter(value -> value > 0)
                .sorted()
                .toArray();
        double ratio = magnitudes.length == 0 ? 0 : magnitudes[magnitudes.length - 1] / middle(magnitudes);
        return new Moments(
                n,
                distinct,
                sorted[0],
                middle(sorted),
                sorted[n - 1],
                mean,
                isFlat ? 0 : Math.sqrt(m2),
                isFlat ? 0 : m3 / Math.pow(m2, 1.5),
                isFlat ? 0 : m4 / (m2 * m2) - 3,
                ratio);
    }

    private static double middle(double[] sorted) {
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
