package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Asks only as many trees of a forest as it takes to see that a point stays below a threshold. Mutable, no allocation per point, one
 * owner, the forests'.
 *
 * <p>A point that may reach the threshold gets the opinion of every tree, so its score is the forest's, up to rounding. Of the
 * points whose whole score reaches the threshold at most the stated share is stopped.
 */
public final class EarlyStop {
    /*
     * Given the stream, the trees are independent and alike, so any n of the N are a simple random sample of the N, and the mean of
     * all differs from the mean of n by s * sqrt(1/n - 1/N) (W. G. Cochran, "Sampling Techniques", section 2.6). After 40 trees
     * and each 20 more, which go down side by side, a one-sided test of "the mean of all is at the threshold" may stop; each look may err
     * with error / looks (Bonferroni).
     *
     * The deviation s of a few trees is too small where opinions are skewed: most trees find a point ordinary and the few that do not
     * are yet to come. So s counts with Student's quantile, and is never taken for less than what points at the
     * threshold have, half the threshold, with the normal quantile. Without that floor 1 to 5 % of the points at a threshold
     * were stopped at a stated 0.1 %; EarlyStopTest measures what it is now.
     *
     * With which block of trees it begins is a function of the point: one small set of trees that is blind to something would
     * otherwise decide about all points, and could be learnt by trial.
     */
    private static final int BLOCK = 20;

    /** Blocks before the first look. After one, estimates scattered so much that fewer attacks of synthetic days were found. */
    private static final int FIRST = 2;

    /** Deviation of the trees by their mean: 0.1 to 0.6 for points at the 95th percentile and beyond, 1 to 38 features. */
    private static final double VARIATION = 0.5;

    private final int trees;
    private final int blocks;
    /** By the number of trees that spoke: deviations that their mean must be below the threshold; 0 where no look is taken. */
    private final double[] margins;
    /** By the number of trees that spoke: thresholds that their mean must be below the threshold at least. */
    private final double[] floors;

    private final double[] opinions;
    private int used;
    private double estimate;

    /**
     * @param trees number of trees of the forests that will be asked
     * @param error chance to stop a point that reaches the threshold, in (0, 0.5), for example 0.001
     * @throws IllegalArgumentException CFG-004 if the error is out of range
     */
    public EarlyStop(int trees, double error) {
        if (!(error > 0 && error < 0.5)) {
            throw new IllegalArgumentException("CFG-004 early stop: error must be in (0, 0.5), was " + error);
        }
        this.trees = trees;
        blocks = (trees + BLOCK - 1) / BLOCK;
        opinions = new double[trees];
        margins = new double[trees + 1];
        floors = new double[trees + 1];
        int last = trees - (blocks - 1) * BLOCK;
        int looks = Math.max(1, blocks - FIRST);
        for (int look = FIRST; look < blocks; look++) {
            setMargin(look * BLOCK, error / looks);
            setMargin((look - 1) * BLOCK + last, error / looks);
        }
    }

    private void setMargin(int spoke, double error) {
        double spread = Math.sqrt(1.0 / spoke - 1.0 / trees);
        floors[spoke] = VARIATION * new NormalDistribution().inverseCumulativeProbability(1 - error) * spread;
        margins[spoke] = new TDistribution(spoke - 1).inverseCumulativeProbability(1 - error) * spread;
    }

    /**
     * The forest's score if it may reach the threshold, else an estimate that lies below it. A forest that is not warm, or in which a
     * tree is empty, is asked whole.
     *
     * @param forest of as many trees as were stated
     * @param threshold score that matters
     * @return at least 0
     * @throws IllegalArgumentException DET-002 if the length is wrong, DET-003 if a value is not finite
     */
    public double score(RandomCutForest forest, float[] point, double threshold) {
        if (!forest.isComplete()) {
            used = trees;
            estimate = forest.score(point);
            return estimate;
        }
        forest.load(point);
        int block = firstBlock(point);
        double sum = 0;
        used = 0;
        for (int look = 0; look < blocks; look++) {
            int from = block * BLOCK;
            int to = Math.min(trees, from + BLOCK);
            forest.scoreTrees(from, to, opinions, used);
            for (int end = used + to - from; used < end; used++) {
                sum += opinions[used];
            }
            estimate = sum / used;
            if (isSurelyBelow(threshold)) {
                return estimate;
            }
            block = block + 1 == blocks ? 0 : block + 1;
        }
        return estimate;
    }

    private boolean isSurelyBelow(double threshold) {
        double margin = margins[used];
        if (margin == 0 || estimate + floors[used] * threshold >= threshold) {
            return false;
        }
        double squares = 0;
        for (int i = 0; i < used; i++) {
            squares += (opinions[i] - estimate) * (opinions[i] - estimate);
        }
        return estimate + margin * Math.sqrt(squares / (used - 1)) < threshold;
    }

    /** True if the last point was decided before all trees had spoken; its score is then an estimate below the threshold. */
    public boolean isStopped() {
        return used < trees;
    }

    /** Trees that were asked about the last point. */
    int treesUsed() {
        return used;
    }

    public long liveBytes() {
        return 24L * trees + 3 * 16L + 64;
    }

    private int firstBlock(float[] point) {
        long state = trees;
        for (float value : point) {
            state = SplitMix.mix(state + SplitMix.GAMMA + Float.floatToRawIntBits(value + 0.0f));
        }
        return (int) Math.floorMod(state, (long) blocks);
    }
}
