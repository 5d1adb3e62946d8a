package dev.winnow.app.demo.summary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** How far probabilities lie from what was true: expected calibration error and Brier score. Mutable, one owner. */
final class CalibrationError {
    /** As in the calibration literature and our own quality tables. */
    static final int BINS = 15;

    /** Below this many, a bin holds a case or two and its frequency says nothing. */
    static final int LEAST = 30;

    private final double[] probabilities = new double[BINS];
    private final double[] positives = new double[BINS];
    private double squares;
    private long count;

    /** @param probability in [0, 1] */
    void add(double probability, boolean positive) {
        int bin = Math.min(BINS - 1, (int) (probability * BINS));
        double truth = positive ? 1 : 0;
        probabilities[bin] += probability;
        positives[bin] += truth;
        squares += (probability - truth) * (probability - truth);
        count++;
    }

    long count() {
        return count;
    }

    /** Mean distance between probability and frequency over bins of equal width, by their share; empty below 30 cases. */
    Optional<Double> ece() {
        if (count < LEAST) {
            return Optional.empty();
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(probabilities[bin] - positives[bin]);
        }
        return Optional.of(error / count);
    }

    /** Mean squared distance between probability and truth; empty below 30 cases. */
    Optional<Double> brier() {
        return count < LEAST ? Optional.empty() : Optional.of(squares / count);
    }

    /** The fields {@code ece}, {@code brier} (null with too few cases) and {@code measuredOn}. */
    void writeTo(ObjectNode node) {
        put(node, "ece", ece());
        put(node, "brier", brier());
        node.put("measuredOn", count);
    }

    String toText() {
        return "ECE " + text(ece()) + ", Brier " + text(brier());
    }

    private static void put(ObjectNode node, String name, Optional<Double> value) {
        if (value.isPresent()) {
            node.put(name, DemoSummary.round(value.get(), 4));
        } else {
            node.putNull(name);
        }
    }

    private static String text(Optional<Double> value) {
        return value.map(number -> Double.toString(DemoSummary.round(number, 3)))
                .orElse("unknown (too few alerts)");
    }
}
