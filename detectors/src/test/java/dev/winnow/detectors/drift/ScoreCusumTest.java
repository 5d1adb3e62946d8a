package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
     * slack 0.5 one side runs 336 values at threshold 4 and 930 at 5.
     */
    @Test
    void statesThePublishedRunLengths() {
        assertThat(CusumDesign.ofThreshold(0.5, 4).runLength()).isCloseTo(336, within(2.0));
        assertThat(CusumDesign.ofThreshold(0.5, 5).runLength()).isCloseTo(930, within(5.0));
        assertThat(CusumDesign.ofThreshold(0.5, 4).delay(1)).isCloseTo(8.38, within(0.05));
        assertThat(CusumDesign.ofThreshold(0.5, 5).delay(1)).isCloseTo(10.4, within(0.05));
    }

    /** As many values as give 400 false alarms; 2 % and three standard errors of a twentieth. */
    @ParameterizedTest
    @ValueSource(doubles = {100, 1000, 10_000})
    void runsAsLongAsItStatesBetweenFalseAlarms(double runLength) {
        for (double shift : new double[] {0.5, 1, 2}) {
            double observed = observed(CusumDesign.of(shift, runLength), (int) (400 * runLength), 1);

            System.out.printf("cusum: shift %s, run length %.0f, observed %.0f%n", shift, runLength, observed);
            assertThat(observed).isCloseTo(runLength, within((0.02 + 3 / Math.sqrt(400)) * runLength));
        }
    }

    /** Closer: 40,000 false alarms, 2 %. */
    @Test
    void runsAsLongAsItStatesWithinTwoPercent() {
        assertThat(observed(CusumDesign.of(1, 200), 8_000_000, 2)).isCloseTo(200, within(4.0));
    }

    @Test
    void findsAShiftAfterTheDelayItStates() {
        CusumDesign design = CusumDesign.of(1, 1000);
        SplittableRandom random = new SplittableRandom(3);
        long total = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            ScoreCusum cusum = new ScoreCusum(design);
            do {
                total++;
            } while (!cusum.add(random.nextGaussian() + 1));
        }

        assertThat((double) total / rounds).isCloseTo(design.delay(1), within(0.02 * design.delay(1)));
    }

    @Test
    void startsAgainAfterAnAlarmSoThatOneChangeThatIsOverIsOneAlarm() {
        CusumDesign design = CusumDesign.of(1, 100_000);
        ScoreCusum cusum = new ScoreCusum(design);
        SplittableRandom random = new SplittableRandom(4);
        int alarms = 0;
        for (int i = 0; i < 3000; i++) {
            alarms += cusum.add(random.nextGaussian() + (i >= 1000 && i < 1012 ? 2 : 0)) ? 1 : 0;
        }

        assertThat(alarms).isEqualTo(1);
        assertThat(cusum.sum()).isLessThan(design.threshold());
    }

    @Test
    void restoredGoesOnBitForBit() {
        CusumDesign design = CusumDesign.of(1, 100);
        ScoreCusum live = new ScoreCusum(design);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 777; i++) {
            live.add(random.nextGaussian());
        }
        StateReader in = new StateReader(state(live));
        ScoreCusum restored = ScoreCusum.restore(design, in);
        in.expectEnd();
        for (int i = 0; i < 777; i++) {
            double deviate = random.nextGaussian();
            assertThat(restored.add(deviate)).isEqualTo(live.add(deviate));
        }

        assertThat(state(restored)).isEqualTo(state(live));
    }

    @Test
    void refusesOtherValuesSettingsAndState() {
        CusumDesign design = CusumDesign.ofThreshold(0.5, 5);
        ScoreCusum cusum = new ScoreCusum(design);

        assertThatThrownBy(() -> cusum.add(Double.NaN)).hasMessage("DET-004 cusum: deviate must be finite, was NaN");
        assertThatThrownBy(() -> CusumDesign.of(1, 5))
                .hasMessage("CFG-004 cusum.runLength: must be between 10 and 1e9, was 5.0");
        assertThatThrownBy(() -> CusumDesign.of(0.01, 500))
                .hasMessage("CFG-004 cusum.slack: must be between 0.05 and 2, was 0.005");
        assertThatThrownBy(() -> new CusumDesign(0.5, -1, 100))
                .hasMessage("CFG-004 cusum.threshold: must be above 0 and at most 1000, was -1.0");
        byte[] negative = new StateWriter().writeByte(2).writeDouble(-1).toBytes();
        assertThatThrownBy(() -> ScoreCusum.restore(design, new StateReader(negative)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 cusum: sum must be at least 0, was -1.0");
    }

    private static double observed(CusumDesign design, int values, long seed) {
        ScoreCusum cusum = new ScoreCusum(design);
        SplittableRandom random = new SplittableRandom(seed);
        int alarms = 0;
        for (int i = 0; i < values; i++) {
            alarms += cusum.add(random.nextGaussian()) ? 1 : 0;
        }
        return (double) values / alarms;
    }

    private static byte[] state(ScoreCusum cusum) {
        StateWriter out = new StateWriter();
        cusum.snapshot(out);
        return out.toBytes();
    }
}
