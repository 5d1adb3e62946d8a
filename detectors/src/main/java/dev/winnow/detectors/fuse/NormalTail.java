package dev.winnow.detectors.fuse;

/** The upper tail of the standard normal distribution, far out too. */
public final class NormalTail {
    // Below SERIES_END: 1/2 − φ(z)·(z + z³/3 + z⁵/(3·5) + …), G. Marsaglia, "Evaluating the normal distribution", J.
    // Stat.
    // Software 11 (2004), equation 3. From there on the continued fraction of Mills' ratio, Q/φ = 1/(z + 1/(z + 2/(z +
    // …)))
    // (Abramowitz and Stegun 26.2.14), from a fixed depth backwards, so that the logarithm of the tail exists where the
    // tail
    // itself underflows.

    private static final double SERIES_END = 3;

    /** Enough for 13 digits at {@link #SERIES_END}; the fraction converges faster further out. */
    private static final int DEPTH = 60;

    private static final double LN_10 = StrictMath.log(10);
    private static final double HALF_LN_2_PI = StrictMath.log(2 * StrictMath.PI) / 2;

    private NormalTail() {}

    /** −log₁₀ P(Z &gt; z): 0.30103 at 0, 3 at 3.0902; grows as z²/4.6 without end. */
    public static double decades(double z) {
        if (z < 0) {
            return -StrictMath.log1p(-StrictMath.exp(-LN_10 * decades(-z))) / LN_10;
        }
        if (z < SERIES_END) {
            return -StrictMath.log(upper(z)) / LN_10;
        }
        double fraction = z;
        for (int i = DEPTH; i > 0; i--) {
            fraction = z + i / fraction;
        }
        return (z * z / 2 + HALF_LN_2_PI + StrictMath.log(fraction)) / LN_10;
    }

    /**
     * The normal deviate with about the tail of Student's t: within 1 % from 5 degrees of freedom on.
     *
     * @param t at least 0
     * @param freedom degrees of freedom, above 0
     */
    public static double deviateOfStudent(double t, double freedom) {
        // D. L. Wallace, "Bounds on normal approximations to Student's and the chi-square distributions", Ann. Math.
        // Stat.
        // 30 (1959), section 3.
        double ratio = (8 * freedom + 1) / (8 * freedom + 3);
        return ratio * StrictMath.sqrt(freedom * StrictMath.log1p(t * t / freedom));
    }

    /** P(Z &le; z). */
    public static double cumulative(double z) {
        double tail = StrictMath.exp(-LN_10 * decades(Math.abs(z)));
        return z < 0 ? tail : 1 - tail;
    }

    private static double upper(double z) {
        double term = z;
        double sum = z;
        for (int i = 3; term > 1e-17 * sum; i += 2) {
            term *= z * z / i;
            sum += term;
        }
        return 0.5 - sum * StrictMath.exp(-z * z / 2 - HALF_LN_2_PI);
    }
}
