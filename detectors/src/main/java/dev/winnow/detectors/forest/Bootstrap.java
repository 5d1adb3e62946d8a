package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a forest that is warm from a history. Immutable.
 *
 * <p>A history may contain what later ought to be found. So before anything is learnt, each half of it is scored by what the other
 * half teaches, and the strangest share is left out. Rows so old that the decay would have dropped them are not learnt at
 * all, so the cost is bounded however long the history is.
 */
public final class Bootstrap {
    /*
     * With decay a per update, an entry k updates old has weight e^(-a k) against the newest: beyond 10 / a it is one in 22,000.
     * The judges sample the whole history evenly (decay 0): age alone is not strange.
     */
    private static final double RELEVANT = 10;
    private static final int JUDGE_TREES = 50;

    private final RandomCutForestConfig config;
    private final double trim;

    /**
     * A forest and how it came about.
     *
     * @param rows of the history
     * @param learnt rows that the forest learnt
     * @param refused rows of a wrong width or with a value that is not finite
     * @param tooOld good rows that would have been forgotten again
     * @param trimmed rows that were too strange
     * @param threshold score of the judges from which on rows were too strange; infinite if none was to be left out
     */
    public record Result(
            RandomCutForest forest,
            long rows,
            long learnt,
            long refused,
            long tooOld,
            long trimmed,
            double threshold) {}

    /**
     * @param config of the forest
     * @param trim share of the good rows to leave out, in [0, 0.5); 0 learns them all
     * @throws IllegalArgumentException CFG-004 if the share is out of range
     */
    public Bootstrap(RandomCutForestConfig config, double trim) {
        if (!(trim >= 0 && trim < 0.5)) {
            throw new IllegalArgumentException("CFG-004 bootstrap: trim must be in [0, 0.5), was " + trim);
        }
        this.config = config;
        this.trim = trim;
    }

    /**
     * Learns a history.
     *
     * @param history in the order of time; read once. Rows are kept by reference until the end
     * @param seed of the forest
     */
    public Result learn(int dimensions, long seed, Iterable<float[]> history) {
        long relevant = config.timeDecay() > 0 ? (long) Math.ceil(RELEVANT / config.timeDecay()) : Long.MAX_VALUE;
        ArrayDeque<float[]> kept = new ArrayDeque<>();
        long rows = 0;
        long refused = 0;
        long tooOld = 0;
        for (float[] row : history) {
            rows++;
            if (!isGood(row, dimensions)) {
                refused++;
                continue;
            }
            kept.add(row);
            if (kept.size() > relevant) {
                kept.remove();
                tooOld++;
            }
        }
        List<float[]> good = new ArrayList<>(kept);
        double[] scores = trim > 0 ? crossScores(good, dimensions, seed) : new double[good.size()];
        int leftOut = (int) (trim * good.size());
        double threshold = leftOut == 0 ? Double.POSITIVE_INFINITY : nth(scores, good.size() - leftOut);
        RandomCutForest forest = RandomCutForest.create(config, dimensions, seed);
        long trimmed = 0;
        for (int i = 0; i < good.size(); i++) {
            // Of equal scores at the threshold no more go than the share says.
            if (scores[i] >= threshold && trimmed < leftOut) {
                trimmed++;
            } else {
                forest.update(good.get(i));
            }
        }
        return new Result(forest, rows, good.size() - trimmed, refused, tooOld, trimmed, threshold);
    }

    /** Each row by a forest that learnt every other row, but not this one. */
    private static double[] crossScores(List<float[]> rows, int dimensions, long seed) {
        RandomCutForestConfig judge = RandomCutForestConfig.of(JUDGE_TREES, 256).withTimeDecay(0);
        double[] scores = new double[rows.size()];
        for (int half = 0; half < 2; half++) {
            RandomCutForest forest = RandomCutForest.create(judge, dimensions, SplitMix.mix(seed + half + 1));
            for (int i = half; i < scores.length; i += 2) {
                forest.update(rows.get(i));
            }
            for (int i = 1 - half; i < scores.length; i += 2) {
                scores[i] = forest.score(rows.get(i));
            }
        }
        return scores;
    }

    private static double nth(double[] scores, int rank) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[rank];
    }

    private static boolean isGood(float[] row, int dimensions) {
        if (row.length != dimensions) {
            return false;
        }
        for (float value : row) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
