package dev.winnow.triage.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatedPriorTest {
    /** Sellke, Bayarri, Berger (2001), table 1: at even odds p = 0.05 leaves 0.289 to the null, 0.01 leaves 0.111, 0.001 leaves 0.0184. */
    @Test
    void agreesWithThePublishedTableAtEvenOdds() {
        assertThat(nullShare(0.05)).isCloseTo(0.289, within(0.0005));
        assertThat(nullShare(0.01)).isCloseTo(0.111, within(0.0005));
        assertThat(nullShare(0.001)).isCloseTo(0.0184, within(0.00005));
    }

    @Test
    void neverFallsAsTheScoreRises() {
        double last = 0;
        for (int i = 0; i <= 4000; i++) {
            double probability = Logit.probability(StatedPrior.logit(i / 100.0, 0.01));
            assertThat(probability).isBetween(last, 1.0);
            last = probability;
        }
    }

    @Test
    void isTheBaseRateForUnscoredAndOrdinaryEvents() {
        assertThat(Logit.probability(StatedPrior.logit(Double.NaN, 0.01))).isCloseTo(0.01, within(1e-12));
        assertThat(Logit.probability(StatedPrior.logit(0, 0.01))).isCloseTo(0.01, within(1e-12));
        assertThat(Logit.probability(StatedPrior.logit(0.43, 0.01))).isCloseTo(0.01, within(1e-12));
    }

    private static double nullShare(double p) {
        return 1 - Logit.probability(StatedPrior.logit(-StrictMath.log10(p), 0.5));
    }
}
