package dev.winnow.triage.calibrate;

/** Log odds and back, safe at both ends. */
public final class Logit {
    private Logit() {}

    public static double of(double probability) {
        return StrictMath.log(probability) - StrictMath.log1p(-probability);
    }

    public static double probability(double logit) {
        if (logit >= 0) {
            return 1 / (1 + StrictMath.exp(-logit));
        }
        double odds = StrictMath.exp(logit);
        return odds / (1 + odds);
    }
}
