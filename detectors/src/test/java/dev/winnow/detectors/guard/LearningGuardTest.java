package dev.winnow.detectors.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LearningGuardTest {
    private static final long WINDOW = 3_600_000;

    @Test
    void aFloodGetsNoMoreThanItsLimitAndOthersAllTheyAskFor() {
        LearningGuard guard = LearningGuard.create(50, WINDOW, 1, 7);
        int flood = 0;
        int others = 0;
        for (int i = 0; i < 3000; i++) {
            others += guard.admits(i * 1000L, "host-" + i % 100) ? 1 : 0;
            for (int k = 0; k < 10; k++) {
                flood += guard.admits(i * 1000L + k, "10.9.9.9") ? 1 : 0;
            }
        }

        assertThat(flood).isEqualTo(50);
        assertThat(others).isEqualTo(3000);
    }

    @Test
    void addressesOfOneIpv6SubnetAreOneSource() {
        LearningGuard guard = LearningGuard.create(50, WINDOW, 1, 7);
        guard.admits(0, "host");
        int admitted = 0;
        for (int i = 0; i < 1000; i++) {
            admitted += guard.admits(i, "2001:db8::" + Integer.toHexString(i)) ? 1 : 0;
        }

        assertThat(admitted).isEqualTo(50);
    }

    @Test
    void aSingleSourceIsNeverRefusedUntilASecondIsSeen() {
        LearningGuard guard = LearningGuard.create(50, WINDOW, 1, 7);
        for (int i = 0; i < 1000; i++) {
            assertThat(guard.admits(i, "metric")).isTrue();
        }

        assertThat(guard.admits(1000, "another")).isTrue();
        assertThat(guard.admits(1001, "metric")).isFalse();
        assertThat(guard.admits(1001 + 2 * WINDOW, "another")).isTrue();
    }

    @Test
    void theSamplerIsAskedFirst() {
        LearningGuard guard = LearningGuard.create(65_535, WINDOW, 0.25, 7);
        guard.admits(0, "a");
        guard.admits(0, "b");
        int admitted = 0;
        for (int i = 0; i < 40_000; i++) {
            admitted += guard.admits(i, "host-" + i % 20_000) ? 1 : 0;
        }

        assertThat(admitted / 4e4).isBetween(0.23, 0.27);
    }

    @Test
    void theStoredStateGoesOnExactly() {
        LearningGuard guard = LearningGuard.create(20, WINDOW, 0.8, 7);
        SplittableRandom random = new SplittableRandom(2);
        long time = 0;
        for (int i = 0; i < 3000; i++) {
            time += random.nextInt(2000);
            guard.admits(time, "h" + random.nextInt(40));
        }
        byte[] state = state(guard);
        StateReader in = new StateReader(state);
        LearningGuard restored = LearningGuard.restore(20, WINDOW, 0.8, 7, in);
        in.expectEnd();

        for (int i = 0; i < 3000; i++) {
            time += random.nextInt(2000);
            String source = "h" + random.nextInt(40);
            assertThat(restored.admits(time, source)).isEqualTo(guard.admits(time, source));
        }
        assertThat(state(restored)).isEqualTo(state(guard));
        state[0] = 2;
        assertThatThrownBy(() -> LearningGuard.restore(20, WINDOW, 0.8, 7, new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of \"learning guard\" has version 2, this build reads 1; let the model"
                        + " start a new generation");
    }

    private static byte[] state(LearningGuard guard) {
        StateWriter out = new StateWriter();
        guard.snapshot(out);
        return out.toBytes();
    }
}
