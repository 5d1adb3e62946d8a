package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A sine with noise; seeds are fixed. */
class ShingledForestTest {
    private static final int LENGTH = 8;
    private static final int PERIOD = 24;

    @Test
    void findsAUsualValueAtAnUnusualMoment() {
        ShingledForest windows = sine(1_500);
        RandomCutForest points = RandomCutForest.create(RandomCutForestConfig.of(50, 256), 1, 1);
        Random random = new Random(1);
        for (int i = 0; i < 1_500; i++) {
            points.update(value(random, i));
        }
        // At the top of the sine, the value of its bottom.
        int top = (1_500 / PERIOD + 10) * PERIOD + PERIOD / 4;
        double usual = 0;
        for (int i = 1_500; i < top; i++) {
            float[] value = value(random, i);
            usual = Math.max(usual, windows.score(value));
            windows.update(value);
        }

        double wrong = windows.score(new float[] {-1});

        assertThat(wrong).isGreaterThan(1.2 * usual);
        assertThat(points.score(new float[] {-1})).isLessThan(1.2);
    }

    @Test
    void scoresNothingBeforeTheWindowIsFull() {
        ShingledForest forest =
                ShingledForest.create(RandomCutForestConfig.of(10, 32).withOutputAfter(1), 1, 4, 0, 1);
        for (int i = 0; i < 4; i++) {
            assertThat(forest.isWarm()).isFalse();
            assertThat(forest.score(new float[] {100})).isZero();
            forest.update(new float[] {i});
        }

        assertThat(forest.isWarm()).isTrue();
        assertThat(forest.score(new float[] {100})).isPositive();
        assertThat(forest.updates()).isEqualTo(4);
    }

    @Test
    void aWindowNeverSpansAGap() {
        ShingledForest forest = ShingledForest.create(RandomCutForestConfig.of(20, 64), 1, 4, 1_000, 1);
        for (int i = 0; i < 200; i++) {
            forest.update(new float[] {i % 5}, 100L * i);
        }
        long last = 100L * 199;
        assertThat(forest.score(new float[] {0}, last + 1_000)).isPositive();

        assertThat(forest.score(new float[] {0}, last + 1_001)).isZero();
        double[] high = {7};
        double[] low = {7};
        forest.attribute(new float[] {0}, last + 1_000, high, low);
        assertThat(high[0] + low[0]).isCloseTo(forest.score(new float[] {0}, last + 1_000), within(1e-9));
        forest.attribute(new float[] {0}, last + 1_001, high, low);
        assertThat(high[0] + low[0]).isZero();
        forest.update(new float[] {0}, last + 1_001);
        assertThat(forest.isWarm()).isFalse();
        for (int i = 1; i < 3; i++) {
            forest.update(new float[] {i}, last + 1_001 + i);
        }

        assertThat(forest.isWarm()).isTrue();
    }

    @Test
    void scoringChangesNothing() {
        ShingledForest forest = sine(300);
        byte[] before = bytes(forest);

        forest.score(new float[] {3});
        forest.attribute(new float[] {3}, new double[1], new double[1]);

        assertThat(bytes(forest)).isEqualTo(before);
    }

    @Test
    void attributionAddsUpToTheScoreByLagAndByChannel() {
        ShingledForest forest = ShingledForest.create(RandomCutForestConfig.of(40, 128), 2, 5, 0, 3);
        Random random = new Random(4);
        for (int i = 0; i < 600; i++) {
            forest.update(new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()});
        }
        float[] strange = {0, 9};
        double[] high = new double[10];
        double[] low = new double[10];
        double[] highByChannel = new double[2];
        double[] lowByChannel = new double[2];

        double score = forest.attributeByLag(strange, high, low);
        forest.attribute(strange, highByChannel, lowByChannel);

        double sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += high[i] + low[i];
        }
        assertThat(score).isEqualTo(forest.score(strange));
        assertThat(sum).isCloseTo(score, within(1e-9 * score));
        assertThat(highByChannel[0] + lowByChannel[0] + highByChannel[1] + lowByChannel[1])
                .isCloseTo(score, within(1e-9 * score));
        assertThat(high[9]).isGreaterThan(score / 2);
        assertThat(highByChannel[1]).isGreaterThan(score / 2);
    }

    @Test
    void aRestoredSnapshotContinuesBitForBit() {
        ShingledForest forest = sine(400);

        ShingledForest restored = ShingledForest.restore(new StateReader(bytes(forest)));

        Random random = new Random(6);
        for (int i = 400; i < 600; i++) {
            float[] point = value(random, i);
            assertThat(restored.score(point, i)).isEqualTo(forest.score(point, i));
            forest.update(point, i);
            restored.update(point, i);
        }
        assertThat(bytes(restored)).isEqualTo(bytes(forest));
    }

    @Test
    void refusesWhatDoesNotFit() {
        ShingledForest forest = sine(20);

        assertThatThrownBy(() -> forest.score(new float[2]))
                .hasMessage("DET-002 detector \"shingle\": expected 1 features, got 2");
        assertThatThrownBy(() -> forest.update(new float[] {Float.NaN}))
                .hasMessage("DET-003 detector \"shingle\": feature 0 must be finite, was NaN");
        assertThatThrownBy(() -> ShingledForest.create(RandomCutForestConfig.defaults(), 1, 1, 0, 1))
                .hasMessage(
                        "CFG-004 shingle: at least 1 channel and 2 points, at most 10000 values, and a gap of at least 0"
                                + " are required, were 1, 1 and 0");
        assertThatThrownBy(() -> ShingledForest.restore(new StateReader(new byte[] {7})))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of detector \"shingle\" has version 7, this build reads 1");
    }

    private static ShingledForest sine(int points) {
        ShingledForest forest = ShingledForest.create(RandomCutForestConfig.of(50, 256), 1, LENGTH, 0, 1);
        Random random = new Random(1);
        for (int i = 0; i < points; i++) {
            forest.update(value(random, i));
        }
        return forest;
    }

    private static float[] value(Random random, int i) {
        return new float[] {(float) (Math.sin(2 * Math.PI * i / PERIOD) + 0.05 * random.nextGaussian())};
    }

    private static byte[] bytes(ShingledForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
