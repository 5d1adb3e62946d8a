package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Asks only as many trees as it takes to see that a point stays below a threshold. Mutable, no allocation per point, one owner,
 * the forest's.
 *
 * <p>A point that may reach the threshold gets the opinion of every tree, so its score is the forest's, up to rounding. Of the
 * points whose whole score reaches the threshold at most the stated share is stopped. Ordinary points are stopped after 8 to 40 of
 * 100 trees; the rarer an alarm, the sooner.
 */
public final class EarlyStop {
    /*
     * Given the stream, the trees are independent and alike, so any n of the N are a simple random sample of the N, and the mean of
     * all differs from the mean of n by s * sqrt(1/n - 1/N) (W. G. Cochran, "Sampling Techniques", section 2.6). After each 8 trees,
     * at most N/8 times, a one-sided test of "the mean of all is at the threshold" may stop; each look may err
     * with error / looks (Bonferroni).
     *
     * The deviation s of a few trees is too small where opinions are skewed: most trees find a point ordinary and the few that do not
     * are yet to come. So s counts with Student's quantile, and is never taken for less than what points at the
     * threshold have, half the threshold, with the normal quantile. Without that floor 1 to 5 % of the points at a threshold
     * were stopped at a stated 0.1 %; EarlyStopTest measures what it is now.
     *
     * Where the row of trees begins is a function of the point: one small set of trees that is blind to something would
     * otherwise decide about all points, and could be learnt by trial.
     */
    private static final int LOOK = 8;

    /** Deviation of the trees by their mean: 0.1 to 0.6 for points at the 95th percentile and beyond, 1 to 38 features. */
    private static final double VARIATION = 0.5;

    private final RandomCutForest forest;
    /** Deviations of the trees so far that their mean must be below the threshold, by look. */
    private final double[] margins;
    /** Thresholds that their mean must be below the threshold at least, by look. */
    private final double[] floors;

    private final double[] opinions;
    private int used;
    private double estimate;
    private double standardError;

    /**
     * @param error chance to stop a point that reaches the threshold, in (0, 0.5), for example 0.001
     * @throws IllegalArgumentException CFG-004 if the error is out of range
     */
    public EarlyStop(RandomCutForest forest, double error) {
        if (!(error > 0 && error < 0.5)) {
            throw new IllegalArgumentException("CFG-004 early stop: error must be in (0, 0.5), was " + error);
        }
        this.forest = forest;
        int trees = forest.config().trees();
        opinions = new double[trees];
        margins = new double[(trees - 1) / LOOK];
        floors = new double[margins.length];
        double normal = new NormalDistribution().inverseCumulativeProbability(1 - error / Math.max(1, margins.length));
        for (int look = 0; look < margins.length; look++) {
            int n = LOOK * (look + 1);
            double student = new TDistribution(n - 1).inverseCumulativeProbability(1 - error / margins.length);
            double spread = Math.sqrt(1.0 / n - 1.0 / trees);
            floors[look] = VARIATION * normal * spread;
            margins[look] = student * spread;
        }
    }

    /**
     * The forest's score if it may reach the threshold, else an estimate that lies below it. A forest that is not warm is asked whole.
     *
     * @param threshold score that matters
     * @return at least 0
     * @throws IllegalArgumentException DET-002 if the length is wrong, DET-003 if a value is not finite
     */
    public double score(float[] point, double threshold) {
        int trees = opinions.length;
        if (!forest.isWarm()) {
            used = trees;
            standardError = 0;
            estimate = forest.score(point);
            return estimate;
        }
        forest.load(point);
        int tree = firstTree(point, trees);
        double sum = 0;
        used = 0;
        for (int look = 0; look < margins.length; look++) {
            for (int i = 0; i < LOOK; i++) {
                double opinion = forest.scoreTree(tree);
                opinions[used++] = opinion;
                sum += opinion;
                tree = tree + 1 == trees ? 0 : tree + 1;
            }
            estimate = sum / used;
            if (estimate >= threshold) {
                continue;
            }
            double squares = 0;
            for (int i = 0; i < used; i++) {
                squares += (opinions[i] - estimate) * (opinions[i] - estimate);
            }
            double deviation = Math.sqrt(squares / (used - 1));
            if (estimate + Math.max(margins[look] * deviation, floors[look] * threshold) < threshold) {
                standardError = deviation * Math.sqrt(1.0 / used - 1.0 / trees);
                return estimate;
            }
        }
        while (used < trees) {
            double opinion = forest.scoreTree(tree);
            opinions[used++] = opinion;
            sum += opinion;
            tree = tree + 1 == trees ? 0 : tree + 1;
        }
        estimate = sum / trees;
        standardError = 0;
        return estimate;
    }

    /** True if the last point was decided before all trees had spoken; its score is then an estimate below the threshold. */
    public boolean isStopped() {
        return used < opinions.length;
    }

    /** Trees that were asked about the last point. */
    public int treesUsed() {
        return used;
    }

    /** How far the last score may lie from the forest's: one standard error; 0 if all trees were asked. */
    public double standardError() {
        return standardError;
    }

    private static int firstTree(float[] point, int trees) {
        long state = trees;
        for (float value : point) {
            state = SplitMix.mix(state + SplitMix.GAMMA + Float.floatToRawIntBits(value + 0.0f));
        }
        return (int) Math.floorMod(state, (long) trees);
    }
}
