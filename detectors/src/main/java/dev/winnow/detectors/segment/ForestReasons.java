package dev.winnow.detectors.segment;

import dev.winnow.detectors.forest.AttributionStability;
import dev.winnow.detectors.forest.RandomCutForest;
import dev.winnow.detectors.forest.ShapleyAttribution;
import java.util.ArrayList;
import java.util.List;

/**
 * What a segment's forest finds strange about one observation, said in three ways: the parts that alerts go by, the parts by Shapley's
 * rule, and how far the trees agree.
 *
 * @param score the forest's raw score
 * @param baseline mean raw score of the background: {@code score - baseline} is the sum of the Shapley values
 * @param background ordinary samples of the segment that the Shapley values compare with
 * @param isExact whether every subset of the features was scored; else orders were sampled, and {@link Part#shapleyError} says how well
 * @param evaluations scores that the Shapley values took
 * @param parts by feature, in the order of the vector
 */
public record ForestReasons(
        double score, double baseline, int background, boolean isExact, long evaluations, List<Part> parts) {
    /** Exact for a dozen features; a second of work. */
    private static final int EVALUATIONS = 1 << 16;

    /** Enough that no one sample decides, few enough that a dozen features are exact. */
    private static final int BACKGROUND = 16;

    /** Makes {@link Part#firstShare} good to 0.035. */
    private static final int RESAMPLES = 200;

    public ForestReasons {
        parts = List.copyOf(parts);
    }

    /**
     * A feature's part.
     *
     * @param high part of the score, along the paths of the trees, due to the value being higher than usual
     * @param low the same for a value lower than usual
     * @param error standard error of high and low together, over the draw of the trees
     * @param firstShare share of redrawn forests in which no feature has a larger part, in [0, 1]; these sum to 1
     * @param shapley what setting the feature from the background's values to the event's adds to the score; negative where it makes the
     *     event less strange
     * @param shapleyError standard error of that, 0 where exact
     */
    public record Part(
            String feature,
            double high,
            double low,
            double error,
            double firstShare,
            double shapley,
            double shapleyError) {}

    /**
     * @param ordinary points to compare with, at least one; some of them, evenly spaced, are taken
     * @param seed of the draws of orders and trees
     */
    static ForestReasons of(
            RandomCutForest forest, float[] point, List<String> names, List<float[]> ordinary, long seed) {
        double[] high = new double[point.length];
        double[] low = new double[point.length];
        forest.attribute(point, high, low);
        double[] errors = new double[point.length];
        double[] firstShares = new double[point.length];
        for (AttributionStability.Feature feature :
                new AttributionStability(forest, RESAMPLES, seed).of(point).features()) {
            errors[feature.feature()] = feature.standardError();
            firstShares[feature.feature()] = feature.firstShare();
        }
        List<float[]> background = spaced(ordinary);
        ShapleyAttribution.Report shapley =
                new ShapleyAttribution(forest::score, EVALUATIONS, seed).explain(point, background);
        List<Part> parts = new ArrayList<>(point.length);
        for (int i = 0; i < point.length; i++) {
            parts.add(new Part(
                    names.get(i),
                    high[i],
                    low[i],
                    errors[i],
                    firstShares[i],
                    shapley.value(i),
                    shapley.standardError(i)));
        }
        return new ForestReasons(
                shapley.score(),
                shapley.baseline(),
                background.size(),
                shapley.isExact(),
                shapley.evaluations(),
                parts);
    }

    private static List<float[]> spaced(List<float[]> points) {
        int wanted = Math.min(BACKGROUND, points.size());
        List<float[]> spaced = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            spaced.add(points.get((int) ((long) i * points.size() / wanted)));
        }
        return spaced;
    }
}
