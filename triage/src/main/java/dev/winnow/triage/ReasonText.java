package dev.winnow.triage;

import dev.winnow.triage.adjust.Adjusted;
import dev.winnow.triage.band.Banded;
import dev.winnow.triage.calibrate.Calibrator;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.cluster.Behaviour;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in plain sentences what is strange, for whom, how rare it is, and how the probability came about. */
final class ReasonText {
    private static final int MOST_FEATURES = 3;
    private static final int LONGEST_NAME = 120;
    private static final MathContext THREE_DIGITS = new MathContext(3);

    /** Powers of ten from −3 on. */
    private static final double[] POWERS = {1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    /** Far more than what scaling errs by, which is below 1e-12; so close to a tie is one number in a billion, and every true tie. */
    private static final double NEAR_A_TIE = 1e-9;

    private ReasonText() {}

    static String of(Banded banded, Behaviour behaviour) {
        Adjusted adjusted = banded.calibrated().adjusted();
        Scored scored = adjusted.scored();
        StringBuilder text = new StringBuilder(320);
        what(text, scored, behaviour);
        text.append(" for ").append(bounded(scored.entity()));
        rarity(text, scored);
        text.append(". ");
        moved(text, adjusted);
        probability(text, banded);
        return text.append('.').toString();
    }

    private static void what(StringBuilder text, Scored scored, Behaviour behaviour) {
        if (!behaviour.signature().isEmpty()) {
            text.append('"').append(bounded(behaviour.signature())).append('"');
        }
        List<Integer> top = top(scored);
        if (top.isEmpty()) {
            text.append(behaviour.signature().isEmpty() ? "Unusual " + bounded(scored.type()) : "");
            return;
        }
        text.append(behaviour.signature().isEmpty() ? "Unusual " : " with unusual ");
        for (int rank = 0; rank < top.size(); rank++) {
            text.append(rank == 0 ? "" : rank == top.size() - 1 ? " and " : ", ");
            feature(text, scored, top.get(rank));
        }
    }

    private static void feature(StringBuilder text, Scored scored, int index) {
        text.append(bounded(scored.featureNames().get(index)));
        if (index >= scored.observed().size()) {
            text.append(scored.attribution().high(index) >= scored.attribution().low(index) ? " (high)" : " (low)");
            return;
        }
        Scored.ObservedFeature row = scored.observed().get(index);
        if (Double.isNaN(row.observed())) {
            text.append(" (missing, usually ").append(number(row.expected())).append(')');
            return;
        }
        text.append(' ').append(number(row.observed())).append(" (usually ").append(number(row.expected()));
        double factor = row.observed() / row.expected();
        if (row.expected() > 0 && factor >= 2 && Double.isFinite(factor)) {
            text.append(", ").append(number(factor)).append(" times as much");
        } else if (row.z() != 0) {
            text.append(", ").append(number(Math.abs(row.z()))).append(" deviations ");
            text.append(row.z() > 0 ? "above" : "below");
        }
        text.append(')');
    }

    private static void rarity(StringBuilder text, Scored scored) {
        if (!scored.isScored()) {
            text.append("; not scored yet, its model warms up");
        } else if (scored.score() < 0.3) {
            text.append("; an ordinary event by its features (score ")
                    .append(number(scored.score()))
                    .append(')');
        } else {
            text.append("; about one in ")
                    .append(number(StrictMath.pow(10, Math.min(300, scored.score()))))
                    .append(" events is this unusual (score ")
                    .append(number(scored.score()))
                    .append(')');
        }
    }

    private static void moved(StringBuilder text, Adjusted adjusted) {
        int verdicts = adjusted.moves().size();
        if (verdicts == 0) {
            return;
        }
        double move = adjusted.score() - adjusted.scored().score();
        text.append(verdicts)
                .append(verdicts == 1 ? " verdict" : " verdicts")
                .append(" on similar alerts moved the score by ")
                .append(number(move))
                .append(" to ")
                .append(number(adjusted.score()))
                .append("; ");
    }

    private static void probability(StringBuilder text, Banded banded) {
        Adjusted adjusted = banded.calibrated().adjusted();
        Calibrator calibration = banded.calibrated().calibration();
        text.append(adjusted.moves().isEmpty() ? "Probability " : "probability ")
                .append(number(banded.calibrated().probability()));
        if (calibration.kind().equals(Calibrator.PLATT)) {
            text.append(" calibrated on ").append(calibration.labels()).append(" labels");
        } else {
            int labels = calibration.labels();
            text.append(
                            labels == 0
                                    ? " (no labels yet"
                                    : " (" + labels + (labels == 1 ? " label" : " labels") + ", too few")
                    .append(": stated prior at base rate ")
                    .append(number(calibration.baseRate()))
                    .append(')');
        }
        text.append(", ").append(banded.band().name().toLowerCase(Locale.ROOT));
        if (banded.heldBack()) {
            text.append(" (held back by the alert budget)");
        }
    }

    private static List<Integer> top(Scored scored) {
        int width = Math.min(scored.attribution().size(), scored.featureNames().size());
        List<Integer> order = new ArrayList<>(width);
        double largest = 0;
        for (int i = 0; i < width; i++) {
            largest = Math.max(largest, part(scored, i));
        }
        for (int i = 0; i < width; i++) {
            if (largest > 0 && part(scored, i) >= largest / 4) {
                order.add(i);
            }
        }
        order.sort(
                Comparator.comparingDouble((Integer i) -> -part(scored, i)).thenComparing(Comparator.naturalOrder()));
        return order.subList(0, Math.min(MOST_FEATURES, order.size()));
    }

    private static double part(Scored scored, int index) {
        return scored.attribution().high(index) + scored.attribution().low(index);
    }

    /** Three significant digits; large and small numbers by power of ten. */
    static String number(double value) {
        String usual = usual(value);
        return usual.isEmpty() ? exact(value) : usual;
    }

    /** The same for the numbers that most are; empty where a last bit could decide how one is rounded. */
    private static String usual(double value) {
        double size = Math.abs(value);
        if (!(size >= 1e-3 && size < 1e9)) {
            return "";
        }
        int exponent = -3;
        while (exponent < 8 && size >= POWERS[exponent + 4]) {
            exponent++;
        }
        double scaled = exponent <= 2 ? size * POWERS[5 - exponent] : size / POWERS[exponent + 1];
        long digits = (long) scaled;
        double rest = scaled - digits;
        if (Math.abs(rest - 0.5) < NEAR_A_TIE) {
            return "";
        }
        digits += rest > 0.5 ? 1 : 0;
        if (digits == 1000) {
            digits = 100;
            exponent++;
        }
        return plain(value < 0, digits, exponent);
    }

    /** Three digits, the first of which stands for that power of ten. */
    private static String plain(boolean isNegative, long digits, int exponent) {
        StringBuilder text = new StringBuilder(16).append(isNegative ? "-" : "");
        if (exponent >= 2) {
            return text.append(digits).append("0".repeat(exponent - 2)).toString();
        }
        if (exponent < 0) {
            text.append("0.").append("0".repeat(-exponent - 1)).append(digits);
        } else {
            String all = Long.toString(digits);
            text.append(all, 0, exponent + 1).append('.').append(all, exponent + 1, 3);
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        text.setLength(text.charAt(end - 1) == '.' ? end - 1 : end);
        return text.toString();
    }

    /** By way of the number's every binary digit. */
    static String exact(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "unknown" : value > 0 ? "infinity" : "-infinity";
        }
        // The exact binary value is rounded, so every Java release prints the same digits.
        BigDecimal rounded = new BigDecimal(value).round(THREE_DIGITS);
        double size = Math.abs(value);
        if (size != 0 && (size >= 1e9 || size < 1e-3)) {
            return rounded.stripTrailingZeros().toString().toLowerCase(Locale.ROOT);
        }
        String plain = rounded.toPlainString();
        if (plain.indexOf('.') < 0) {
            return plain;
        }
        String trimmed = rounded.stripTrailingZeros().toPlainString();
        return trimmed.equals("-0") ? "0" : trimmed;
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - 1) + "…";
    }
}
