package dev.winnow.detectors.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PrefixRateCapTest {
    private static final long WINDOW = 60_000;

    @Test
    void noWindowWhereverItStartsHasMoreThanTheLimit() {
        PrefixRateCap cap = cap(100);
        SplittableRandom random = new SplittableRandom(3);
        ArrayDeque<Long> admitted = new ArrayDeque<>();
        long time = 1_700_000_000_000L;
        for (int i = 0; i < 200_000; i++) {
            // Bursts and pauses of every length, to find the edges of the parts.
            time += random.nextInt(50) == 0 ? random.nextInt((int) WINDOW) : random.nextInt(40);
            if (cap.admits(time, "10.0.0.1")) {
                admitted.add(time);
            }
            while (!admitted.isEmpty() && admitted.peek() <= time - WINDOW) {
                admitted.poll();
            }
            assertThat(admitted.size()).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void aSteadySenderGetsFourFifthsOfTheLimitAndOneBelowItAll() {
        PrefixRateCap cap = cap(100);
        int flooder = 0;
        int ordinary = 0;
        int windows = 200;
        for (long time = 0; time < windows * WINDOW; time += 50) {
            flooder += cap.admits(time, "10.0.0.1") ? 1 : 0;
            ordinary += time % 1000 == 0 && cap.admits(time, "10.0.0.2") ? 1 : 0;
        }

        assertThat(flooder / (double) windows).isBetween(80.0, 100.0);
        assertThat(ordinary).isEqualTo(windows * 60);
    }

    @Test
    void floodsOfManyPrefixesHardlyTouchOthers() {
        PrefixRateCap cap = cap(50);
        for (int i = 0; i < 80 * 200; i++) {
            cap.admits(i, "flood-" + i % 80);
        }
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            refused += cap.used("other-" + i) >= 50 ? 1 : 0;
        }

        // (80 / 1024)^4 of 20,000 keys: 0.75 expected; more than nine is a chance of 1e-8.
        assertThat(refused).isLessThanOrEqualTo(9);
    }

    @Test
    void keysCraftedAgainstOneSecretDoNotFillAVictimsCellsUnderAnother() {
        SipHash known = new SipHash(1, 2);
        long victim = known.of(0, "victim") & 0x03ff_03ffL;
        PrefixRateCap attacked = new PrefixRateCap(10, WINDOW, 1, 2);
        PrefixRateCap secret = new PrefixRateCap(10, WINDOW, 1, 3);
        int crafted = 0;
        for (int i = 0; crafted < 5; i++) {
            // Two of the four rows are enough to show: the price of all four is the square of it.
            if ((known.of(0, "crafted-" + i) & 0x03ff_03ffL) == victim) {
                crafted++;
                attacked.admits(0, "crafted-" + i);
                secret.admits(0, "crafted-" + i);
            }
        }

        assertThat(attacked.load("victim")).startsWith(5, 5);
        assertThat(Arrays.stream(secret.load("victim")).max().getAsInt()).isLessThan(2);
    }

    @Test
    void anEventOfLongAgoOrFarAheadNeitherFreezesNorEmpties() {
        PrefixRateCap cap = cap(10);
        for (int i = 0; i < 10; i++) {
            assertThat(cap.admits(1_000_000 + i, "a")).isTrue();
        }

        assertThat(cap.admits(5, "a")).isFalse();
        assertThat(cap.admits(Long.MAX_VALUE, "a")).isFalse();
        assertThat(cap.admits(Long.MIN_VALUE, "a")).isFalse();
        assertThat(cap.admits(1_000_020, "a")).isFalse();
        assertThat(cap.admits(1_000_020, "b")).isTrue();
        assertThat(cap.admits(1_000_000 + 2 * WINDOW, "b")).isTrue();
        assertThat(cap.admits(1_000_000 + WINDOW, "a")).isFalse();
        assertThat(cap.admits(1_000_000 + WINDOW + 2 * WINDOW / 4, "b")).isTrue();
        assertThat(cap.admits(1_000_000 + WINDOW + 2 * WINDOW / 4, "a")).isTrue();
    }

    @Test
    void aClockThatStepsBackGoesOnFromThereAndForgetsNothingAtOnce() {
        PrefixRateCap cap = cap(10);
        long wrong = 1_800_000_000_000L;
        long right = 1_700_000_000_000L;
        for (int i = 0; i < 10; i++) {
            cap.admits(wrong, "a");
        }
        int late = 0;
        for (int i = 0; i < 200; i++) {
            late += cap.admits(right + i, "a") ? 1 : 0;
        }
        int after = 0;
        for (long time = right; time < right + 10 * WINDOW; time += 100) {
            after += cap.admits(time, "a") ? 1 : 0;
        }

        assertThat(late).isZero();
        assertThat(after).isBetween(70, 100);
    }

    @Test
    void afterALongSilenceItBeginsAnew() {
        PrefixRateCap cap = cap(10);
        for (int i = 0; i < 20; i++) {
            cap.admits(0, "a");
        }
        int refused = 0;
        while (!cap.admits(100 * WINDOW, "a")) {
            refused++;
        }

        assertThat(refused).isEqualTo(StreamClock.WITNESSES - 1);
    }

    @Test
    void theStoredStateGoesOnExactly() {
        PrefixRateCap cap = cap(20);
        SplittableRandom random = new SplittableRandom(3);
        long time = 0;
        for (int i = 0; i < 5000; i++) {
            time += random.nextInt(100);
            cap.admits(time, "p" + random.nextInt(30));
        }
        byte[] state = state(cap);
        PrefixRateCap restored = cap(20);
        StateReader in = new StateReader(state);
        restored.restore(in);
        in.expectEnd();

        for (int i = 0; i < 5000; i++) {
            time += random.nextInt(100);
            String prefix = "p" + random.nextInt(30);
            assertThat(restored.admits(time, prefix)).isEqualTo(cap.admits(time, prefix));
        }
        assertThat(state(restored)).isEqualTo(state(cap));
        byte[] newer = state.clone();
        newer[0] = 9;
        assertThatThrownBy(() -> cap(20).restore(new StateReader(newer)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of \"rate cap\" has version 9, this build reads 1; let the model start a"
                        + " new generation");
        assertThatThrownBy(() -> cap(0)).hasMessage("CFG-004 guard.points: must be between 1 and 65535, was 0");
        assertThatThrownBy(() -> new PrefixRateCap(1, 3, 0, 0))
                .hasMessage("CFG-004 guard.windowMillis: must be at least 4, was 3");
    }

    private static PrefixRateCap cap(int limit) {
        return new PrefixRateCap(limit, WINDOW, 1, 2);
    }

    private static byte[] state(PrefixRateCap cap) {
        StateWriter out = new StateWriter();
        cap.snapshot(out);
        return out.toBytes();
    }
}
