package dev.winnow.evaluation.metrics;

/** Scores made comparable, and their order. */
final class Scores {
    private Scores() {}

    /**
     * A copy in which what is not a number is lower than every score, and positive infinity higher than every finite one.
     * Rankings are unchanged by it; without it a comparison with NaN would not be an order.
     */
    static double[] comparable(double[] scores) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            if (Double.isFinite(score)) {
                low = Math.min(low, score);
                high = Math.max(high, score);
            }
        }
        boolean anyFinite = low <= high;
        double[] clean = scores.clone();
        for (int i = 0; i < clean.length; i++) {
            if (!Double.isFinite(clean[i])) {
                clean[i] =
                        clean[i] == Double.POSITIVE_INFINITY ? (anyFinite ? high : 0) + 1 : (anyFinite ? low : 0) - 1;
            } else {
                clean[i] += 0.0; // -0.0 is 0.0
            }
        }
        return clean;
    }

    /** Positions from the highest score to the lowest; equal scores in stream order. A bottom-up merge sort: stable. */
    static int[] descending(double[] scores) {
        int n = scores.length;
        int[] from = new int[n];
        for (int i = 0; i < n; i++) {
            from[i] = i;
        }
        int[] into = new int[n];
        for (int run = 1; run < n; run *= 2) {
            for (int start = 0; start < n; start += 2 * run) {
                merge(scores, from, into, start, Math.min(start + run, n), Math.min(start + 2 * run, n));
            }
            int[] swap = from;
            from = into;
            into = swap;
        }
        return from;
    }

    private static void merge(double[] scores, int[] from, int[] into, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft = right >= end || (left < middle && scores[from[left]] >= scores[from[right]]);
            into[at] = takeLeft ? from[left++] : from[right++];
        }
    }

    static void requireSameLength(boolean[] labels, double[] scores) {
        if (labels.length != scores.length) {
            throw new IllegalArgumentException(
                    "labels and scores must be as many, were " + labels.length + " and " + scores.length);
        }
    }

    static int count(boolean[] labels) {
        int count = 0;
        for (boolean label : labels) {
            count += label ? 1 : 0;
        }
        return count;
    }
}
