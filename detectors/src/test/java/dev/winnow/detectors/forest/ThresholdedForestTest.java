package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds are fixed. */
class ThresholdedForestTest {
    private static final int YIELD_AFTER = 1_000;

    /** The stated rate is a ceiling; three standard errors of 10,000 draws are allowed. */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01})
    void flagsAtMostTheStatedShareOfCleanPoints(double rate) {
        for (int width : new int[] {1, 4, 12}) {
            ThresholdedForest forest = forest(width, rate);
            Random random = new Random(41);
            warm(forest, random, width, 1_100);

            int flagged = 0;
            for (int i = 0; i < 10_000; i++) {
                flagged += forest.observe(gaussian(random, width)).isFlagged() ? 1 : 0;
            }

            double allowed = 10_000 * rate + 3 * Math.sqrt(10_000 * rate * (1 - rate));
            assertThat(flagged).as("width %d", width).isBetween((int) (rate * 500), (int) allowed);
        }
    }

    /** Elsewhere 7 of these 200 are flagged, and the rest is absorbed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void flagsTwoHundredEqualAnomaliesInARow(int shifted) {
        ThresholdedForest forest = forest(4, 0.01);
        Random random = new Random(42);
        warm(forest, random, 4, 5_000);

        int flagged = 0;
        for (int i = 0; i < 200; i++) {
            float[] point = gaussian(random, 4);
            for (int d = 0; d < shifted; d++) {
                point[d] = 6;
            }
            flagged += forest.observe(point).isFlagged() ? 1 : 0;
        }

        assertThat(flagged).isEqualTo(200);
        // Of all of them an allowance lets a handful teach.
        assertThat(forest.forest().updates()).isLessThan(5_015);
    }

    @Test
    void takesALevelThatLastsForTheNewNormal() {
        ThresholdedForest forest = forest(3, 0.001);
        Random random = new Random(43);
        warm(forest, random, 3, 3_000);
        int until = 0;
        while (forest.yields() == 0 && until < 5_000) {
            forest.observe(shifted(random, 3, 8));
            until++;
        }
        assertThat(until).isBetween(YIELD_AFTER, YIELD_AFTER + 100);
        for (int i = 0; i < 1_100; i++) {
            forest.observe(shifted(random, 3, 8));
        }

        int flagged = 0;
        for (int i = 0; i < 1_000; i++) {
            flagged += forest.observe(shifted(random, 3, 8)).isFlagged() ? 1 : 0;
        }

        assertThat(forest.grade(shifted(random, 3, 8)).isReady()).isTrue();
        assertThat(flagged).isLessThanOrEqualTo(4);
    }

    @Test
    void aTinyStepAfterAConstantStreamIsNotHighButALargeOneIs() {
        ThresholdedForest forest = forest(2, 0.001);
        for (int i = 0; i < 2_000; i++) {
            forest.observe(new float[] {5, 5});
        }

        assertThat(forest.grade(new float[] {5.0001f, 5}).isFlagged()).isFalse();
        assertThat(forest.grade(new float[] {9, 5}).grade()).isGreaterThan(0.5);
    }

    @Test
    void findsBothOfTwoAnomaliesOneStepApart() {
        ThresholdedForest forest = forest(3, 0.001);
        Random random = new Random(44);
        warm(forest, random, 3, 3_000);

        boolean first = forest.observe(new float[] {9, -9, 9}).isFlagged();
        boolean second = forest.observe(new float[] {9, -9, 9}).isFlagged();

        assertThat(first).isTrue();
        assertThat(second).isTrue();
    }

    @Test
    void isNotReadyBeforeItKnowsScoresAndFlagsNothingUntilThen() {
        ThresholdedForest forest = forest(2, 0.001);
        Random random = new Random(45);
        for (int i = 0; i < 1_023; i++) {
            Grade grade = forest.observe(gaussian(random, 2));
            assertThat(grade.isReady()).isFalse();
            assertThat(grade.isFlagged()).isFalse();
        }

        forest.observe(gaussian(random, 2));

        assertThat(forest.grade(gaussian(random, 2)).isReady()).isTrue();
    }

    @Test
    void gradesRiseWithTheDistanceAndStayInTheUnitInterval() {
        ThresholdedForest forest = forest(3, 0.001);
        Random random = new Random(46);
        warm(forest, random, 3, 3_000);

        double last = 0;
        for (float distance : new float[] {0, 3, 5, 8, 12, 50}) {
            Grade grade = forest.grade(new float[] {distance, distance, distance});
            assertThat(grade.grade()).isBetween(last, 1.0);
            assertThat(grade.isFlagged()).isEqualTo(grade.score() > grade.threshold());
            last = grade.grade();
        }
        assertThat(last).isGreaterThan(0.3);
    }

    @Test
    void aRestoredSnapshotContinuesBitForBit() {
        ThresholdedForest forest = forest(3, 0.01);
        Random random = new Random(47);
        warm(forest, random, 3, 1_500);

        ThresholdedForest restored = ThresholdedForest.restore(new StateReader(bytes(forest)));

        for (int i = 0; i < 500; i++) {
            float[] point = i % 50 == 0 ? shifted(random, 3, 7) : gaussian(random, 3);
            assertThat(restored.observe(point)).isEqualTo(forest.observe(point));
        }
        assertThat(bytes(restored)).isEqualTo(bytes(forest));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> forest(2, 0.5))
                .hasMessage("CFG-004 thresholded forest: rate must be between 1e-6 and 0.02, was 0.5");
        assertThatThrownBy(() -> ThresholdedForest.create(plain(2), 0.01, 0))
                .hasMessage("CFG-004 thresholded forest: yieldAfter must be at least 1, was 0");
        assertThatThrownBy(() -> ThresholdedForest.restore(new StateReader(new byte[] {9})))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of thresholded forest has version 9, this build reads 1");
    }

    private static ThresholdedForest forest(int width, double rate) {
        return ThresholdedForest.create(plain(width), rate, YIELD_AFTER);
    }

    private static RandomCutForest plain(int width) {
        return RandomCutForest.create(RandomCutForestConfig.of(50, 256), width, 3);
    }

    private static void warm(ThresholdedForest forest, Random random, int width, int points) {
        for (int i = 0; i < points; i++) {
            forest.observe(gaussian(random, width));
        }
    }

    private static float[] gaussian(Random random, int width) {
        return shifted(random, width, 0);
    }

    private static float[] shifted(Random random, int width, float by) {
        float[] point = new float[width];
        for (int d = 0; d < width; d++) {
            point[d] = (float) random.nextGaussian() + by;
        }
        return point;
    }

    private static byte[] bytes(ThresholdedForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
