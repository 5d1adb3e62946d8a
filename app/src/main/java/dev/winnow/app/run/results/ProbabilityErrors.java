package dev.winnow.app.run.results;

import java.util.Optional;

/** How far probabilities lie from what was true: expected calibration error and Brier score. Mutable, one owner. */
public final class ProbabilityErrors {
    /** As in the calibration literature and our own quality tables. */
    public static final int BINS = 15;

    private final double[] probabilities = new double[BINS];
    private final long[] positives = new long[BINS];
    private double squares;
    private long count;

    /** @param probability in [0, 1] */
    public void add(double probability, boolean isPositive) {
        int bin = Math.min(BINS - 1, Math.max(0, (int) (probability * BINS)));
        probabilities[bin] += probability;
        positives[bin] += isPositive ? 1 : 0;
        double error = probability - (isPositive ? 1 : 0);
        squares += error * error;
        count++;
    }

    public long count() {
        return count;
    }

    /** Mean distance between probability and frequency over bins of equal width, by their share; empty without cases. */
    public Optional<Double> ece() {
        double gap = 0;
        for (int bin = 0; bin < BINS; bin++) {
            gap += Math.abs(probabilities[bin] - positives[bin]);
        }
        return count == 0 ? Optional.empty() : Optional.of(gap / count);
    }

    /** Mean squared distance between probability and truth; empty without cases. */
    public Optional<Double> brier() {
        return count == 0 ? Optional.empty() : Optional.of(squares / count);
    }
}
