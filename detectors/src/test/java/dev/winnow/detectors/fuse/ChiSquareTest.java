package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;

final class ChiSquareTest {
    /** Oracle: Hipparchus' distribution, whose upper tail is one minus the lower one. */
    @Test
    void agreesWithAnotherImplementation() {
        for (double freedom : new double[] {0.3, 1, 2, 3.7, 6, 11.5, 40, 200, 999.25}) {
            ChiSquaredDistribution oracle = new ChiSquaredDistribution(freedom);
            for (double x = 0.01; x < 1500; x *= 1.1) {
                double expected = 1 - oracle.cumulativeProbability(x);
                assertThat(ChiSquare.survival(x, freedom))
                        .as("x %s, %s degrees", x, freedom)
                        .isCloseTo(expected, within(1e-11));
            }
        }
    }

    /** Oracle: e^{−x/2} at 2 degrees, e^{−x/2}·(1 + x/2) at 4. */
    @Test
    void keepsItsDigitsInTheFarTail() {
        for (double x : new double[] {0.001, 1, 10, 100, 700, 1200}) {
            assertThat(ChiSquare.survival(x, 2) / Math.exp(-x / 2)).isCloseTo(1, within(1e-11));
            assertThat(ChiSquare.survival(x, 4) / (Math.exp(-x / 2) * (1 + x / 2)))
                    .isCloseTo(1, within(1e-11));
        }
        assertThat(ChiSquare.survival(0, 3)).isEqualTo(1);
        assertThat(ChiSquare.survival(1e6, 3)).isZero();
    }

    /** Oracle: Hipparchus. */
    @Test
    void knowsTheLogarithmOfTheGammaFunction() {
        for (double x = 0.05; x < 1e6; x *= 1.07) {
            assertThat(ChiSquare.logGamma(x)).isCloseTo(Gamma.logGamma(x), within(1e-12 * Math.max(1, x)));
        }
    }

    @Test
    void refusesWhatHasNoTail() {
        assertThatThrownBy(() -> ChiSquare.survival(-1, 2))
                .hasMessage("value must be at least 0 and freedom above 0, were -1.0 and 2.0");
        assertThatThrownBy(() -> ChiSquare.survival(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChiSquare.survival(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
