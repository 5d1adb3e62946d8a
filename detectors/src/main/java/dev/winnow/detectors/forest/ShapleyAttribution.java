package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Shapley values of a score against stated background points: what each feature contributes if features are set from the
 * background's values to the point's one after another, in all orders alike. Known as interventional or baseline Shapley
 * values; not the values of a game over the data's distribution (conditional), nor of a model's loss (SAGE). For one alert:
 * it costs thousands of scores.
 *
 * <p>The values sum to the score less the mean score of the background. Unlike {@link
 * dev.winnow.detectors.Detector#attribute} they can be negative: a feature that makes the point less strange. Works for any score.
 */
public final class ShapleyAttribution {
    /*
     * L. Shapley, "A value for n-person games", 1953; for models: S. Lundberg, S.-I. Lee, "A unified approach to interpreting model
     * predictions", NIPS 2017; the game with a fixed background: M. Sundararajan, A. Najmi, "The many Shapley values for
     * model explanation", ICML 2020. Exact over all subsets if the allowed scores suffice. Otherwise random orders, each
     * with its reverse (R. Mitchell and others, "Sampling permutations for Shapley value estimation", JMLR 23 (2022), section 3.2),
     * the background points taking turns; each order's steps telescope, so the sum is exact in either case.
     */
    private static final int LARGEST_EXACT = 20;

    private final ToDoubleFunction<float[]> score;
    private final int evaluations;
    private final long seed;

    /** Values and what they cost. Immutable. */
    public static final class Report {
        private final double[] values;
        private final double[] errors;
        private final double score;
        private final double baseline;
        private final long evaluations;

        private Report(double[] values, double[] errors, double score, double baseline, long evaluations) {
            this.values = values;
            this.errors = errors;
            this.score = score;
            this.baseline = baseline;
            this.evaluations = evaluations;
        }

        /** What a feature contributes; negative if it makes the point less strange. */
        public double value(int feature) {
            return values[feature];
        }

        /** Of a value, over the draw of the orders; 0 if the values are exact. */
        public double standardError(int feature) {
            return errors.length == 0 ? 0 : errors[feature];
        }

        /** True if every subset of the features was scored. */
        public boolean isExact() {
            return errors.length == 0;
        }

        public double score() {
            return score;
        }

        /** Mean score of the background. */
        public double baseline() {
            return baseline;
        }

        /** Scores that were worked out. */
        public long evaluations() {
            return evaluations;
        }
    }

    /**
     * @param score what is to be explained; called with an array that is reused
     * @param evaluations scores that may be spent on a point, at least 100; orders are drawn in full, so a little more may be
     * @throws IllegalArgumentException CFG-004 if there are too few
     */
    public ShapleyAttribution(ToDoubleFunction<float[]> score, int evaluations, long seed) {
        if (evaluations < 100) {
            throw new IllegalArgumentException("CFG-004 shapley: evaluations must be at least 100, was " + evaluations);
        }
        this.score = score;
        this.evaluations = evaluations;
        this.seed = seed;
    }

    /**
     * @param background ordinary points to compare with, at least one, as wide as the point; for example {@link
     *     RandomCutForest#nearest} ones, or the median
     * @throws IllegalArgumentException DET-002 if the background is empty or of another width
     */
    public Report explain(float[] point, List<float[]> background) {
        if (background.isEmpty() || background.stream().anyMatch(other -> other.length != point.length)) {
            throw new IllegalArgumentException("DET-002 shapley: at least one background point of " + point.length
                    + " features is required, was " + background.size() + " points");
        }
        boolean isAffordable =
                point.length <= LARGEST_EXACT && ((1L << point.length) - 1) * background.size() + 1 <= evaluations;
        return isAffordable ? exact(point, background) : sampled(point, background);
    }

    private Report exact(float[] point, List<float[]> background) {
        int n = point.length;
        int subsets = 1 << n;
        double[] worth = new double[subsets];
        float[] mixed = new float[n];
        double whole = score.applyAsDouble(point);
        for (int subset = 0; subset < subsets - 1; subset++) {
            for (float[] other : background) {
                for (int d = 0; d < n; d++) {
                    mixed[d] = (subset >>> d & 1) == 1 ? point[d] : other[d];
                }
                worth[subset] += score.applyAsDouble(mixed) / background.size();
            }
        }
        worth[subsets - 1] = whole;
        // |S|! (n - |S| - 1)! / n!, by size: 1/n at size 0, then each from the one before.
        double[] weights = new double[n];
        weights[0] = 1.0 / n;
        for (int size = 1; size < n; size++) {
            weights[size] = weights[size - 1] * size / (n - size);
        }
        double[] values = new double[n];
        for (int subset = 0; subset < subsets - 1; subset++) {
            double weight = weights[Integer.bitCount(subset)];
            for (int d = 0; d < n; d++) {
                if ((subset >>> d & 1) == 0) {
                    values[d] += weight * (worth[subset | 1 << d] - worth[subset]);
                }
            }
        }
        return new Report(values, new double[0], whole, worth[0], (subsets - 1L) * background.size() + 1);
    }

    private Report sampled(float[] point, List<float[]> background) {
        int n = point.length;
        double whole = score.applyAsDouble(point);
        double[] starts = new double[background.size()];
        double baseline = 0;
        for (int b = 0; b < starts.length; b++) {
            starts[b] = score.applyAsDouble(background.get(b).clone());
            baseline += starts[b] / starts.length;
        }
        // As often with each background point, or the sum would not be exact.
        long perRound = 2L * Math.max(1, n - 1) * starts.length;
        int rounds = (int) Math.max(2, (evaluations - starts.length - 1) / perRound);
        double[] sums = new double[n];
        double[] squares = new double[n];
        double[] pair = new double[n];
        int[] order = new int[n];
        for (int d = 0; d < n; d++) {
            order[d] = d;
        }
        long state = SplitMix.mix(seed);
        for (int i = 0; i < rounds * starts.length; i++) {
            state = shuffle(order, state);
            Arrays.fill(pair, 0);
            float[] other = background.get(i % starts.length);
            walk(point, other, order, starts[i % starts.length], whole, pair);
            reverse(order);
            walk(point, other, order, starts[i % starts.length], whole, pair);
            for (int d = 0; d < n; d++) {
                double value = pair[d] / 2;
                sums[d] += value;
                squares[d] += value * value;
            }
        }
        int pairs = rounds * starts.length;
        double[] errors = new double[n];
        for (int d = 0; d < n; d++) {
            sums[d] /= pairs;
            errors[d] = Math.sqrt(Math.max(0, squares[d] / pairs - sums[d] * sums[d]) / (pairs - 1));
        }
        return new Report(sums, errors, whole, baseline, starts.length + 1 + (long) rounds * perRound);
    }

    /** Sets feature by feature from the other's value to the point's, and books each change of the score. */
    private void walk(float[] point, float[] other, int[] order, double start, double end, double[] into) {
        float[] mixed = other.clone();
        double before = start;
        for (int i = 0; i < order.length; i++) {
            mixed[order[i]] = point[order[i]];
            double after = i == order.length - 1 ? end : score.applyAsDouble(mixed);
            into[order[i]] += after - before;
            before = after;
        }
    }

    /** Fisher and Yates. */
    private static long shuffle(int[] order, long from) {
        long state = from;
        for (int i = order.length - 1; i > 0; i--) {
            state += SplitMix.GAMMA;
            int j = (int) (SplitMix.toUnit(SplitMix.mix(state)) * (i + 1));
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return state;
    }

    private static void reverse(int[] order) {
        for (int i = 0, j = order.length - 1; i < j; i++, j--) {
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
