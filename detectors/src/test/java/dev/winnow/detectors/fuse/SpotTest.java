package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpotTest {
    /** 40 streams of 50,000 values of a generalised Pareto distribution; three standard errors between streams, and 2 %. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0, 0.3})
    void alarmsAtItsRiskWhateverTheTail(double shape) {
        for (double risk : new double[] {1e-3, 1e-4}) {
            assertRate("shape " + shape, risk, random -> exactQuantile(shape, 1 - random.nextDouble()));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.0001})
    void alarmsAtItsRiskOnNormalValues(double risk) {
        assertRate("normal", risk, SplittableRandom::nextGaussian);
    }

    /** Oracle: the quantiles of the distribution that was drawn from; means over 30 streams of 50,000 values. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0, 0.3})
    void statesTheProbabilitiesOfExactTails(double shape) {
        double[] levels = {1e-2, 1e-3, 1e-4};
        double[] stated = new double[levels.length];
        double threshold = 0;
        int streams = 30;
        for (int seed = 0; seed < streams; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Spot spot = Spot.create(SpotConfig.of(1e-4));
            for (int i = 0; i < 50_000; i++) {
                spot.observe(exactQuantile(shape, 1 - random.nextDouble()));
            }
            threshold += spot.threshold() / streams;
            for (int l = 0; l < levels.length; l++) {
                double p = spot.pValue(exactQuantile(shape, levels[l]));
                stated[l] += p / levels[l] / streams;
            }
        }

        System.out.printf(
                "spot, shape %s: threshold %.3f of %.3f; stated over true %.3f %.3f %.3f%n",
                shape, threshold, exactQuantile(shape, 1e-4), stated[0], stated[1], stated[2]);
        assertThat(threshold).isCloseTo(exactQuantile(shape, 1e-4), within(0.05 * exactQuantile(shape, 1e-4)));
        assertThat(stated[0]).isCloseTo(1, within(0.05));
        assertThat(stated[1]).isCloseTo(1, within(0.1));
        assertThat(stated[2]).isCloseTo(1, within(0.25));
    }

    @Test
    void aLongBurstIsFlaggedToItsEnd() {
        SplittableRandom random = new SplittableRandom(1);
        Spot spot = Spot.create(SpotConfig.of(1e-3));
        for (int i = 0; i < 20_000; i++) {
            spot.observe(random.nextGaussian());
        }
        double before = spot.threshold();
        int flagged = 0;
        for (int i = 0; i < 20_000; i++) {
            flagged += spot.observe(6 + 0.1 * random.nextGaussian()) ? 1 : 0;
        }
        int absurd = 0;
        for (int i = 0; i < 200; i++) {
            absurd += spot.observe(1e30) ? 1 : 0;
        }

        assertThat(flagged).isEqualTo(20_000);
        assertThat(absurd).isEqualTo(200);
        assertThat(spot.threshold()).isLessThan(before + 1);
    }

    @Test
    void aFlatStreamThenAStepOfRoundingDoesNotAlarm() {
        Spot spot = Spot.create(SpotConfig.of(1e-3));
        for (int i = 0; i < 5000; i++) {
            assertThat(spot.observe(1)).isFalse();
        }

        assertThat(spot.isWarm()).isFalse();
        assertThat(spot.observe(1.0001)).isFalse();
        assertThat(spot.pValue(1.0001)).isEqualTo(1);
    }

    @Test
    void theProbabilityNeverRisesWithTheValue() {
        SplittableRandom random = new SplittableRandom(2);
        Spot spot = Spot.create(SpotConfig.of(1e-3));
        for (int i = 0; i < 5000; i++) {
            spot.observe(random.nextDouble());
        }
        double last = 1;
        for (double value = 0; value < 3; value += 0.001) {
            double p = spot.pValue(value);
            assertThat(p).isLessThanOrEqualTo(last).isGreaterThanOrEqualTo(StreamingTail.FLOOR);
            last = p;
        }
        assertThat(spot.pValue(spot.threshold())).isBetween(0.7e-3, 1e-3);
    }

    @Test
    void aLevelThatWandersAlarmsAtTheRiskAndHidesNothing() {
        SplittableRandom random = new SplittableRandom(3);
        Spot plain = Spot.create(SpotConfig.of(1e-3));
        DriftSpot drifting = DriftSpot.create(SpotConfig.of(1e-3), 50);
        int alarms = 0;
        int values = 200_000;
        for (int i = 0; i < values; i++) {
            double value = i * -1e-3 + random.nextGaussian();
            plain.observe(value);
            alarms += drifting.observe(value) ? 1 : 0;
        }

        double error = 3 * Math.sqrt(1e-3 / values) + 0.1e-3;
        assertThat((double) alarms / values).isCloseTo(1e-3, within(error));
        assertThat(drifting.level()).isCloseTo(-200, within(0.6));
        assertThat(drifting.threshold()).isCloseTo(-196.9, within(0.8));
        assertThat(plain.observe(-180)).isFalse();
        assertThat(drifting.observe(-180)).isTrue();
    }

    @Test
    void aJumpAlarmsUntilItIsAccepted() {
        SplittableRandom random = new SplittableRandom(4);
        DriftSpot spot = DriftSpot.create(SpotConfig.of(1e-3), 50);
        for (int i = 0; i < 5000; i++) {
            spot.observe(random.nextGaussian());
        }
        int flagged = 0;
        for (int i = 0; i < 500; i++) {
            flagged += spot.observe(20 + random.nextGaussian()) ? 1 : 0;
        }
        spot.acceptLevel();
        int afterwards = 0;
        for (int i = 0; i < 500; i++) {
            afterwards += spot.observe(20 + random.nextGaussian()) ? 1 : 0;
        }

        assertThat(flagged).isEqualTo(500);
        assertThat(afterwards).isLessThan(6);
    }

    @Test
    void restoredGoesOnBitForBit() {
        SpotConfig config = new SpotConfig(1e-3, 0.05, 400, 60);
        for (int fed : new int[] {0, 30, 399, 400, 401, 5000}) {
            SplittableRandom random = new SplittableRandom(5);
            DriftSpot live = DriftSpot.create(config, 20);
            for (int i = 0; i < fed + 20; i++) {
                live.observe(random.nextGaussian());
            }
            StateReader in = new StateReader(state(live));
            DriftSpot restored = DriftSpot.restore(config, 20, in);
            in.expectEnd();
            for (int i = 0; i < 3000; i++) {
                double value = 1.2 * random.nextGaussian();
                assertThat(restored.observe(value)).isEqualTo(live.observe(value));
                assertThat(restored.threshold()).isEqualTo(live.threshold());
                assertThat(restored.pValue(3)).isEqualTo(live.pValue(3));
            }
            assertThat(state(restored)).isEqualTo(state(live));
        }
    }

    @Test
    void refusesOtherSettingsValuesAndState() {
        assertThatThrownBy(() -> new SpotConfig(0.01, 0.02, 1000, 1000))
                .hasMessage("CFG-004 spot.risk: must be between 1e-6 and 0.1, and below a third of peakShare (0.02),"
                        + " was 0.01");
        assertThatThrownBy(() -> new SpotConfig(1e-3, 0.02, 900, 1000))
                .hasMessage(
                        "CFG-004 spot.calibration: must be between 100 and 1000000, and 20 peaks at a share of 0.02,"
                                + " was 900");
        assertThatThrownBy(() -> DriftSpot.create(SpotConfig.of(1e-3), 1))
                .hasMessage("CFG-004 spot.depth: must be between 2 and 100000, was 1");
        Spot spot = Spot.create(SpotConfig.of(1e-3));
        assertThatThrownBy(() -> spot.observe(Double.NaN)).hasMessage("DET-004 spot: value must be finite, was NaN");
        StateWriter out = new StateWriter();
        spot.snapshot(out);
        byte[] state = out.toBytes();
        state[8] = 5;
        assertThatThrownBy(() -> Spot.restore(SpotConfig.of(1e-3), new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 spot: 5 values, 0 peaks and 0 first values do not fit together");
    }

    private static void assertRate(String name, double risk, ToDoubleFunction<SplittableRandom> draw) {
        int streams = 40;
        int values = 50_000;
        double mean = 0;
        double square = 0;
        for (int seed = 0; seed < streams; seed++) {
            SplittableRandom random = new SplittableRandom(100 + seed);
            Spot spot = Spot.create(SpotConfig.of(risk));
            for (int i = 0; i < 5000; i++) {
                spot.observe(draw.applyAsDouble(random));
            }
            int alarms = 0;
            for (int i = 0; i < values; i++) {
                alarms += spot.observe(draw.applyAsDouble(random)) ? 1 : 0;
            }
            double rate = (double) alarms / values;
            mean += rate / streams;
            square += rate * rate / streams;
        }
        double error = Math.sqrt((square - mean * mean) / (streams - 1));
        System.out.printf("spot, %s: risk %s, observed %.3g (standard error %.2g)%n", name, risk, mean, error);
        assertThat(mean).isCloseTo(risk, within(0.02 * risk + 3 * error));
    }

    private static double exactQuantile(double shape, double survival) {
        return shape == 0 ? -Math.log(survival) : (Math.pow(survival, -shape) - 1) / shape;
    }

    private static byte[] state(DriftSpot spot) {
        StateWriter out = new StateWriter();
        spot.snapshot(out);
        return out.toBytes();
    }
}
