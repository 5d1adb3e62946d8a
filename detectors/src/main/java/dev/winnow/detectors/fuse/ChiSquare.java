package dev.winnow.detectors.fuse;

/** The upper tail of the chi-square distribution, for degrees of freedom that need not be whole. */
public final class ChiSquare {
    // Regularised incomplete gamma functions at a = freedom/2, x/2: the series of the lower one below a + 1 (Abramowitz
    // and
    // Stegun 6.5.29), the continued fraction of the upper one above it (6.5.31) by the modified method of Lentz,
    // Applied
    // Optics 15 (1976). Logarithm of the gamma function: Stirling's series (6.1.41) from 10 on, the recurrence below.

    private static final double PRECISION = 1e-15;
    private static final double STIRLING_FROM = 10;
    private static final double HALF_LN_2_PI = StrictMath.log(2 * StrictMath.PI) / 2;

    private ChiSquare() {}

    /**
     * P(X &gt; x).
     *
     * @param x at least 0
     * @param freedom degrees of freedom, above 0
     */
    public static double survival(double x, double freedom) {
        if (!(x >= 0 && freedom > 0)) {
            throw new IllegalArgumentException(
                    "value must be at least 0 and freedom above 0, were " + x + " and " + freedom);
        }
        double a = freedom / 2;
        double half = x / 2;
        if (half == 0) {
            return 1;
        }
        double logFront = a * StrictMath.log(half) - half - logGamma(a);
        if (half < a + 1) {
            return Math.max(0, 1 - StrictMath.exp(logFront) * lowerSeries(a, half));
        }
        return Math.min(1, StrictMath.exp(logFront) * upperFraction(a, half));
    }

    /** ln Γ(x) for x above 0. */
    static double logGamma(double x) {
        double shifted = x;
        double product = 1;
        while (shifted < STIRLING_FROM) {
            product *= shifted;
            shifted++;
        }
        double inverse = 1 / shifted;
        double square = inverse * inverse;
        double series = inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680)));
        return (shifted - 0.5) * StrictMath.log(shifted) - shifted + HALF_LN_2_PI + series - StrictMath.log(product);
    }

    private static double lowerSeries(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (double n = a + 1; term > PRECISION * sum; n++) {
            term *= x / n;
            sum += term;
        }
        return sum;
    }

    private static double upperFraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1e300;
        double d = 1 / b;
        double fraction = d;
        double change;
        int i = 1;
        do {
            double numerator = -i * (i - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            change = d * c;
            fraction *= change;
            i++;
        } while (Math.abs(change - 1) > PRECISION && i < 10_000);
        return fraction;
    }
}
