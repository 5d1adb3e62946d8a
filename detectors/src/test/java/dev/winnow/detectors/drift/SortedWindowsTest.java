package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SortedWindowsTest {
    /** Against sorting the last values at every step, with repeats and with both zeros. */
    @Test
    void quantilesAndMedianDistancesAreThoseOfTheLastValues() {
        SplittableRandom random = new SplittableRandom(1);
        SortedWindows windows = new SortedWindows("test", 2, 25);
        ArrayDeque<float[]> last = new ArrayDeque<>();
        for (int step = 0; step < 3000; step++) {
            float coarse = random.nextInt(6) - 3;
            float[] point = {coarse == 0 && random.nextBoolean() ? -0.0f : coarse, (float) random.nextGaussian()};
            windows.add(point);
            last.add(point);
            if (last.size() > 25) {
                last.remove();
            }

            for (int f = 0; f < 2; f++) {
                int feature = f;
                double[] sorted =
                        last.stream().mapToDouble(p -> p[feature]).sorted().toArray();
                double median = quantile(sorted, 0.5);
                double[] distances = Arrays.stream(sorted)
                        .map(x -> Math.abs(x - median))
                        .sorted()
                        .toArray();
                assertThat(windows.quantile(f, 0.5)).isEqualTo(median);
                assertThat(windows.quantile(f, 0.05)).isCloseTo(quantile(sorted, 0.05), within(1e-12));
                assertThat(windows.quantile(f, 1)).isEqualTo(sorted[sorted.length - 1]);
                assertThat(windows.medianDistance(f, median)).isCloseTo(quantile(distances, 0.5), within(1e-12));
            }
        }
    }

    @Test
    void refusesAWindowThatContradictsItself() {
        StateWriter out = new StateWriter();
        new SortedWindows("test", 1, 25).snapshot(out);
        byte[] bytes = out.toBytes();
        bytes[3] = 26;

        assertThatThrownBy(() -> new SortedWindows("test", 1, 25).restore(new StateReader(bytes)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage(
                        "STA-004 test: window must hold at most 25 values and go on within it, holds 26 and goes on at 0");
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        double high = sorted[Math.min(below + 1, sorted.length - 1)];
        return sorted[below] + (position - below) * (high - sorted[below]);
    }
}
