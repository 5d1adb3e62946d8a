package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far the trees agree on what a score is due to. Meant for alerts, not for events. Changes nothing; holds scratch space,
 * so one owner, the forest's.
 *
 * <p>An explanation that another draw of the trees would have put otherwise should not be shown as a fact. {@link
 * Report#firstShare} says how often the same feature would have come first.
 */
public final class AttributionStability {
    /*
     * Given the stream, the trees are independent and alike, so a forest drawn with replacement from these trees stands for
     * another forest (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979)). Of many trees
     * four are drawn together, for sums of alike independent ones are alike and independent too, and a quarter of the additions is
     * left. The draws follow from the seed alone, so the same forest and point give the same report.
     */
    private static final int TOGETHER = 4;

    /** Fewer would leave too few groups to draw from. */
    private static final int MANY = 40;

    private final RandomCutForest forest;
    private final int resamples;
    private final long seed;
    private final double[][] parts;
    private final double[] high;
    private final double[] low;

    /**
     * What the trees say of one feature.
     *
     * @param feature its place in the point
     * @param part of the score, high and low together
     * @param standardError of the part, over the draw of the trees
     * @param firstShare share of redrawn forests in which no feature has a larger part; these sum to 1 over the features
     */
    public record Feature(int feature, double part, double standardError, double firstShare) {}

    /**
     * A point's explanation and how firm it is.
     *
     * @param features the largest part first, equal ones in the order of the point
     */
    public record Report(List<Feature> features) {
        public Report {
            features = List.copyOf(features);
        }

        /** The feature with the largest part. */
        public int first() {
            return features.get(0).feature();
        }

        /** How often, of redrawn forests, that feature came first; in [0, 1]. */
        public double firstShare() {
            return features.get(0).firstShare();
        }
    }

    /**
     * @param resamples forests to redraw, at least 10; 200 make the share good to 0.035
     * @throws IllegalArgumentException CFG-004 if there are too few
     */
    public AttributionStability(RandomCutForest forest, int resamples, long seed) {
        if (resamples < 10) {
            throw new IllegalArgumentException(
                    "CFG-004 attribution stability: resamples must be at least 10, was " + resamples);
        }
        this.forest = forest;
        this.resamples = resamples;
        this.seed = seed;
        parts = new double[forest.config().trees()][forest.dimensions()];
        high = new double[forest.dimensions()];
        low = new double[forest.dimensions()];
    }

    /** @throws IllegalArgumentException DET-002 if the length is wrong, DET-003 if a value is not finite */
    public Report of(float[] point) {
        int dimensions = high.length;
        double[] mean = new double[dimensions];
        forest.descend(point);
        for (int t = 0; t < parts.length; t++) {
            forest.attributeTree(t, high, low);
            for (int d = 0; d < dimensions; d++) {
                parts[t][d] = high[d] + low[d];
                mean[d] += parts[t][d] / parts.length;
            }
        }
        int[] first = firstOfRedrawn();
        List<Feature> features = new ArrayList<>(dimensions);
        for (int d = 0; d < dimensions; d++) {
            double squares = 0;
            for (double[] tree : parts) {
                squares += (tree[d] - mean[d]) * (tree[d] - mean[d]);
            }
            double error = Math.sqrt(squares / Math.max(1, parts.length - 1) / parts.length);
            features.add(new Feature(d, mean[d], error, (double) first[d] / resamples));
        }
        features.sort((a, b) -> Double.compare(b.part(), a.part()));
        return new Report(features);
    }

    /** By feature: in how many redrawn forests it came first. */
    private int[] firstOfRedrawn() {
        double[][] groups = groups();
        int[] first = new int[high.length];
        double[] sums = new double[high.length];
        long state = SplitMix.mix(seed);
        for (int i = 0; i < resamples; i++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < groups.length; k++) {
                state += SplitMix.GAMMA;
                add(groups[(int) (SplitMix.toUnit(SplitMix.mix(state)) * groups.length)], sums);
            }
            int best = 0;
            for (int d = 1; d < sums.length; d++) {
                best = sums[d] > sums[best] ? d : best;
            }
            first[best]++;
        }
        return first;
    }

    private double[][] groups() {
        if (parts.length < MANY || parts.length % TOGETHER != 0) {
            return parts;
        }
        double[][] groups = new double[parts.length / TOGETHER][high.length];
        for (int t = 0; t < parts.length; t++) {
            add(parts[t], groups[t / TOGETHER]);
        }
        return groups;
    }

    private static void add(double[] from, double[] to) {
        for (int d = 0; d < to.length; d++) {
            to[d] += from[d];
        }
    }
}
