package dev.winnow.detectors.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StretchSnapshotTest {
    private static final long STEP = 300_000;
    private static final SeriesConfig SMALL =
            new SeriesConfig(1024, List.of(1, 2, 4), 100, 288 * STEP, 2_700_000, 0.2, 0.3, 80, 2);

    /** Before the first fit, before warm, in the first and later laps of the ring, after the freeze. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 99, 700, 1023, 1024, 1025, 1999, 2000, 2001, 2700})
    void continuesBitForBitWhereverItIsTaken(int cut) {
        SplittableRandom random = new SplittableRandom(3);
        Fed whole = Fed.create(SMALL, 3);
        for (int t = 0; t < cut; t++) {
            step(whole, t, row(t, random));
        }
        byte[] state = bytes(whole);

        StateReader in = new StateReader(state);
        Fed restored = Fed.restore(SMALL, 3, in);
        in.expectEnd();

        assertThat(bytes(restored)).isEqualTo(state);
        for (int t = cut; t < cut + 1500; t++) {
            double[] row = row(t, random);
            assertThat(step(restored, t, row)).isEqualTo(step(whole, t, row));
            assertSameParts(whole, restored);
        }
        assertThat(bytes(restored)).isEqualTo(bytes(whole));
    }

    @Test
    void refusesAnotherVersion() {
        byte[] state = bytes(Fed.create(SMALL, 3));
        state[0] = 9;

        assertThatThrownBy(() -> Fed.restore(SMALL, 3, new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage(
                        "STA-001 snapshot of \"series\" has version 9, this build reads 2; let the model start a new"
                                + " generation");
    }

    @Test
    void refusesAnotherConfigurationOrWidth() {
        byte[] state = bytes(Fed.create(SMALL, 3));

        assertThatThrownBy(() -> Fed.restore(SMALL, 4, new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-003 snapshot of \"series\" must be of " + SMALL + ", 4 metrics, is of " + SMALL
                        + ", 3 metrics; let the model start a new generation");
        assertThatThrownBy(() -> Fed.restore(SeriesConfig.defaults(), 3, new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-003 snapshot of \"series\" must be of " + SeriesConfig.defaults());
    }

    @Test
    void refusesStateThatEndsEarly() {
        Fed model = Fed.create(SMALL, 2);
        SplittableRandom random = new SplittableRandom(5);
        for (int t = 0; t < 200; t++) {
            model.observe(t * STEP, new double[] {random.nextDouble(), 1});
        }
        byte[] state = bytes(model);

        for (int length = 1; length < state.length; length += 97) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatThrownBy(() -> Fed.restore(SMALL, 2, new StateReader(cut)))
                    .isInstanceOf(StateFormatException.class);
        }
    }

    private static SeriesScore step(Fed model, int t, double[] row) {
        if (t >= 2000) {
            model.freeze();
        }
        return model.observe(t * STEP, row);
    }

    /** A season, noise, gaps, and a metric that arrives late. */
    private static double[] row(int t, SplittableRandom random) {
        double noise = random.nextDouble();
        double gap = random.nextInt(20) == 0 ? Double.NaN : random.nextInt(5);
        return new double[] {
            t % 50 == 0 && t > 1000 ? 30 : Math.sin(2 * Math.PI * t / 288) + 0.1 * noise,
            gap,
            t < 40 ? Double.NaN : noise
        };
    }

    private static void assertSameParts(Fed a, Fed b) {
        double[][] parts = new double[4][3];
        a.attribute(parts[0], parts[1]);
        b.attribute(parts[2], parts[3]);
        assertThat(parts[2]).isEqualTo(parts[0]);
        assertThat(parts[3]).isEqualTo(parts[1]);
    }

    private static byte[] bytes(Fed model) {
        return model.bytes();
    }
}
