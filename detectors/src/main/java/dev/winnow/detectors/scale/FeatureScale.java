package dev.winnow.detectors.scale;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * How one feature becomes comparable with the others: an optional signed log, then (y − centre) / scale, then a soft knee.
 * Multiplying the feature by a positive constant leaves the result as it was, up to rounding, because unit, centre and scale
 * are all taken from the data.
 *
 * @param kind what the fit found
 * @param unit divisor inside the signed log, in the feature's unit, above 0; 1 where there is no log
 * @param centre median, or mean where the interquartile range is 0, after the log
 * @param scale spread after the log that becomes 1, above 0
 * @param imputed value that stands for a missing one, in the feature's unit: the median
 */
public record FeatureScale(Kind kind, double unit, double centre, double scale, double imputed) {
    /** What the fit found in a column. */
    public enum Kind {
        /** Too few values to say anything: the feature is switched off (always 0) until the next fit. */
        UNFIT,
        /** One value only: changes below {@link #DEAD_ZONE} scales are rounding, larger ones are seen. */
        CONSTANT,
        /** Used as it is. */
        LINEAR,
        /** Heavy tail: sign(x) · log1p(|x| / unit) first. */
        SIGNED_LOG
    }

    /** Below this many present values a column is not fitted: quartiles of fewer say nothing. */
    static final int MINIMUM_PRESENT = 8;

    /** Largest magnitude over median magnitude from which a column counts as heavy-tailed. */
    private static final double HEAVY_RATIO = 30;

    /** Excess kurtosis from which a column counts as heavy-tailed; a Laplace column has 3. */
    private static final double HEAVY_KURTOSIS = 12;

    /** Scale of a constant, as a share of its magnitude: a move by half of it is 10 scales. */
    private static final double CONSTANT_RELATIVE = 0.05;

    /** Scale of a column of zeros, which tells nothing about its unit: a count of 1 or a share of 1 is 10 scales. */
    private static final double CONSTANT_ABSOLUTE = 0.1;

    /** Changes of a constant up to this many scales are taken as rounding and vanish. */
    static final double DEAD_ZONE = 0.1;

    /** From here on distances grow by their logarithm: what lies 10 scales out is strange enough, but 1e6 is still more. */
    static final double KNEE = 10;

    /**
     * The same for a column that was constant when it was fitted. Its scale is a guess: that it moved is news, by how many guessed scales
     * says little. Where it counted like any other distance, the one row in three hundred of KDD http that lasts at all, which is ordinary,
     * was stranger than an attack 18 true deviations out in a column that moves (average precision 0.25; 0.47 with this knee).
     */
    static final double CONSTANT_KNEE = 3;

    /** What a distance of a constant column beyond its knee counts, as a share of the logarithm. */
    private static final double CONSTANT_GROWTH = 0.25;

    /** Interquartile range of the standard normal distribution. */
    private static final double NORMAL_IQR = 1.3489795003921634;

    public FeatureScale {
        if (!(unit > 0 && scale > 0 && Double.isFinite(unit) && Double.isFinite(scale) && Double.isFinite(centre))) {
            throw new StateFormatException("STA-004 scale: unit and scale must be positive and finite, were " + unit
                    + " and " + scale + " at centre " + centre);
        }
    }

    /** Fits a column; {@code values} holds the present values only and is sorted in place. */
    static FeatureScale fit(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        if (n < MINIMUM_PRESENT) {
            return new FeatureScale(Kind.UNFIT, 1, 0, 1, n == 0 ? 0 : values[n / 2]);
        }
        double median = quantile(values, 0.5);
        if (values[0] == values[n - 1]) {
            double scale = Math.max(CONSTANT_RELATIVE * Math.abs(median), median == 0 ? CONSTANT_ABSOLUTE : 0);
            return new FeatureScale(Kind.CONSTANT, 1, median, Math.max(scale, Double.MIN_NORMAL), median);
        }
        double[] magnitudes = nonZeroMagnitudes(values);
        double ratio = magnitudes[magnitudes.length - 1] / quantile(magnitudes, 0.5);
        double unit = Math.max(quantile(magnitudes, 0.25), magnitudes[magnitudes.length - 1] * 1e-12);
        double[] logs = new double[n];
        for (int i = 0; i < n; i++) {
            logs[i] = signedLog(values[i], unit);
        }
        double kurtosis = excessKurtosis(values);
        boolean heavy = ratio > HEAVY_RATIO || (kurtosis > HEAVY_KURTOSIS && excessKurtosis(logs) < kurtosis);
        double[] y = heavy ? logs : values;
        double mean = mean(y);
        double deviation = deviation(y, mean);
        double spread = (quantile(y, 0.75) - quantile(y, 0.25)) / NORMAL_IQR;
        double centre = spread > 0 ? quantile(y, 0.5) : mean;
        // A narrow core with wide shoulders must not put every second value at the far end.
        double scale = Math.max(Math.max(spread, deviation / 20), spread > 0 ? 0 : deviation);
        scale = Math.max(scale, Math.max(1e-9 * Math.abs(centre), Double.MIN_NORMAL));
        return new FeatureScale(heavy ? Kind.SIGNED_LOG : Kind.LINEAR, heavy ? unit : 1, centre, scale, median);
    }

    /** Scaled value of a present raw value; 0 where the feature is switched off. */
    double apply(double raw) {
        double z = (shaped(raw) - centre) / scale;
        return switch (kind) {
            case UNFIT -> 0;
            case CONSTANT -> Math.abs(z) <= DEAD_ZONE ? 0 : knee(z, CONSTANT_KNEE, CONSTANT_GROWTH);
            case LINEAR, SIGNED_LOG -> knee(z, KNEE, 1);
        };
    }

    /** Raw value of a scaled one: the inverse of {@link #apply}, up to rounding. */
    double invert(double scaled) {
        if (kind == Kind.UNFIT) {
            return imputed;
        }
        double magnitude = Math.abs(scaled);
        double knee = kind == Kind.CONSTANT ? CONSTANT_KNEE : KNEE;
        double growth = kind == Kind.CONSTANT ? CONSTANT_GROWTH : 1;
        double z = magnitude <= knee
                ? scaled
                : Math.copySign(knee + StrictMath.expm1((magnitude - knee) / growth), scaled);
        double y = centre + z * scale;
        if (kind != Kind.SIGNED_LOG) {
            return y;
        }
        return Math.copySign(unit * StrictMath.expm1(Math.min(Math.abs(y), 700)), y);
    }

    /** True if a refit to {@code other} would hardly move anything, so that members need not be rebuilt. */
    boolean isCloseTo(FeatureScale other) {
        if (kind != other.kind) {
            return false;
        }
        if (kind == Kind.UNFIT) {
            return true;
        }
        double unitRatio = unit / other.unit;
        double scaleRatio = scale / other.scale;
        return unitRatio > 0.67
                && unitRatio < 1.5
                && scaleRatio > 0.8
                && scaleRatio < 1.25
                && Math.abs(centre - other.centre) < 0.2 * scale;
    }

    /** True if statistics taken under this scale carry over to {@code later} by an affine map. */
    boolean isAffineTo(FeatureScale later) {
        return kind != Kind.UNFIT
                && later.kind != Kind.UNFIT
                && (kind == Kind.SIGNED_LOG) == (later.kind == Kind.SIGNED_LOG)
                && unit == later.unit;
    }

    void write(StateWriter out) {
        out.writeByte(kind.ordinal());
        out.writeDouble(unit).writeDouble(centre).writeDouble(scale).writeDouble(imputed);
    }

    static FeatureScale read(StateReader in) {
        int kind = in.readByte();
        if (kind >= Kind.values().length) {
            throw new StateFormatException(
                    "STA-004 scale: kind must be below " + Kind.values().length + ", was " + kind);
        }
        return new FeatureScale(
                Kind.values()[kind], in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }

    private double shaped(double raw) {
        return kind == Kind.SIGNED_LOG ? signedLog(raw, unit) : raw;
    }

    private static double signedLog(double raw, double unit) {
        return Math.copySign(StrictMath.log1p(Math.abs(raw) / unit), raw);
    }

    private static double knee(double z, double knee, double growth) {
        double magnitude = Math.abs(z);
        return magnitude <= knee ? z : Math.copySign(knee + growth * StrictMath.log1p(magnitude - knee), z);
    }

    private static double[] nonZeroMagnitudes(double[] values) {
        double[] magnitudes = new double[values.length];
        int count = 0;
        for (double value : values) {
            if (value != 0) {
                magnitudes[count++] = Math.abs(value);
            }
        }
        magnitudes = Arrays.copyOf(magnitudes, count);
        Arrays.sort(magnitudes);
        return magnitudes;
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value / values.length;
        }
        return sum;
    }

    private static double deviation(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean) / values.length;
        }
        return Math.sqrt(sum);
    }

    private static double excessKurtosis(double[] values) {
        double mean = mean(values);
        double deviation = deviation(values, mean);
        if (!(deviation > 0)) {
            return 0;
        }
        double sum = 0;
        for (double value : values) {
            double z = (value - mean) / deviation;
            sum += z * z * z * z;
        }
        return sum / values.length - 3;
    }
}
