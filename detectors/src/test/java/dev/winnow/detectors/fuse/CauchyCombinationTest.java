package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CauchyCombinationTest {
    @Test
    void oneMemberKeepsItsProbability() {
        for (double p : new double[] {1e-9, 1e-6, 1e-3, 0.2, 0.5, 0.9}) {
            double combined = CauchyCombination.combine(new double[] {p}, new double[] {3});
            assertThat(combined / p).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void membersThatAgreeCompletelyKeepTheirProbability() {
        double combined = CauchyCombination.combine(new double[] {0.003, 0.003, 0.003}, new double[] {1, 2, 0.5});

        assertThat(combined).isCloseTo(0.003, within(1e-12));
    }

    /** tan(0.49π) = 31.8205, tan(0.4π) = 3.0777; mean 17.4491; 1/2 − atan(17.4491)/π = 0.018222. */
    @Test
    void followsTheFormulaOfLiuAndXie() {
        double combined = CauchyCombination.combine(new double[] {0.01, 0.1}, new double[] {1, 1});

        assertThat(combined).isCloseTo(0.018222, within(1e-6));
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        double[] weights = {1, 1};

        assertThat(CauchyCombination.combine(new double[] {Double.NaN, 0.01}, weights))
                .isCloseTo(0.01, within(1e-12));
        assertThat(CauchyCombination.combine(new double[] {Double.NaN, Double.NaN}, weights))
                .isNaN();
        assertThat(CauchyCombination.combine(new double[] {0.01, 0.5}, new double[] {1, 0}))
                .isCloseTo(0.01, within(1e-12));
    }

    @Test
    void aMemberThatSeesNothingDoesNotVetoOneThatDoes() {
        double combined = CauchyCombination.combine(new double[] {1e-6, 1, 1}, new double[] {1, 1, 1});

        assertThat(combined).isLessThan(1e-5);
    }

    /** Independent and equal uniforms; 200,000 draws, three standard errors. */
    @Test
    void holdsItsLevelForIndependentAndForEqualMembers() {
        SplittableRandom random = new SplittableRandom(1);
        int draws = 200_000;
        double[] levels = {0.01, 0.001};
        int[][] below = new int[2][2];
        for (int i = 0; i < draws; i++) {
            double[] free = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            double[] equal = {free[0], free[0], free[0]};
            double[] weights = {1, 1, 0.5};
            for (int l = 0; l < 2; l++) {
                below[0][l] += CauchyCombination.combine(free, weights) <= levels[l] ? 1 : 0;
                below[1][l] += CauchyCombination.combine(equal, weights) <= levels[l] ? 1 : 0;
            }
        }

        for (int l = 0; l < 2; l++) {
            double bound = levels[l] * 1.02 + 3 * Math.sqrt(levels[l] / draws);
            assertThat((double) below[0][l] / draws).isBetween(0.85 * levels[l], bound);
            assertThat((double) below[1][l] / draws).isBetween(0.85 * levels[l], bound);
        }
    }
}
