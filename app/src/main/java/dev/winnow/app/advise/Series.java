package dev.winnow.app.advise;

import java.util.Arrays;

/** What the order of a column's values says. Stateless. */
final class Series {
    /** Values that are looked at: the cost is the square of it, and 8192 hold four weeks of five minutes. */
    private static final int MOST = 8192;

    /** A period must come round three times, or it may be chance; lags go to twice the longest. */
    private static final int TURNS = 3;

    /** Share of a peak that must be there again at twice its lag. */
    private static final double AGAIN = 0.5;

    /** Beyond this many deviations a value counts as so far out: two rare spikes make no season. */
    private static final double CLIP = 3;

    /** Autocorrelation at a period from which it is worth a seasonal profile: it then explains a third of the variance. */
    private static final double STRONG = 0.3;

    /** Of several peaks the first that is nearly the highest is the period, the others are its multiples. */
    private static final double NEARLY = 0.85;

    private static final int BLOCKS = 10;

    private Series() {}

    /**
     * Autocorrelation of the values about their running level, from lag 0 to two thirds of their number.
     *
     * @param values without missing ones
     * @return empty if there are too few or all are equal
     */
    static double[] autocorrelation(double[] values) {
        int n = Math.min(MOST, values.length);
        double[] centred = clipped(detrended(Arrays.copyOf(values, n)));
        double variance = 0;
        double size = 0;
        for (int i = 0; i < n; i++) {
            variance += centred[i] * centred[i];
            size = Math.max(size, Math.abs(values[i]));
        }
        if (n < 20 || variance <= 1e-18 * size * size * n) {
            return new double[0];
        }
        double[] correlation = new double[2 * (n / TURNS) + 1];
        for (int lag = 0; lag < correlation.length; lag++) {
            double sum = 0;
            for (int i = lag; i < n; i++) {
                sum += centred[i] * centred[i - lag];
            }
            correlation[lag] = sum / variance * n / (n - lag);
        }
        return correlation;
    }

    /** Lag of the season, 0 for none: the first high peak after the correlation has fallen. */
    static int period(double[] correlation) {
        int from = 1;
        while (from < correlation.length && correlation[from] > 0.5 * STRONG) {
            from++;
        }
        // The correlation of noise over n values has a deviation of 1 / sqrt(n).
        double least = Math.max(STRONG, 4 / Math.sqrt(1.5 * correlation.length));
        double highest = least;
        for (int lag = Math.max(4, from); 2 * lag < correlation.length; lag++) {
            highest = comesRound(correlation, lag) ? Math.max(highest, correlation[lag]) : highest;
        }
        for (int lag = Math.max(4, from); 2 * lag < correlation.length; lag++) {
            if (comesRound(correlation, lag) && correlation[lag] > least && correlation[lag] >= NEARLY * highest) {
                return summit(correlation, lag);
            }
        }
        return 0;
    }

    /** Values over which it forgets: the first lag at which the correlation is below 1 / e; 1 for independent values. */
    static int memory(double[] correlation) {
        for (int lag = 1; lag < correlation.length; lag++) {
            if (correlation[lag] < 1 / Math.E) {
                return lag;
            }
        }
        return Math.max(1, correlation.length);
    }

    /** Share of the variance that lies between the ten tenths of the values: 0 for a level that stays, near 1 for one that wanders. */
    static double drift(double[] values) {
        int n = values.length;
        if (n < 5 * BLOCKS) {
            return 0;
        }
        double mean = Arrays.stream(values).average().orElse(0);
        double total = 0;
        for (double value : values) {
            total += (value - mean) * (value - mean) / n;
        }
        double between = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int from = (int) ((long) n * block / BLOCKS);
            int to = (int) ((long) n * (block + 1) / BLOCKS);
            double level = Arrays.stream(values, from, to).average().orElse(0);
            between += (level - mean) * (level - mean) / BLOCKS;
        }
        return total <= 1e-18 * mean * mean ? 0 : Math.min(1, between / total);
    }

    /** A peak that is there again at about twice the lag. */
    private static boolean comesRound(double[] correlation, int lag) {
        if (correlation[lag] < correlation[lag - 1] || correlation[lag] < correlation[lag + 1]) {
            return false;
        }
        double again = 0;
        int slack = Math.max(1, lag / 20);
        for (int i = 2 * lag - slack; i <= Math.min(correlation.length - 1, 2 * lag + slack); i++) {
            again = Math.max(again, correlation[i]);
        }
        return again >= AGAIN * correlation[lag];
    }

    private static double[] clipped(double[] values) {
        double square = 0;
        for (double value : values) {
            square += value * value / values.length;
        }
        double most = CLIP * Math.sqrt(square);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(-most, Math.min(most, values[i]));
            sum += values[i] / values.length;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] -= sum;
        }
        return values;
    }

    /** The highest lag close by: noise puts small peaks on the slopes of the real one. */
    private static int summit(double[] correlation, int lag) {
        int best = lag;
        for (int i = lag; i < Math.min(correlation.length, lag + Math.max(2, lag / 10)); i++) {
            best = correlation[i] > correlation[best] ? i : best;
        }
        return best;
    }

    /** Less the straight line of least squares. */
    private static double[] detrended(double[] values) {
        int n = values.length;
        double meanX = (n - 1) / 2.0;
        double mean = Arrays.stream(values).average().orElse(0);
        double cross = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            cross += (i - meanX) * (values[i] - mean);
            square += (i - meanX) * (i - meanX);
        }
        double slope = square > 0 ? cross / square : 0;
        for (int i = 0; i < n; i++) {
            values[i] -= mean + slope * (i - meanX);
        }
        return values;
    }
}
