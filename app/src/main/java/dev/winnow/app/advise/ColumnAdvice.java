package dev.winnow.app.advise;

import dev.winnow.detectors.scale.FeatureScale;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a column is like, and what to make of it.
 *
 * @param name as in the file
 * @param kind {@code number} or {@code text}
 * @param missingShare share of the rows without a value
 * @param distinct different values
 * @param use {@code feature}, {@code counter}, {@code constant}, {@code identifier} or {@code empty}
 * @param scale {@code linear}, {@code signed-log}, {@code one-hot}, {@code frequency} or {@code off}
 * @param reason why
 * @param numbers more about numbers; null for texts
 */
public record ColumnAdvice(
        String name,
        String kind,
        double missingShare,
        int distinct,
        String use,
        String scale,
        String reason,
        @Nullable Numbers numbers) {

    /**
     * More about a column of numbers.
     *
     * @param integer true if all are whole
     * @param lag1 correlation of neighbouring values of the busiest entity
     * @param memoryRows rows over which the column forgets
     * @param periodRows rows of a season, 0 for none
     * @param driftShare share of the variance that lies between tenths of the rows
     */
    public record Numbers(
            double min,
            double median,
            double max,
            double skewness,
            double kurtosis,
            double maxOverMedian,
            boolean integer,
            double lag1,
            int memoryRows,
            int periodRows,
            double driftShare) {
        boolean isStationary() {
            return driftShare < WANDERS;
        }
    }

    /** A Gaussian of independent values has 1 % between tenths of 1000 rows; a season that does not divide them some 10 %. */
    static final double WANDERS = 0.25;

    /** More categories than this make one-hot columns that are 0 nearly always. */
    static final int MOST_ONE_HOT = 24;

    /** Share of different values from which a text names the row and not its kind. */
    private static final double IDENTIFIER = 0.5;

    /** Excess kurtosis from which the scaler asks whether a logarithm helps. */
    private static final double HEAVY = 12;

    /** Below this many values nothing is said to be an identifier or a counter. */
    private static final int ENOUGH = 50;

    boolean isFeature() {
        return use.equals("feature") || use.equals("counter");
    }

    static ColumnAdvice ofText(Sample.Column column, int rows) {
        double missing = 1 - column.present() / (double) rows;
        int distinct = column.distinctTexts();
        int present = column.present();
        if (distinct == 1) {
            return text(column, missing, "constant", "off", "one value only; it cannot tell rows apart");
        }
        if (present >= ENOUGH && distinct > IDENTIFIER * present) {
            return text(
                    column,
                    missing,
                    "identifier",
                    "off",
                    distinct + " values in " + present + " rows: it names the row, not its kind");
        }
        if (distinct <= MOST_ONE_HOT) {
            return text(column, missing, "feature", "one-hot", distinct + " categories: one column for each");
        }
        return text(
                column,
                missing,
                "feature",
                "frequency",
                distinct + " categories, the largest with "
                        + percent(column.mostFrequent().orElse(0) / (double) present) + ": how rare each is");
    }

    static ColumnAdvice ofNumbers(Sample.Column column, int rows, int[] busiest, FeatureScale.Kind scale) {
        double[] all = column.numbers(rows);
        double[] values = present(all, null);
        double missing = 1 - values.length / (double) rows;
        Moments moments = Moments.of(values);
        double[] series = present(all, busiest);
        double[] correlation = Series.autocorrelation(series);
        boolean isInteger = true;
        for (double value : values) {
            isInteger &= value == Math.rint(value);
        }
        Numbers numbers = new Numbers(
                moments.min(),
                moments.median(),
                moments.max(),
                moments.skewness(),
                moments.kurtosis(),
                moments.maxOverMedian(),
                isInteger,
                correlation.length > 1 ? correlation[1] : 0,
                correlation.length == 0 ? 1 : Series.memory(correlation),
                Series.period(correlation),
                Series.drift(series));
        return judged(column.name(), missing, moments, numbers, series, scale);
    }

    private static ColumnAdvice judged(
            String name, double missing, Moments moments, Numbers numbers, double[] series, FeatureScale.Kind scale) {
        String use = "feature";
        String reason;
        if (moments.distinct() == 1) {
            return new ColumnAdvice(
                    name,
                    "number",
                    missing,
                    1,
                    "constant",
                    "off",
                    "always " + shortened(moments.min()) + "; only a change would say something",
                    numbers);
        }
        double rising = risingShare(series);
        if (series.length >= ENOUGH && rising == 1 && numbers.integer() && hasEvenSteps(series)) {
            return new ColumnAdvice(
                    name,
                    "number",
                    missing,
                    moments.distinct(),
                    "identifier",
                    "off",
                    "rises by the same step in every row: a row number or a time",
                    numbers);
        }
        // A counter never falls but for a restart; half of its steps at least are steps up, or it is a state.
        if (series.length >= ENOUGH && rising >= 0.5 && fallingShare(series) <= 0.02) {
            use = "counter";
            reason =
                    "rises in " + percent(rising) + " of the rows and hardly ever falls: use its change, not its value";
        } else if (scale == FeatureScale.Kind.SIGNED_LOG) {
            reason = "heavy tail: the largest magnitude is " + shortened(moments.maxOverMedian())
                    + " times the median one, kurtosis " + shortened(moments.kurtosis());
        } else if (moments.distinct() <= MOST_ONE_HOT) {
            reason = moments.distinct() + " values";
        } else {
            reason = "largest magnitude " + shortened(moments.maxOverMedian()) + " times the median one, kurtosis "
                    + shortened(moments.kurtosis())
                    + (moments.kurtosis() > HEAVY ? ", which a logarithm would not make smaller" : ": no heavy tail");
        }
        if (numbers.periodRows() > 0) {
            reason += "; a season of " + numbers.periodRows() + " rows";
        }
        if (!numbers.isStationary() && !use.equals("counter")) {
            reason += "; its level wanders";
        }
        return new ColumnAdvice(
                name,
                "number",
                missing,
                moments.distinct(),
                use,
                scale == FeatureScale.Kind.SIGNED_LOG ? "signed-log" : "linear",
                reason,
                numbers);
    }

    static double[] present(double[] values, int @Nullable [] rows) {
        double[] kept = new double[rows == null ? values.length : rows.length];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            double value = values[rows == null ? i : rows[i]];
            if (!Double.isNaN(value)) {
                kept[n++] = value;
            }
        }
        return Arrays.copyOf(kept, n);
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    static String shortened(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    private static ColumnAdvice text(Sample.Column column, double missing, String use, String scale, String reason) {
        return new ColumnAdvice(column.name(), "text", missing, column.distinctTexts(), use, scale, reason, null);
    }

    private static double risingShare(double[] values) {
        int rising = 0;
        for (int i = 1; i < values.length; i++) {
            rising += values[i] > values[i - 1] ? 1 : 0;
        }
        return values.length < 2 ? 0 : rising / (values.length - 1.0);
    }

    private static double fallingShare(double[] values) {
        int falling = 0;
        for (int i = 1; i < values.length; i++) {
            falling += values[i] < values[i - 1] ? 1 : 0;
        }
        return values.length < 2 ? 0 : falling / (values.length - 1.0);
    }

    private static boolean hasEvenSteps(double[] values) {
        for (int i = 2; i < values.length; i++) {
            if (values[i] - values[i - 1] != values[1] - values[0]) {
                return false;
            }
        }
        return true;
    }
}
