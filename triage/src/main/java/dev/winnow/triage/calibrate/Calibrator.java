package dev.winnow.triage.calibrate;

import dev.winnow.triage.adjust.Adjusted;

/**
 * What turns scores of one tenant and feature set into probabilities.
 *
 * @param kind {@code prior} or {@code platt}
 * @param epoch numbered life of the calibrator; 0 until labels first changed it
 * @param slope change of the logit per unit of score; 0 where the stated prior is in force, which is no line
 * @param intercept logit at score 0; likewise
 * @param labels verdicts that it rests on
 * @param baseRate share of true positives that the stated prior assumes
 */
public record Calibrator(String kind, long epoch, double slope, double intercept, int labels, double baseRate) {
    public static final String PRIOR = "prior";
    public static final String PLATT = "platt";

    /** Probability of a true positive, in [0, 1]; never falls as the score rises. NaN gives the base rate. */
    public double probability(double score) {
        return Double.isNaN(score) ? baseRate : Logit.probability(logit(score));
    }

    private double logit(double score) {
        return kind.equals(PLATT) ? slope * score + intercept : StatedPrior.logit(score, baseRate);
    }

    /** Applies to the adjusted score. */
    public Calibrated calibrate(Adjusted adjusted) {
        return new Calibrated(adjusted, probability(adjusted.score()), this);
    }
}
