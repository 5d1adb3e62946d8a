package dev.winnow.triage.band;

import dev.winnow.triage.state.Problems;
import java.util.List;
import java.util.Locale;

/**
 * Where bands begin.
 *
 * @param low least probability of low; below is info
 * @param medium least probability of medium
 * @param high least probability of high
 * @param critical least probability of critical
 * @param margin how far below a fold's band the probability must fall before the band does
 * @param budgetPerDay most alerts of medium and high shown a day of event time per tenant; 0 for no limit
 * @param assets weights of assets; the first pattern that matches counts
 */
public record BandConfig(
        double low,
        double medium,
        double high,
        double critical,
        double margin,
        int budgetPerDay,
        List<AssetWeight> assets) {
    public BandConfig {
        assets = List.copyOf(assets);
        new Problems("CFG-011", "triage.bands")
                .whole(low > 0, "thresholds must be above 0; low is " + two(low))
                .whole(medium > low, rise("medium", medium, "low", low))
                .whole(high > medium, rise("high", high, "medium", medium))
                .whole(critical > high, rise("critical", critical, "high", high))
                .whole(critical < 1, "thresholds must be below 1; critical is " + two(critical))
                .setting(
                        margin >= 0 && margin < low,
                        "margin",
                        "must be at least 0 and below low (" + two(low) + ")",
                        margin)
                .setting(budgetPerDay >= 0, "budgetPerDay", "must be at least 0", budgetPerDay)
                .raise();
    }

    /**
     * 0.10, 0.15, 0.40 and 0.80; no budget. Under the stated prior these are scores of 2.1, 3.1, 6 and more than 9, so nothing is
     * critical before there are labels.
     */
    public static BandConfig defaults() {
        return new BandConfig(0.10, 0.15, 0.40, 0.80, 0.02, 0, List.of());
    }

    /** The band of an entity's alert by itself: before hysteresis within a fold, and before the budget. */
    public Band of(double probability, String entity) {
        return of(weigh(probability, entity));
    }

    /** The probability that bands go by: its odds times the weight of the first asset that matches. */
    double weigh(double probability, String entity) {
        for (AssetWeight asset : assets) {
            if (asset.matches(entity)) {
                double odds = probability / (1 - probability) * asset.factor();
                return Double.isInfinite(odds) ? 1 : odds / (1 + odds);
            }
        }
        return probability;
    }

    Band of(double probability) {
        return probability >= critical
                ? Band.CRITICAL
                : probability >= high
                        ? Band.HIGH
                        : probability >= medium ? Band.MEDIUM : probability >= low ? Band.LOW : Band.INFO;
    }

    double floor(Band band) {
        return switch (band) {
            case INFO -> 0;
            case LOW -> low;
            case MEDIUM -> medium;
            case HIGH -> high;
            case CRITICAL -> critical;
        };
    }

    private static String rise(String name, double value, String below, double lower) {
        return "thresholds must rise; " + name + " (" + two(value) + ") is not above " + below + " (" + two(lower)
                + ")";
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
