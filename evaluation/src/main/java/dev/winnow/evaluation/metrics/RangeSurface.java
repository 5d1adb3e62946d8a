package dev.winnow.evaluation.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Range-based areas for series, where an alarm a few rows beside a labelled event is nearly as good as one within it.
 * Immutable; a surface of eleven widths over 24,000 rows takes milliseconds.
 */
public final class RangeSurface {
    // J. Paparrizos et al., "Volume under the surface: a new accuracy evaluation measure for time-series anomaly
    // detection", PVLDB 15(11), 2022, sections 3 and 4. A label is widened by half of the buffer on both sides of each
    // event, falling off as a square root. What is flagged counts with its softened label; rows in the buffer are never
    // owed, so the positives at a threshold are the hard ones and half of the buffer's mass that was flagged; recall
    // also
    // carries the share of events that were touched at all.

    /** Thresholds on the curve, as in the authors' program: at evenly spaced ranks. */
    private static final int LEVELS = 250;

    private final boolean[] labels;
    private final double[] scores;
    private final int[] order;
    private final double[] falling;
    private final int positives;

    private RangeSurface(boolean[] labels, double[] scores) {
        this.labels = labels;
        this.scores = scores;
        order = Scores.descending(scores);
        falling = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            falling[i] = scores[order[i]];
        }
        positives = Scores.count(labels);
    }

    /** Areas under the range-based curves. NaN unless there are both classes. */
    public record Areas(double roc, double pr) {}

    /**
     * Makes the surface of some scores.
     *
     * @throws IllegalArgumentException if labels and scores are not as many
     */
    public static RangeSurface of(boolean[] labels, double[] scores) {
        Scores.requireSameLength(labels, scores);
        return new RangeSurface(labels.clone(), Scores.comparable(scores));
    }

    /**
     * Volume under the surface: the mean of the areas over buffer widths from 0 to a largest one.
     *
     * @param window largest width in rows, at least 0
     * @param steps steps from 0 to it, at least 1
     */
    public Areas volume(int window, int steps) {
        if (window < 0 || steps < 1) {
            throw new IllegalArgumentException(
                    "a window of at least 0 and at least 1 step are required, were " + window + " and " + steps);
        }
        TreeSet<Integer> widths = new TreeSet<>();
        for (int i = 0; i <= steps; i++) {
            widths.add((int) Math.rint((double) window * i / steps));
        }
        double roc = 0;
        double pr = 0;
        for (int width : widths) {
            Areas areas = areas(width);
            roc += areas.roc();
            pr += areas.pr();
        }
        return new Areas(roc / widths.size(), pr / widths.size());
    }

    /** Areas for one buffer width in rows. */
    public Areas areas(int width) {
        int n = scores.length;
        if (positives == 0 || positives == n) {
            return new Areas(Double.NaN, Double.NaN);
        }
        double[] soft = softened(width);
        double[] best = bestOfEvents(soft);
        double[] mass = new double[n + 1];
        int[] core = new int[n + 1];
        for (int i = 0; i < n; i++) {
            mass[i + 1] = mass[i] + soft[order[i]];
            core[i + 1] = core[i] + (labels[order[i]] ? 1 : 0);
        }
        double roc = 0;
        double pr = 0;
        double recall = 0;
        double falseRate = 0;
        for (int level = 0; level < LEVELS; level++) {
            double threshold = falling[rank(level)];
            int flagged = atLeast(threshold);
            double hit = mass[flagged];
            double positive = positives + (hit - core[flagged]) / 2.0;
            double touched = (best.length - below(best, threshold)) / (double) best.length;
            double nextRecall = Math.min(hit / positive, 1.0) * touched;
            double nextFalseRate = Math.min(Math.max((flagged - hit) / (n - positive), 0.0), 1.0);
            roc += (nextFalseRate - falseRate) * (nextRecall + recall) / 2.0;
            pr += Math.max(nextRecall - recall, 0.0) * hit / flagged;
            recall = nextRecall;
            falseRate = nextFalseRate;
        }
        return new Areas(roc + (1.0 - falseRate) * (1.0 + recall) / 2.0, pr);
    }

    private int rank(int level) {
        int last = falling.length - 1;
        return level == LEVELS - 1 ? last : (int) (level * (last / (double) (LEVELS - 1)));
    }

    private double[] softened(int width) {
        int n = labels.length;
        double[] soft = new double[n];
        for (int i = 0; i < n; i++) {
            soft[i] = labels[i] ? 1 : 0;
        }
        if (width <= 0) {
            return soft;
        }
        int half = width / 2;
        for (Stretch event : Stretch.of(labels)) {
            for (int i = event.end(); i < Math.min(event.end() + half, n); i++) {
                soft[i] += Math.sqrt(1.0 - (i - event.end() + 1.0) / width);
            }
            for (int i = Math.max(event.start() - half, 0); i < event.start(); i++) {
                soft[i] += Math.sqrt(1.0 - (event.start() - i) / (double) width);
            }
        }
        for (int i = 0; i < n; i++) {
            soft[i] = Math.min(soft[i], 1.0);
        }
        return soft;
    }

    /** The highest score within each event and its buffer, rising. */
    private double[] bestOfEvents(double[] soft) {
        boolean[] inside = new boolean[soft.length];
        for (int i = 0; i < soft.length; i++) {
            inside[i] = soft[i] > 0;
        }
        List<Stretch> events = Stretch.of(inside);
        double[] best = new double[events.size()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int e = 0; e < best.length; e++) {
            for (int i = events.get(e).start(); i < events.get(e).end(); i++) {
                best[e] = Math.max(best[e], scores[i]);
            }
        }
        Arrays.sort(best);
        return best;
    }

    /** Rows whose score is at least the threshold. */
    private int atLeast(double threshold) {
        int low = 0;
        int high = falling.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (falling[middle] >= threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int below(double[] rising, double threshold) {
        int low = 0;
        int high = rising.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rising[middle] < threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
