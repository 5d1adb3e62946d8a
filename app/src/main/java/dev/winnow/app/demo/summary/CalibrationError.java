package dev.winnow.app.demo.summary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.run.results.ProbabilityErrors;
import java.util.Optional;

/** What a summary says about how far probabilities lie from what was true. Mutable, one owner. */
final class CalibrationError {
    static final int BINS = ProbabilityErrors.BINS;

    /** Below this many, a bin holds a case or two and its frequency says nothing. */
    static final int LEAST = 30;

    private final ProbabilityErrors errors = new ProbabilityErrors();

    /** @param probability in [0, 1] */
    void add(double probability, boolean isPositive) {
        errors.add(probability, isPositive);
    }

    long count() {
        return errors.count();
    }

    /** Expected calibration error; empty below 30 cases. */
    Optional<Double> ece() {
        return count() < LEAST ? Optional.empty() : errors.ece();
    }

    /** Mean squared distance between probability and truth; empty below 30 cases. */
    Optional<Double> brier() {
        return count() < LEAST ? Optional.empty() : errors.brier();
    }

    /** The fields {@code ece}, {@code brier} (null with too few cases) and {@code measuredOn}. */
    void writeTo(ObjectNode node) {
        put(node, "ece", ece());
        put(node, "brier", brier());
        node.put("measuredOn", count());
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
