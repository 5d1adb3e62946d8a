package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

final class FisherCombinationTest {
    /** Oracle: the chi-square distribution of Hipparchus. */
    @Test
    void isTheTailOfAChiSquareDistribution() {
        SplittableRandom random = new SplittableRandom(1);
        for (int members : new int[] {1, 2, 3, 8, 32, 128}) {
            for (int round = 0; round < 50; round++) {
                double[] p =
                        random.doubles(members).map(u -> Math.max(1e-9, u * u)).toArray();
                double x = -2 * Arrays.stream(p).map(Math::log).sum();
                double expected = 1 - new ChiSquaredDistribution(2.0 * members).cumulativeProbability(x);
                assertThat(FisherCombination.combine(p)).isCloseTo(expected, within(1e-11));
            }
        }
    }

    /** 0.05 and 0.1: h = −ln 0.005 = 5.298317; 0.005·(1 + 5.298317) = 0.031491587. */
    @Test
    void followsTheFormulaByHand() {
        assertThat(FisherCombination.combine(new double[] {0.05, 0.1})).isCloseTo(0.031491587, within(1e-9));
        assertThat(FisherCombination.combine(new double[] {Double.NaN, 0.07})).isCloseTo(0.07, within(1e-15));
        assertThat(FisherCombination.combine(new double[] {Double.NaN})).isNaN();
        assertThat(FisherCombination.combine(new double[] {1, 1})).isEqualTo(1);
    }

    @Test
    void staysAProbabilityAboveZeroForManyMembersThatAreVerySmall() {
        double[] p = new double[128];
        Arrays.fill(p, 1e-9);

        assertThat(FisherCombination.combine(p)).isEqualTo(1e-300);
        assertThat(FisherCombination.combine(new double[] {0, 0.5})).isBetween(1e-300, 1e-296);
        assertThat(FisherCombination.combine(new double[] {1e-9, 1e-9, 1e-9})).isBetween(1e-27, 1e-23);
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThatThrownBy(() -> FisherCombination.combine(new double[] {1.1}))
                .hasMessage("a probability must be between 0 and 1, was 1.1");
    }
}
