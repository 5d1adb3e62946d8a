package dev.winnow.triage.calibrate;

/**
 * What a score may mean before there are labels: a base rate, and the most evidence that a p-value can carry.
 *
 * <p>[1] Sellke, Bayarri, Berger: Calibrator of p values for testing precise null hypotheses. The American Statistician
 * 55 (2001), section 3: the Bayes factor for the null hypothesis is at least −e·p·ln p where p &lt; 1/e. The probability
 * is therefore an upper bound under the base rate, not an estimate, and alerts say so.
 */
public final class StatedPrior {
    private static final double LN_10 = StrictMath.log(10);

    private StatedPrior() {}

    /**
     * Log odds of a true positive.
     *
     * @param score −log10 p; NaN (not scored) gives the base rate
     * @param baseRate share of true positives among candidates, in (0, 1)
     */
    public static double logit(double score, double baseRate) {
        double base = Logit.of(baseRate);
        double surprise = score * LN_10;
        // At and below −ln p = 1 the bound says nothing; NaN comes here too.
        return surprise > 1 ? base + surprise - 1 - StrictMath.log(surprise) : base;
    }
}
