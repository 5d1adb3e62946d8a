package dev.winnow.detectors.smooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EmaScoreTest {
    @Test
    void isTheWeightedMeanOfAllScoresAndKeepsTheRawOneBesideIt() {
        SplittableRandom random = new SplittableRandom(1);
        EmaScore ema = EmaScore.ofAlpha(0.1);
        double weighted = 0;
        double weights = 0;
        for (int i = 0; i < 300; i++) {
            double score = random.nextDouble();
            ema.add(0, score);
            weighted = 0.9 * weighted + score;
            weights = 0.9 * weights + 1;
            assertThat(ema.smoothed()).isCloseTo(weighted / weights, within(1e-12));
            assertThat(ema.raw()).isEqualTo(score);
        }
    }

    /** Signal to noise at the end of an anomaly of d points, over a grid of weights: the matched one is the best within 1 %. */
    @Test
    void theMatchedWeightShowsAnAnomalyOfItsDurationBest() {
        for (double points : new double[] {10, 12, 50, 400}) {
            double best = 0;
            for (double alpha = 0.0005; alpha < 1; alpha *= 1.01) {
                best = Math.max(best, ratio(alpha, points));
            }
            EmaScore ema = EmaScore.matchedToPoints(points);
            ema.add(0, 0);
            for (int i = 0; i < 100_000; i++) {
                ema.add(0, 0);
            }
            double alpha = ema.add(0, 1);

            assertThat(ratio(alpha, points)).isGreaterThan(0.99 * best);
        }
        EmaScore twelve = EmaScore.matchedToPoints(12);
        for (int i = 0; i < 1000; i++) {
            twelve.add(0, 0);
        }
        assertThat(twelve.add(0, 1)).isCloseTo(0.0994, within(1e-4));
    }

    @Test
    void byTimeEqualsByPointsOnAnEvenClockAndForgetsOverAGap() {
        EmaScore byPoints = EmaScore.matchedToPoints(20);
        EmaScore byTime = EmaScore.matchedToMillis(20_000);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 200; i++) {
            double score = random.nextDouble();
            assertThat(byTime.add(1000L * i, score)).isCloseTo(byPoints.add(0, score), within(1e-12));
        }

        assertThat(byTime.add(10_000_000, 7)).isCloseTo(7, within(1e-9));
        assertThat(byTime.add(9_000_000, 9)).isCloseTo(8, within(1e-9));
        assertThat(byTime.add(Long.MIN_VALUE, 8)).isCloseTo(8, within(1e-9));
        assertThat(byTime.add(Long.MAX_VALUE, 3)).isCloseTo(3, within(1e-9));
    }

    @Test
    void restoredGoesOnBitForBit() {
        EmaScore live = EmaScore.matchedToMillis(5000);
        for (int i = 0; i < 50; i++) {
            live.add(700L * i, i % 7);
        }
        StateReader in = new StateReader(state(live));
        EmaScore restored = EmaScore.restore(EmaScore.matchedToMillis(5000), in);
        in.expectEnd();

        for (int i = 50; i < 99; i++) {
            assertThat(restored.add(700L * i, i % 5)).isEqualTo(live.add(700L * i, i % 5));
        }
        assertThat(state(restored)).isEqualTo(state(live));
        assertThat(restored.count()).isEqualTo(99);
    }

    @Test
    void refusesWhatIsNoScoreNoSettingAndNoState() {
        EmaScore ema = EmaScore.ofAlpha(1);

        assertThatThrownBy(() -> ema.add(0, Double.NEGATIVE_INFINITY))
                .hasMessage("DET-004 ema: score must be finite, was -Infinity");
        assertThatThrownBy(() -> EmaScore.ofAlpha(0))
                .hasMessage("CFG-004 ema.alpha: must be above 0 and at most 1, was 0.0");
        assertThatThrownBy(() -> EmaScore.matchedToPoints(0.5))
                .hasMessage("CFG-004 ema.points: must be between 1 and 1e9, was 0.5");
        assertThatThrownBy(() -> EmaScore.matchedToMillis(0))
                .hasMessage("CFG-004 ema.millis: must be at least 1, was 0");
        byte[] weightless = new StateWriter()
                .writeByte(1)
                .writeLong(3)
                .writeLong(0)
                .writeDouble(1)
                .writeDouble(1)
                .writeDouble(0)
                .toBytes();
        assertThatThrownBy(() -> EmaScore.restore(ema, new StateReader(weightless)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-004 ema: ");
    }

    private static double ratio(double alpha, double points) {
        return (1 - Math.pow(1 - alpha, points)) / Math.sqrt(alpha / (2 - alpha));
    }

    private static byte[] state(EmaScore ema) {
        StateWriter out = new StateWriter();
        ema.snapshot(out);
        return out.toBytes();
    }
}
