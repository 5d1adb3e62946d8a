package dev.winnow.detectors.forest;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Other readings of a forest's trees: a trimmed mean and an interval. Looks at the forest and changes nothing; holds scratch
 * space, so one owner, the forest's.
 *
 * <p>Cost: that of {@link RandomCutForest#scoreByTree}, and a sort of the trees for the trimmed mean.
 */
public final class ForestVariants {
    /*
     * Given the stream, the trees are independent and alike: each has its own generator. So their mean estimates what a forest of
     * infinitely many trees would say, with Student's interval. The interval speaks of the draw of the trees, not of
     * the draw of the stream.
     */
    private final RandomCutForest forest;
    private final double[] trees;

    public ForestVariants(RandomCutForest forest) {
        this.forest = forest;
        trees = new double[forest.config().trees()];
    }

    /**
     * Mean of the trees without the extreme ones. A few trees that hold planted points then do not move the score.
     *
     * @param share left out at each end, in [0, 0.5); 0 gives the score
     * @return at least 0
     * @throws IllegalArgumentException CFG-004 for a share out of range, DET-002 or DET-003 for a bad point
     */
    public double trimmedMean(float[] point, double share) {
        if (!(share >= 0 && share < 0.5)) {
            throw new IllegalArgumentException("CFG-004 trimmed mean: share must be in [0, 0.5), was " + share);
        }
        forest.scoreByTree(point, trees);
        Arrays.sort(trees);
        int cut = (int) (share * trees.length);
        double sum = 0;
        for (int t = cut; t < trees.length - cut; t++) {
            sum += trees[t];
        }
        return sum / (trees.length - 2 * cut);
    }

    /**
     * The score and where the score of a forest with any number of trees would lie.
     *
     * @param coverage chance that the interval holds it, in (0, 1), for example 0.95
     * @throws IllegalArgumentException CFG-004 for a coverage out of range or a forest of one tree, DET-002 or DET-003 for a bad
     *     point
     */
    public ScoreInterval interval(float[] point, double coverage) {
        if (!(coverage > 0 && coverage < 1)) {
            throw new IllegalArgumentException("CFG-004 interval: coverage must be in (0, 1), was " + coverage);
        }
        if (trees.length < 2) {
            throw new IllegalArgumentException("CFG-004 interval: at least 2 trees are required, there is 1");
        }
        forest.scoreByTree(point, trees);
        double sum = 0;
        for (double tree : trees) {
            sum += tree;
        }
        double mean = sum / trees.length;
        double squares = 0;
        for (double tree : trees) {
            squares += (tree - mean) * (tree - mean);
        }
        double error = Math.sqrt(squares / (trees.length - 1) / trees.length);
        double factor = new TDistribution(trees.length - 1).inverseCumulativeProbability(0.5 + coverage / 2);
        return new ScoreInterval(mean, Math.max(0, mean - factor * error), mean + factor * error, error, trees.length);
    }
}
