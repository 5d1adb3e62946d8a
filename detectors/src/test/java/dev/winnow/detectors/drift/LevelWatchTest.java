package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LevelWatchTest {
    private static final CusumDesign DESIGN = CusumDesign.of(1, 1000);

    /** 1,000 false alarms of series of other levels and spreads, each from its first value on: three standard errors, and 5 %. */
    @Test
    void runsAsLongAsItStatesWithoutBeingToldLevelOrSpread() {
        long values = 0;
        int alarms = 0;
        for (int seed = 0; alarms < 1000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LevelWatch watch = new LevelWatch(DESIGN, 0);
            double level = 100 * random.nextGaussian();
            double spread = Math.exp(random.nextGaussian());
            for (int i = 0; i < 20_000; i++) {
                boolean isAlarm = watch.add(level + spread * random.nextGaussian(), i);
                alarms += isAlarm ? 1 : 0;
                // What a watch learns after an alarm is no evidence yet.
                values += watch.values() > LevelWatch.LEAST_VALUES || isAlarm ? 1 : 0;
            }
        }

        assertThat((double) values / alarms).isCloseTo(1000, within((0.05 + 3 / Math.sqrt(1000)) * 1000));
    }

    @Test
    void saysSinceWhenAndFromWhatToWhat() {
        SplittableRandom random = new SplittableRandom(1);
        LevelWatch watch = new LevelWatch(CusumDesign.of(1, 1e6), 0);
        for (int i = 0; i < 500; i++) {
            assertThat(watch.add(7 + 0.1 * random.nextGaussian(), i)).isFalse();
        }
        int until = 500;
        while (!watch.add(7.2 + 0.1 * random.nextGaussian(), until++)) {
            assertThat(until).isLessThan(600);
        }

        assertThat(until).isLessThan(525);
        assertThat(watch.since()).isBetween(495L, 502L);
        assertThat(watch.lasted()).isEqualTo(until - watch.since());
        assertThat(watch.before()).isCloseTo(7, within(0.02));
        assertThat(watch.after()).isCloseTo(7.2, within(0.1));
        assertThat(watch.values()).isZero();
    }

    @Test
    void takesTheNewLevelForTheUsualOneAfterAnAlarm() {
        SplittableRandom random = new SplittableRandom(2);
        LevelWatch watch = new LevelWatch(CusumDesign.of(1, 1e8), 0);
        int alarms = 0;
        for (int i = 0; i < 10_000; i++) {
            alarms += watch.add((i < 1000 ? 0 : 5) + random.nextGaussian(), i) ? 1 : 0;
        }

        assertThat(alarms).isEqualTo(1);
    }

    @Test
    void aFallIsNoAlarmAndTheWayBackIsOne() {
        SplittableRandom random = new SplittableRandom(7);
        LevelWatch watch = new LevelWatch(CusumDesign.of(1, 1e6), 0);
        for (int i = 0; i < 2000; i++) {
            assertThat(watch.add((i < 1000 ? 5 : 0) + random.nextGaussian(), i)).isFalse();
        }
        int until = 2000;
        while (!watch.add(5 + random.nextGaussian(), until++)) {
            assertThat(until).isLessThan(2010);
        }

        assertThat(watch.before()).isCloseTo(0, within(0.2));
    }

    @Test
    void seriesThatHardlyMoveAreNoEvidence() {
        LevelWatch watch = new LevelWatch(DESIGN, 0.5);
        for (int i = 0; i < 10_000; i++) {
            assertThat(watch.add(i < 5000 ? 1 : 1.2, i)).isFalse();
        }
        LevelWatch strict = new LevelWatch(DESIGN, 0);
        int alarms = 0;
        for (int i = 0; i < 10_000; i++) {
            alarms += strict.add(i < 5000 ? 1 : 1.2, i) ? 1 : 0;
        }

        assertThat(alarms).isEqualTo(1);
    }

    @Test
    void restoredGoesOnBitForBit() {
        for (int fed : new int[] {0, 5, 300}) {
            SplittableRandom random = new SplittableRandom(3);
            LevelWatch live = new LevelWatch(DESIGN, 0.1);
            for (int i = 0; i < fed; i++) {
                live.add(random.nextGaussian(), i);
            }
            StateReader in = new StateReader(state(live));
            LevelWatch restored = LevelWatch.restore(DESIGN, 0.1, in);
            in.expectEnd();
            for (int i = 0; i < 3000; i++) {
                double value = 0.3 + random.nextGaussian();
                assertThat(restored.add(value, i)).isEqualTo(live.add(value, i));
            }
            assertThat(state(restored)).isEqualTo(state(live));
        }
    }

    @Test
    void refusesWhatIsNoNumberAndDamagedState() {
        LevelWatch watch = new LevelWatch(DESIGN, 0);

        assertThatThrownBy(() -> watch.add(Double.NaN, 0)).hasMessage("DET-004 cusum: value must be finite, was NaN");
        byte[] damaged = state(watch);
        damaged[1] = -1;
        assertThatThrownBy(() -> LevelWatch.restore(DESIGN, 0, new StateReader(damaged)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-004 level-watch: values and squares must be at least 0, were -");
    }

    private static byte[] state(LevelWatch watch) {
        StateWriter out = new StateWriter();
        watch.snapshot(out);
        return out.toBytes();
    }
}
