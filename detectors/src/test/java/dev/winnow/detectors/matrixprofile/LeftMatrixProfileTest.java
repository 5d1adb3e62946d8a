package dev.winnow.detectors.matrixprofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LeftMatrixProfileTest {
    /** Oracle: every pair of stretches that the history holds, after the definition. */
    @Test
    void agreesWithBruteForceOverItsHistory() {
        for (double[] series : Series.all(700)) {
            for (double noise : new double[] {0, 0.1}) {
                MatrixProfileConfig config = new MatrixProfileConfig(9, 150, 4, noise);
                LeftMatrixProfile profile = LeftMatrixProfile.create(config);
                for (int i = 0; i < series.length; i++) {
                    double trial = profile.trial(series[i]);
                    assertThat(profile.add(series[i])).isEqualTo(trial);
                    double nearest = Double.POSITIVE_INFINITY;
                    int start = i - 8;
                    for (int j = Math.max(0, i - 149); j <= start - 4; j++) {
                        nearest = Math.min(nearest, Series.distance(series, start, j, 9, noise));
                    }
                    double expected = nearest == Double.POSITIVE_INFINITY ? 0 : nearest;
                    assertThat(trial).as("value %s", i).isCloseTo(expected, within(1e-6));
                    if (nearest < Double.POSITIVE_INFINITY) {
                        int neighbour = start - profile.lag();
                        assertThat(Series.distance(series, start, neighbour, 9, noise))
                                .isCloseTo(nearest, within(1e-6));
                    }
                }
            }
        }
    }

    /** Oracle: the same profile begun anew, which has had no time for rounding to gather. */
    @Test
    void roundingDoesNotGatherOverALongStream() {
        MatrixProfileConfig config = MatrixProfileConfig.of(16, 128, 0.1);
        LeftMatrixProfile old = LeftMatrixProfile.create(config);
        LeftMatrixProfile fresh = LeftMatrixProfile.create(config);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 300_000; i++) {
            double value = random.nextGaussian() * (i % 5000 == 77 ? 1e6 : 1);
            old.add(value);
            if (i >= 299_000) {
                fresh.add(value);
                if (i >= 299_000 + 128) {
                    assertThat(old.distance()).isCloseTo(fresh.distance(), within(1e-9));
                }
            }
        }
    }

    @Test
    void whatIsNewIsFoundWhenItIsNewAndKnownTheSecondTime() {
        LeftMatrixProfile profile = LeftMatrixProfile.create(MatrixProfileConfig.of(50, 2000, 0.1));
        SplittableRandom random = new SplittableRandom(3);
        double usual = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < 3000; i++) {
            boolean inverted = i >= 1500 && i < 1525 || i >= 2500 && i < 2525;
            double value = Math.sin(2 * Math.PI * i / 50) * (inverted ? -1 : 1) + 0.05 * random.nextGaussian();
            double distance = profile.add(value);
            if (i >= 1000 && i < 1500) {
                usual = Math.max(usual, distance);
            } else if (i >= 1500 && i < 1600) {
                first = Math.max(first, distance);
            } else if (i >= 2500 && i < 2600) {
                second = Math.max(second, distance);
            }
        }

        assertThat(first).isGreaterThan(4 * usual);
        assertThat(second).isLessThan(first / 2);
    }

    @Test
    void aFlatSeriesThenAStepOfRoundingIsNoShape() {
        LeftMatrixProfile profile = LeftMatrixProfile.create(MatrixProfileConfig.of(16, 256, 0.1));
        for (int i = 0; i < 1000; i++) {
            assertThat(profile.add(1)).isZero();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(profile.add(1.0001)).isLessThan(0.01);
        }
        double step = 0;
        for (int i = 0; i < 16; i++) {
            step = Math.max(step, profile.add(3));
        }
        assertThat(step).isGreaterThan(3.5);
    }

    @Test
    void restoredGoesOnBitForBit() {
        MatrixProfileConfig config = MatrixProfileConfig.of(8, 64, 0.05);
        for (int fed : new int[] {0, 1, 7, 12, 13, 40, 64, 65, 80, 500, 1234}) {
            SplittableRandom random = new SplittableRandom(4);
            LeftMatrixProfile live = LeftMatrixProfile.create(config);
            for (int i = 0; i < fed; i++) {
                live.add(random.nextGaussian());
            }
            StateReader in = new StateReader(state(live));
            LeftMatrixProfile restored = LeftMatrixProfile.restore(config, in);
            in.expectEnd();
            for (int i = 0; i < 300; i++) {
                double value = random.nextGaussian();
                assertThat(restored.trial(value)).isEqualTo(live.trial(value));
                assertThat(restored.add(value)).isEqualTo(live.add(value));
                assertThat(restored.lag()).isEqualTo(live.lag());
            }
            assertThat(state(restored)).isEqualTo(state(live));
        }
    }

    @Test
    void refusesOtherValuesSettingsAndState() {
        LeftMatrixProfile profile = LeftMatrixProfile.create(MatrixProfileConfig.of(8, 64, 0));

        assertThatThrownBy(() -> profile.add(Double.NaN))
                .hasMessage("DET-004 matrix-profile: value must be between -1e100 and 1e100, was NaN");
        assertThatThrownBy(() -> profile.trial(Double.POSITIVE_INFINITY)).hasMessageStartingWith("DET-004");
        assertThatThrownBy(() -> MatrixProfileConfig.of(8, 31, 0))
                .hasMessage("CFG-004 matrixProfile.history: must be between 4 × window (32) and 1000000, was 31");
        assertThatThrownBy(() -> new MatrixProfileConfig(8, 64, 9, 0))
                .hasMessage("CFG-004 matrixProfile.exclusion: must be between 1 and window (8), was 9");
        profile.add(3);
        byte[] state = state(profile);
        assertThatThrownBy(() -> LeftMatrixProfile.restore(MatrixProfileConfig.of(8, 65, 0), new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 matrix-profile: must have 1 values and 54 products, has 1 and 53");
    }

    private static byte[] state(LeftMatrixProfile profile) {
        StateWriter out = new StateWriter();
        profile.snapshot(out);
        return out.toBytes();
    }
}
