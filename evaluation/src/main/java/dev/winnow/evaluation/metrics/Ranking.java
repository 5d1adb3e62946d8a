package dev.winnow.evaluation.metrics;

import java.util.Arrays;

/**
 * How well scores rank positives before negatives. Equal scores cannot be told apart: a threshold takes all of them or none,
 * except within {@link #precisionAt a budget}, where the earlier row comes first. A score that is not a number ranks last.
 * Immutable; n log n to make, each figure linear.
 */
public final class Ranking {
    private final boolean[] ranked;
    private final int positives;

    /** At each distinct score, from the highest: positives at or above it, and rows at or above it. */
    private final int[] hits;

    private final int[] flagged;

    private Ranking(boolean[] ranked, int positives, int[] hits, int[] flagged) {
        this.ranked = ranked;
        this.positives = positives;
        this.hits = hits;
        this.flagged = flagged;
    }

    /**
     * Ranks the rows.
     *
     * @param labels truth, in stream order
     * @param scores higher is stranger
     * @throws IllegalArgumentException if they are not as many
     */
    public static Ranking of(boolean[] labels, double[] scores) {
        Scores.requireSameLength(labels, scores);
        double[] clean = Scores.comparable(scores);
        int[] order = Scores.descending(clean);
        int n = order.length;
        boolean[] ranked = new boolean[n];
        int[] hits = new int[n];
        int[] flagged = new int[n];
        int levels = 0;
        int found = 0;
        for (int i = 0; i < n; i++) {
            ranked[i] = labels[order[i]];
            found += ranked[i] ? 1 : 0;
            if (i == n - 1 || clean[order[i]] != clean[order[i + 1]]) {
                hits[levels] = found;
                flagged[levels++] = i + 1;
            }
        }
        return new Ranking(ranked, found, Arrays.copyOf(hits, levels), Arrays.copyOf(flagged, levels));
    }

    public int rows() {
        return ranked.length;
    }

    public int positives() {
        return positives;
    }

    /** Area under the receiver operating characteristic, ties counting one half; NaN unless there are both classes. */
    public double rocAuc() {
        long negatives = rows() - (long) positives;
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        // Pairs in which the positive is above the negative (Mann and Whitney 1947), counted in halves to stay exact.
        long halves = 0;
        long above = 0;
        long before = 0;
        for (int i = 0; i < hits.length; i++) {
            long positivesHere = hits[i] - before;
            long negativesHere = flagged[i] - hits[i] - above;
            above += negativesHere;
            before = hits[i];
            halves += positivesHere * (2 * (negatives - above) + negativesHere);
        }
        return halves / 2.0 / ((double) positives * negatives);
    }

    /** Average precision: precision at each threshold, weighted by the recall gained there, not interpolated; NaN without positives. */
    public double averagePrecision() {
        if (positives == 0) {
            return Double.NaN;
        }
        double sum = 0;
        double recall = 0;
        for (int i = 0; i < hits.length; i++) {
            double next = hits[i] / (double) positives;
            sum += (next - recall) * hits[i] / flagged[i];
            recall = next;
        }
        return sum;
    }

    /**
     * Largest recall of a threshold whose false positives are at most that share of the negatives; 0 where no threshold is.
     *
     * @param limit share of the negatives, in [0, 1]
     */
    public double recallAtFalsePositiveRate(double limit) {
        double most = limit * (rows() - positives);
        int best = 0;
        for (int i = 0; i < hits.length; i++) {
            if (flagged[i] - hits[i] <= most) {
                best = hits[i];
            }
        }
        return positives == 0 ? 0 : best / (double) positives;
    }

    /** Largest harmonic mean of precision and recall over all thresholds; 0 without rows. */
    public double bestF1() {
        double best = 0;
        for (int i = 0; i < hits.length; i++) {
            best = Math.max(best, 2.0 * hits[i] / (flagged[i] + positives));
        }
        return best;
    }

    /**
     * Share of positives among the highest scores.
     *
     * @param budget how many rows can be looked at, at least 1; of all rows if there are fewer
     */
    public double precisionAt(int budget) {
        return hitsWithin(budget) / (double) Math.max(1, Math.min(budget, rows()));
    }

    /** Share of the positives that is among that many highest scores. */
    public double recallAt(int budget) {
        return hitsWithin(budget) / (double) Math.max(1, positives);
    }

    private int hitsWithin(int budget) {
        if (budget < 1) {
            throw new IllegalArgumentException("a budget must be at least 1, was " + budget);
        }
        int found = 0;
        for (int i = 0; i < Math.min(budget, rows()); i++) {
            found += ranked[i] ? 1 : 0;
        }
        return found;
    }
}
