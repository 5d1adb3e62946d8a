package dev.winnow.evaluation.metrics;

import java.util.Arrays;
import java.util.List;

/**
 * One file of the Numenta Anomaly Benchmark as its scorer sees it: which window a row lies in, and what an alarm at the row is
 * worth before a profile weighs it. Immutable.
 */
public final class NabFile {
    // A. Lavin and S. Ahmad, "Evaluating real-time anomaly detection algorithms - the Numenta Anomaly Benchmark", ICMLA
    // 2015, section II, with the constants of the benchmark's version 1.1.

    private static final double PROBATION_SHARE = 0.15;
    private static final int PROBATION_ROWS = 5000;

    /** Steepness of the sigmoid, and the relative position beyond which a false alarm costs everything. */
    private static final double STEEPNESS = 5;

    private static final double FAR = 3;

    static final int OUTSIDE = -1;

    private final int scoredFrom;
    private final int windows;
    private final int[] window;
    private final double[] value;

    private NabFile(int scoredFrom, int windows, int[] window, double[] value) {
        this.scoredFrom = scoredFrom;
        this.windows = windows;
        this.window = window;
        this.value = value;
    }

    /** A labelled window, first and last row included. */
    public record Window(int first, int last) {
        public Window {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException(
                        "a window must be a first and a last row, was " + first + " to " + last);
            }
        }
    }

    /**
     * A file with its windows.
     *
     * @param rows rows of the file
     * @param spans its windows, rising and apart
     * @throws IllegalArgumentException if a window lies outside the file or the windows overlap
     */
    public static NabFile of(int rows, List<Window> spans) {
        int[] window = new int[rows];
        Arrays.fill(window, OUTSIDE);
        double[] value = new double[rows];
        Arrays.fill(value, -1);
        for (int number = 0; number < spans.size(); number++) {
            Window span = spans.get(number);
            int next = number + 1 < spans.size() ? spans.get(number + 1).first() : rows;
            if (span.last() >= rows || next <= span.last()) {
                throw new IllegalArgumentException(
                        "windows must rise within " + rows + " rows, \"" + span + "\" is followed by row " + next);
            }
            double width = span.last() - span.first() + 1.0;
            for (int i = span.first(); i <= span.last(); i++) {
                window[i] = number;
                value[i] = sigmoid((i - span.last() - 1) / width) / sigmoid(-1);
            }
            for (int i = span.last() + 1; i < next; i++) {
                value[i] = sigmoid((i - span.last()) / (width - 1));
            }
        }
        int probation = (int) Math.min(Math.floor(PROBATION_SHARE * rows), PROBATION_SHARE * PROBATION_ROWS);
        return new NabFile(probation, spans.size(), window, value);
    }

    public int rows() {
        return window.length;
    }

    /** First row that counts; the rows before are the benchmark's probation. */
    public int scoredFrom() {
        return scoredFrom;
    }

    /** Labelled windows, those in the probation included. */
    public int windows() {
        return windows;
    }

    /** The window that a row lies in, or {@link #OUTSIDE}. */
    int window(int row) {
        return window[row];
    }

    /** Worth of an alarm at a row: up to 1 at a window's start, down to -1 far outside. */
    double value(int row) {
        return value[row];
    }

    /** -1 is a window's start, 0 its end. */
    private static double sigmoid(double position) {
        return position > FAR ? -1 : 2 / (1 + StrictMath.exp(STEEPNESS * position)) - 1;
    }
}
