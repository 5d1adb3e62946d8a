package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

final class NormalTailTest {
    /** Oracle: Hipparchus' complementary error function. */
    @Test
    void agreesWithTheComplementaryErrorFunction() {
        for (double z = -8; z < 37; z += 0.01) {
            double expected = z > 0
                    ? -Math.log10(0.5 * Erf.erfc(z / Math.sqrt(2)))
                    : -Math.log1p(-0.5 * Erf.erfc(-z / Math.sqrt(2))) / Math.log(10);
            assertThat(NormalTail.decades(z)).as("z %s", z).isCloseTo(expected, within(1e-11 * expected));
        }
        assertThat(NormalTail.decades(-1e300)).isZero();
    }

    /** Oracle: log Q(z) ~ −z²/2 − ln(z·sqrt(2π)) − 1/z², within 3/z⁴. */
    @Test
    void goesOnWhereTheTailUnderflows() {
        for (double z : new double[] {38, 50, 200, 1e4, 1e6}) {
            double expected = (z * z / 2 + Math.log(z * Math.sqrt(2 * Math.PI)) + 1 / (z * z)) / Math.log(10);
            assertThat(NormalTail.decades(z)).isCloseTo(expected, within(1e-5));
        }
    }

    /** Oracle: Hipparchus' distributions; the error is the one that is stated. */
    @Test
    void mapsStudentsDeviatesToNormalOnesOfTheSameTail() {
        NormalDistribution normal = new NormalDistribution();
        for (double freedom : new double[] {5, 10, 50, 400}) {
            TDistribution student = new TDistribution(freedom);
            for (double t = 0.1; t < 8; t += 0.1) {
                double exact = -normal.inverseCumulativeProbability(student.cumulativeProbability(-t));
                assertThat(NormalTail.deviateOfStudent(t, freedom))
                        .as("t %s, %s degrees", t, freedom)
                        .isCloseTo(exact, within(0.01 * exact));
            }
        }
    }

    @Test
    void theCumulativeProbabilityIsWhatTheTailLeaves() {
        NormalDistribution normal = new NormalDistribution();
        for (double z = -8; z <= 8; z += 0.25) {
            assertThat(NormalTail.cumulative(z)).isCloseTo(normal.cumulativeProbability(z), within(1e-14));
        }
    }
}
