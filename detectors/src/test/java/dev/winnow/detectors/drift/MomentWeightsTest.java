package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MomentWeightsTest {
    @Test
    void whatIsLookedUpHasTheBitsOfWhatIsComputed() {
        double[][] settings = {{0.05, 20}, {0.5, 1}, {0.001, 10_000}, {0.03, 30}};
        for (double[] setting : settings) {
            MomentWeights weights = new MomentWeights(setting[0], setting[1]);
            for (int n = 1; n < 3000; n++) {
                double trust = (n - 1) / (n - 1 + setting[1]);
                assertThat(weights.warmUp(n)).isEqualTo(1 - StrictMath.pow(1 - setting[0], Math.max(1, n - 1)));
                for (double own : new double[] {0, 1e-9, 0.01 * 0.01, 0.0101 * 0.0101, 0.3, 1, 40}) {
                    assertThat(weights.shrunk(own, n)).isEqualTo(StrictMath.pow(Math.max(own, 0.01 * 0.01), trust));
                }
            }
        }
    }
}
