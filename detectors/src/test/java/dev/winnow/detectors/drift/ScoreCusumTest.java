package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.drift.ScoreCusum.Outcome;
import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScoreCusumTest {
    /**
     * Source: D. M. Hawkins, "Cumulative sum control charting: an underutilized SPC tool", Quality Engineering 5 (1993): at
     * slack 0.5 one side runs 336 values at threshold 4 and 930 at 5 (465 for both sides at 5).
     */
    @Test
    void statesThePublishedRunLengths() {
        assertThat(CusumDesign.ofThreshold(0.5, 4, false).runLength()).isCloseTo(336, within(2.0));
        assertThat(CusumDesign.ofThreshold(0.5, 5, false).runLength()).isCloseTo(930, within(5.0));
        assertThat(CusumDesign.ofThreshold(0.5, 5, true).runLength()).isCloseTo(465, within(3.0));
        assertThat(CusumDesign.ofThreshold(0.5, 4, false).delay(1)).isCloseTo(8.38, within(0.05));
        assertThat(CusumDesign.ofThreshold(0.5, 5, false).delay(1)).isCloseTo(10.4, within(0.05));
    }

    /** As many values as give 400 false alarms; 2 % and three standard errors of a twentieth. */
    @ParameterizedTest
    @ValueSource(doubles = {100, 1000, 10_000})
    void runsAsLongAsItStatesBetweenFalseAlarms(double runLength) {
        for (double shift : new double[] {0.5, 1, 2}) {
            for (boolean twoSided : new boolean[] {false, true}) {
                ScoreCusum cusum = new ScoreCusum(CusumDesign.of(shift, runLength, twoSided));
                SplittableRandom random = new SplittableRandom(1);
                int values = (int) (400 * runLength);
                for (int i = 0; i < values; i++) {
                    cusum.add(random.nextGaussian());
                }
                double observed = (double) values / cusum.alarms();
                System.out.printf(
                        "cusum: shift %s, two-sided %s, run length %.0f, observed %.0f, delay %.1f%n",
                        shift, twoSided, runLength, observed, cusum.design().delay(shift));
                assertThat(observed).isCloseTo(runLength, within((0.02 + 3 / Math.sqrt(400)) * runLength));
            }
        }
    }

    /** Closer: 40,000 false alarms, 2 %. */
    @Test
    void runsAsLongAsItStatesWithinTwoPercent() {
        ScoreCusum cusum = new ScoreCusum(CusumDesign.of(1, 200, true));
        SplittableRandom random = new SplittableRandom(2);
        int values = 8_000_000;
        for (int i = 0; i < values; i++) {
            cusum.add(random.nextGaussian());
        }

        System.out.printf("cusum: run length 200, observed %.2f%n", (double) values / cusum.alarms());
        assertThat((double) values / cusum.alarms()).isCloseTo(200, within(4.0));
    }

    @Test
    void findsAShiftAfterTheDelayItStates() {
        CusumDesign design = CusumDesign.of(1, 1000, true);
        SplittableRandom random = new SplittableRandom(3);
        long total = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            ScoreCusum cusum = new ScoreCusum(design);
            Outcome outcome = Outcome.NONE;
            while (outcome == Outcome.NONE) {
                outcome = cusum.add(random.nextGaussian() - 1);
                total++;
            }
            assertThat(outcome).isEqualTo(Outcome.FALL);
        }

        assertThat((double) total / rounds).isCloseTo(design.delay(1), within(0.02 * design.delay(1)));
        assertThat(design.delay(-1)).isCloseTo(design.delay(1), within(1e-9));
    }

    @Test
    void startsAgainAfterAnAlarmSoThatOneChangeThatIsOverIsOneAlarm() {
        ScoreCusum cusum = new ScoreCusum(CusumDesign.of(1, 100_000, true));
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 3000; i++) {
            cusum.add(random.nextGaussian() + (i >= 1000 && i < 1012 ? 2 : 0));
        }

        assertThat(cusum.alarms()).isEqualTo(1);
        assertThat(cusum.rise()).isLessThan(cusum.design().threshold());
        assertThat(cusum.fall()).isBetween(0.0, cusum.design().threshold());
    }

    /**
     * Exponential scores, judged by a window of 4,096 that learns them: its error makes runs shorter, by less than a quarter at
     * a run length of 1,000.
     */
    @Test
    void keepsItsRunLengthOnScoresThatAreNotNormalByWayOfTheirTail() {
        int alarms = 0;
        int values = 0;
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StreamingTail tail = new StreamingTail(4096, 0.05);
            ScoreCusum cusum = new ScoreCusum(CusumDesign.of(1, 1000, true));
            for (int i = 0; i < 34_096; i++) {
                double score = -Math.log(1 - random.nextDouble());
                if (i >= 4096) {
                    cusum.addProbability(tail.pValue(score));
                    values++;
                }
                tail.add(score);
            }
            alarms += (int) cusum.alarms();
        }

        System.out.printf("cusum on tails: run length 1000, observed %.0f%n", (double) values / alarms);
        assertThat((double) values / alarms).isBetween(750.0, 1250.0);
    }

    @Test
    void restoredGoesOnBitForBit() {
        CusumDesign design = CusumDesign.of(1, 100, true);
        ScoreCusum live = new ScoreCusum(design);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 777; i++) {
            live.add(random.nextGaussian());
        }
        StateReader in = new StateReader(state(live));
        ScoreCusum restored = ScoreCusum.restore(design, in);
        in.expectEnd();
        for (int i = 0; i < 777; i++) {
            double p = random.nextDouble();
            assertThat(restored.addProbability(p)).isEqualTo(live.addProbability(p));
        }

        assertThat(state(restored)).isEqualTo(state(live));
    }

    @Test
    void refusesOtherValuesSettingsAndState() {
        ScoreCusum cusum = new ScoreCusum(CusumDesign.ofThreshold(0.5, 5, true));

        assertThatThrownBy(() -> cusum.add(Double.NaN)).hasMessage("DET-004 cusum: deviate must be finite, was NaN");
        assertThatThrownBy(() -> cusum.addProbability(1.5))
                .hasMessage("a probability must be between 0 and 1, was 1.5");
        assertThatThrownBy(() -> CusumDesign.of(1, 5, true))
                .hasMessage("CFG-004 cusum.runLength: must be between 10 and 1e9, was 5.0");
        assertThatThrownBy(() -> CusumDesign.of(0.01, 500, true))
                .hasMessage("CFG-004 cusum.slack: must be between 0.05 and 2, was 0.005");
        assertThatThrownBy(() -> new CusumDesign(0.5, -1, true, 100))
                .hasMessage("CFG-004 cusum.threshold: must be above 0 and at most 1000, was -1.0");
        byte[] negative = new StateWriter()
                .writeByte(1)
                .writeDouble(-1)
                .writeDouble(0)
                .writeLong(0)
                .toBytes();
        assertThatThrownBy(() -> ScoreCusum.restore(cusum.design(), new StateReader(negative)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 cusum: sums must be at least 0, were -1.0 and 0.0");
    }

    private static byte[] state(ScoreCusum cusum) {
        StateWriter out = new StateWriter();
        cusum.snapshot(out);
        return out.toBytes();
    }
}
