package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. An hour of memory. */
class TimedForestTest {
    private static final long HOUR = 3_600_000;
    private static final long STEP = HOUR / 64;

    @Test
    void nothingOlderThanTheAgeIsHeld() {
        TimedForest forest = forest();
        Random random = new Random(1);
        long[] times = new long[3_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = 1_000_000 + 4_000L * i;
            forest.update(new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()}, times[i]);
        }
        long oldest = times[times.length - 1] - HOUR;

        int[] live = new int[1];
        forest.forest().forEachLivePoint((values, copies, seenAt) -> {
            assertThat(times[(int) seenAt]).isGreaterThanOrEqualTo(oldest);
            live[0]++;
        });

        assertThat(live[0]).isGreaterThan(300);
        assertThat(forest.forgotten()).isGreaterThan(100);
        forest.forest().checkInvariants();
    }

    @Test
    void aPointInsideTheAgeIsNotForgotten() {
        TimedForest forest = forest();
        for (int i = 0; i < 20; i++) {
            forest.update(new float[] {i, 1}, 1_000L * i);
        }

        forest.advance(HOUR - 1_000 - STEP);

        assertThat(forest.forest().livePoints()).isEqualTo(20);
    }

    @Test
    void aLongSilenceEmptiesTheForest() {
        TimedForest forest = forest();
        for (int i = 0; i < 300; i++) {
            forest.update(new float[] {i / 10f, -i / 10f}, 1_000L * i);
        }

        forest.update(new float[] {7, 7}, 10 * HOUR);

        assertThat(forest.forest().livePoints()).isEqualTo(1);
        assertThat(forest.forgotten()).isEqualTo(300);
    }

    @Test
    void aRepeatedPointIsAsOldAsItsLastRepetition() {
        TimedForest forest = forest();
        for (int minute = 0; minute <= 180; minute++) {
            forest.update(new float[] {5, 5}, 60_000L * minute);
        }

        assertThat(forest.forest().livePoints()).isEqualTo(1);
    }

    @Test
    void latePointsAreLearntAndTooLateOnesAreCounted() {
        TimedForest forest = forest();
        forest.update(new float[] {1, 1}, 10 * HOUR);

        forest.update(new float[] {2, 2}, 10 * HOUR - HOUR);
        forest.update(new float[] {3, 3}, 10 * HOUR - HOUR - 1);

        assertThat(forest.updates()).isEqualTo(2);
        assertThat(forest.tooLate()).isEqualTo(1);
    }

    @Test
    void theSameEventsForgetTheSameWhateverWasScoredBetween() {
        TimedForest quiet = forest();
        TimedForest asked = forest();
        Random random = new Random(2);
        for (int i = 0; i < 2_000; i++) {
            float[] point = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            long time = 5_000L * i + random.nextInt(20_000);
            asked.score(point, time + HOUR);
            quiet.update(point, time);
            asked.update(point, time);
        }

        assertThat(bytes(asked)).isEqualTo(bytes(quiet));
    }

    @Test
    void aRestoredSnapshotContinuesBitForBit() {
        TimedForest forest = forest();
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            forest.update(new float[] {(float) random.nextGaussian(), i % 7}, 7_000L * i);
        }

        TimedForest restored = TimedForest.restore(new StateReader(bytes(forest)));

        for (int i = 1_000; i < 2_000; i++) {
            float[] point = {(float) random.nextGaussian(), i % 7};
            assertThat(restored.score(point)).isEqualTo(forest.score(point));
            forest.update(point, 7_000L * i);
            restored.update(point, 7_000L * i);
        }
        assertThat(bytes(restored)).isEqualTo(bytes(forest));
    }

    @Test
    void aPointThatIsRefusedDoesNotMoveTheTime() {
        TimedForest forest = forest();
        forest.update(new float[] {1, 1}, HOUR);
        byte[] before = bytes(forest);

        assertThatThrownBy(() -> forest.update(new float[] {Float.NaN, 1}, 9 * HOUR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DET-003");

        assertThat(bytes(forest)).isEqualTo(before);
    }

    @Test
    void refusesAnAgeThatIsNone() {
        assertThatThrownBy(() -> TimedForest.create(RandomCutForestConfig.defaults(), 2, 10, 1))
                .hasMessage("CFG-004 timed forest: maxAgeMillis must be at least 64, was 10");
        assertThatThrownBy(() -> TimedForest.restore(new StateReader(new byte[] {3})))
                .hasMessage("STA-001 snapshot of detector \"rcf-timed\" has version 3, this build reads 1");
    }

    private static TimedForest forest() {
        return TimedForest.create(RandomCutForestConfig.of(30, 128), 2, HOUR, 1);
    }

    private static byte[] bytes(TimedForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
