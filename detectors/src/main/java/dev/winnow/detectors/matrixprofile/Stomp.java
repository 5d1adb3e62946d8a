package dev.winnow.detectors.matrixprofile;

import java.util.Arrays;

/**
 * The matrix profile of a whole series: for each stretch the distance to the one most like it in shape, before or after it.
 *
 * <p>The shape of a stretch is (x − mean)/sqrt(deviation² + noise²). With noise 0 that is the usual z-normalised distance, where a
 * flat stretch counts as zeros: two flat ones are at distance 0, a flat one and another at the root of the window.
 *
 * <p>Time grows with the square of the series' length, memory with the length.
 */
public final class Stomp {
    // Y. Zhu et al., "Matrix profile II: exploiting a novel algorithm and GPUs to break the one hundred million barrier
    // for
    // time series motifs and joins", ICDM 2016, table 2. The sliding products are those of the series less its mean;
    // the
    // distances that are reported are computed once more from the values (O(window) a stretch), so that they do not
    // have the
    // products' rounding.

    private final int window;
    private final int exclusion;
    private final double[] distances;
    private final int[] neighbours;

    private Stomp(int window, int exclusion, double[] distances, int[] neighbours) {
        this.window = window;
        this.exclusion = exclusion;
        this.distances = distances;
        this.neighbours = neighbours;
    }

    /**
     * Joins a series with itself.
     *
     * @param series values up to 1e100, at least two windows
     * @param window values of a stretch, at least 4
     * @param exclusion values by which neighbours begin apart at least, 1 to the window
     * @param noise deviation that is noise, at least 0
     */
    public static Stomp of(double[] series, int window, int exclusion, double noise) {
        if (window < 4 || exclusion < 1 || exclusion > window || series.length < 2 * window || !(noise >= 0)) {
            throw new IllegalArgumentException(
                    "DET-004 stomp: window must be at least 4, exclusion between 1 and the window, "
                            + "noise at least 0 and the series at least two windows, were " + window + ", " + exclusion
                            + ", " + noise
                            + " and " + series.length + " values");
        }
        double[] values = centred(series);
        int stretches = values.length - window + 1;
        double[] means = new double[stretches];
        double[] inverses = new double[stretches];
        double[] halves = new double[stretches];
        for (int i = 0; i < stretches; i++) {
            means[i] = Shape.mean(values, i, window);
            inverses[i] = Shape.inverse(values, i, window, means[i], noise);
            halves[i] = Shape.size(window, inverses[i], noise) / 2;
        }
        double[] best = new double[stretches];
        int[] neighbours = new int[stretches];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        Arrays.fill(neighbours, -1);
        for (int apart = exclusion; apart < stretches; apart++) {
            double product = 0;
            for (int i = 0; i < window; i++) {
                product += values[i] * values[i + apart];
            }
            for (int a = 0; a + apart < stretches; a++) {
                int b = a + apart;
                if (a > 0) {
                    product += values[a + window - 1] * values[b + window - 1] - values[a - 1] * values[b - 1];
                }
                double alike = (product - window * means[a] * means[b]) * inverses[a] * inverses[b];
                if (alike - halves[b] > best[a]) {
                    best[a] = alike - halves[b];
                    neighbours[a] = b;
                }
                if (alike - halves[a] > best[b]) {
                    best[b] = alike - halves[a];
                    neighbours[b] = a;
                }
            }
        }
        double[] distances = new double[stretches];
        for (int i = 0; i < stretches; i++) {
            distances[i] = neighbours[i] < 0
                    ? Double.POSITIVE_INFINITY
                    : Shape.distance(values, i, neighbours[i], window, noise);
        }
        return new Stomp(window, exclusion, distances, neighbours);
    }

    /** Stretches: values less window plus 1. */
    public int length() {
        return distances.length;
    }

    public int window() {
        return window;
    }

    /** Distance of a stretch from its nearest neighbour; infinite if the exclusion leaves none. */
    public double distance(int stretch) {
        return distances[stretch];
    }

    /** First value of the nearest neighbour of a stretch; −1 if there is none. */
    public int neighbour(int stretch) {
        return neighbours[stretch];
    }

    /** The stretches least like any other, the farthest first, none within the exclusion of another; at most {@code count}. */
    public int[] discords(int count) {
        boolean[] taken = new boolean[distances.length];
        int[] found = new int[Math.max(0, Math.min(count, distances.length))];
        for (int k = 0; k < found.length; k++) {
            int farthest = -1;
            for (int i = 0; i < distances.length; i++) {
                boolean candidate = !taken[i] && neighbours[i] >= 0;
                if (candidate && (farthest < 0 || distances[i] > distances[farthest])) {
                    farthest = i;
                }
            }
            if (farthest < 0) {
                return Arrays.copyOf(found, k);
            }
            found[k] = farthest;
            int to = Math.min(distances.length, farthest + exclusion);
            Arrays.fill(taken, Math.max(0, farthest - exclusion + 1), to, true);
        }
        return found;
    }

    private static double[] centred(double[] series) {
        double mean = Shape.mean(series, 0, series.length);
        double[] values = new double[series.length];
        for (int i = 0; i < series.length; i++) {
            if (!(Math.abs(series[i]) <= Shape.LARGEST)) {
                throw new IllegalArgumentException(
                        "DET-004 stomp: values must be between -1e100 and 1e100, number " + i + " was " + series[i]);
            }
            values[i] = series[i] - mean;
        }
        return values;
    }
}
