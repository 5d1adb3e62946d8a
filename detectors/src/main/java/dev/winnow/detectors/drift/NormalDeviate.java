package dev.winnow.detectors.drift;

/** What a distance in estimated deviations is worth where the estimate is uncertain. */
public final class NormalDeviate {
    /** 95 % quantile of the standard normal distribution. */
    static final double AT_95 = 1.6448536269514722;

    /** 99.5 % quantile of the standard normal distribution. */
    static final double AT_995 = 2.5758293035489004;

    private NormalDeviate() {}

    /**
     * Normal deviate with the tail of Student's t. D. L. Wallace, "Bounds on normal approximations to Student's and the chi-square
     * distributions", Ann. Math. Stat. 30 (1959).
     *
     * @param t distance in estimated deviations, at least 0
     * @param freedom degrees of freedom of the estimate, above 0
     */
    public static double ofStudent(double t, double freedom) {
        return (8 * freedom + 1) / (8 * freedom + 3) * Math.sqrt(freedom * StrictMath.log1p(t * t / freedom));
    }
}
