package dev.winnow.triage.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatedPriorTest {
    private static final double BASE_RATE = CalibrateConfig.defaults().baseRate();

    @Test
    void saysWhatTheDocumentationSays() {
        assertThat(probability(2)).isCloseTo(0.10, within(0.005));
        assertThat(probability(3)).isCloseTo(0.14, within(0.005));
        assertThat(probability(4)).isCloseTo(0.21, within(0.005));
        assertThat(probability(6)).isCloseTo(0.40, within(0.005));
        assertThat(probability(9)).isCloseTo(0.73, within(0.005));
    }

    /** The evidence for Beta(ξ, 1) against uniform is the ratio of their densities, ξ·p^(ξ−1). */
    @Test
    void theOddsAreThoseOfTheBaseRateTimesTheRatioOfDensities() {
        for (double p : new double[] {1, 0.3, 0.01, 1e-6}) {
            double odds = BASE_RATE / (1 - BASE_RATE) * 0.8 * StrictMath.pow(p, -0.2);

            assertThat(StrictMath.exp(StatedPrior.logit(-StrictMath.log10(p), BASE_RATE)))
                    .isCloseTo(odds, within(1e-12 + 1e-9 * odds));
        }
    }

    /** Sellke, Bayarri, Berger (2001): no alternative of the family gives more evidence than 1 / (−e·p·ln p), for p below 1/e. */
    @Test
    void neverClaimsMoreThanThePublishedBound() {
        for (int i = 50; i <= 900; i++) {
            double p = StrictMath.pow(10, -i / 100.0);
            double bound = Logit.of(BASE_RATE) - StrictMath.log(-Math.E * p * StrictMath.log(p));

            assertThat(StatedPrior.logit(i / 100.0, BASE_RATE)).isLessThanOrEqualTo(bound);
        }
    }

    @Test
    void neverFallsAsTheScoreRises() {
        double last = 0;
        for (int i = 0; i <= 4000; i++) {
            double probability = probability(i / 100.0);
            assertThat(probability).isBetween(last, 1.0);
            last = probability;
        }
    }

    @Test
    void isTheBaseRateForUnscoredEvents() {
        assertThat(probability(Double.NaN)).isCloseTo(BASE_RATE, within(1e-12));
    }

    private static double probability(double score) {
        return Logit.probability(StatedPrior.logit(score, BASE_RATE));
    }
}
