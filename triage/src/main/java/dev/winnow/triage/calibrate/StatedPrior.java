package dev.winnow.triage.calibrate;

/**
 * What a score may mean before there are labels: a base rate, and the little evidence that a tail probability carries.
 *
 * <p>[1] Sellke, Bayarri, Berger: Calibration of p values for testing precise null hypotheses. The American Statistician
 * 55 (2001), section 3. If what is ordinary has uniform tail probabilities p, and what is bad has those of a
 * Beta(ξ, 1) distribution, the evidence for "bad" is ξ·p^(ξ−1), which is a line in the score. [1] takes the ξ that is worst for
 * "ordinary" and so bounds the evidence from above; read as an estimate, the bound called one alert in a hundred critical.
 * Here ξ is {@value #SHAPE}: at the default base rate of 0.05 scores of 2, 3, 4, 6 and 9 give 0.10, 0.14, 0.21, 0.40 and 0.73.
 */
public final class StatedPrior {
    /*
     * A logistic regression of "attack" on the score, over the shown alerts of winnow triage --labels on three labelled data
     * sets with equal weight each (Zeek's mixed capture, NSL-KDD thinned to 5 % attacks, AIT's russellmitchell), gives
     * 1 − 0.377 / ln 10 = 0.84 and a base rate of 0.058. docs/quality.md has the table. Rounded; the demo had no part in it.
     */
    static final double SHAPE = 0.8;

    private static final double LN_10 = StrictMath.log(10);
    private static final double LN_SHAPE = StrictMath.log(SHAPE);

    private StatedPrior() {}

    /**
     * Log odds of a true positive.
     *
     * @param score −log10 p; NaN (not scored) gives the base rate
     * @param baseRate share of true positives among what is scored, in (0, 1)
     */
    public static double logit(double score, double baseRate) {
        double base = Logit.of(baseRate);
        return Double.isNaN(score) ? base : base + LN_SHAPE + (1 - SHAPE) * LN_10 * Math.max(0, score);
    }
}
