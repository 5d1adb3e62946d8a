package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thresholds at the 99th percentile, stated error 1 in 1,000. Seeds are fixed. */
class EarlyStopTest {
    private static final double ERROR = 1e-3;
    private static final int POINTS = 3_000;

    /** Gaussian points, three clusters of different widths, heavy tails. */
    private enum Shape {
        GAUSSIAN,
        CLUSTERS,
        HEAVY
    }

    private RandomCutForest forest;
    private float[][] points;
    private double[] whole;
    private double threshold;

    @BeforeEach
    void learn() {
        learn(Shape.GAUSSIAN, 8, 1);
    }

    @Test
    void asksLessThanHalfOfTheTreesAboutOrdinaryPoints() {
        for (Shape shape : Shape.values()) {
            learn(shape, 8, 2);
            EarlyStop stop = new EarlyStop(100, ERROR);

            long used = 0;
            for (float[] point : points) {
                stop.score(forest, point, threshold);
                used += stop.treesUsed();
            }

            assertThat((double) used / POINTS).as("%s", shape).isLessThan(45);
        }
    }

    /** Of 270 points that reach a threshold a test that errs once in 1,000 stops more than 3 in one run of 5,000. */
    @Test
    void stopsAtMostTheStatedShareOfPointsThatReachTheThreshold() {
        int reached = 0;
        int wronglyStopped = 0;
        for (Shape shape : Shape.values()) {
            for (int width : new int[] {2, 8, 20}) {
                learn(shape, width, 3);
                EarlyStop stop = new EarlyStop(100, ERROR);
                for (int i = 0; i < POINTS; i++) {
                    if (whole[i] >= threshold) {
                        stop.score(forest, points[i], threshold);
                        reached++;
                        wronglyStopped += stop.isStopped() ? 1 : 0;
                    }
                }
            }
        }

        assertThat(reached).isBetween(250, 300);
        assertThat(wronglyStopped).isLessThanOrEqualTo(3);
    }

    /** As the ensemble asks: the threshold is the score that 15 % are above, the stated error 1 in 100. */
    @Test
    void ofTheStrangestHundredthNoneIsStoppedWhereTheThresholdIsThatOfOrdinaryPoints() {
        int strangest = 0;
        int strange = 0;
        int strangestStopped = 0;
        int strangeStopped = 0;
        long used = 0;
        for (Shape shape : Shape.values()) {
            for (int width : new int[] {2, 8, 20}) {
                learn(shape, width, 5);
                double[] sorted = whole.clone();
                Arrays.sort(sorted);
                double ordinary = sorted[POINTS - POINTS * 15 / 100];
                EarlyStop stop = new EarlyStop(100, 0.01);
                for (int i = 0; i < POINTS; i++) {
                    stop.score(forest, points[i], ordinary);
                    used += stop.treesUsed();
                    strange += whole[i] >= ordinary ? 1 : 0;
                    strangeStopped += whole[i] >= ordinary && stop.isStopped() ? 1 : 0;
                    strangest += whole[i] >= threshold ? 1 : 0;
                    strangestStopped += whole[i] >= threshold && stop.isStopped() ? 1 : 0;
                }
            }
        }
        System.out.printf(
                "stopped %d of %d strange, %d of %d strangest; %.1f trees%n",
                strangeStopped, strange, strangestStopped, strangest, (double) used / (9 * POINTS));

        assertThat(strange).isGreaterThan(4_000);
        assertThat(strangeStopped).isLessThan(strange / 100);
        assertThat(strangest).isGreaterThan(250);
        assertThat(strangestStopped).isZero();
        assertThat((double) used / (9 * POINTS)).isLessThan(60);
    }

    @Test
    void givesTheForestsScoreToPointsThatAreNotStopped() {
        EarlyStop stop = new EarlyStop(100, ERROR);

        int asked = 0;
        for (int i = 0; i < POINTS; i++) {
            double score = stop.score(forest, points[i], threshold);
            if (stop.isStopped()) {
                assertThat(score).isLessThan(threshold);
            } else {
                assertThat(score).isCloseTo(whole[i], within(1e-9));
                asked++;
            }
        }

        assertThat(asked).isBetween(30, POINTS / 2);
    }

    /** The blocks are of 20, and the last one of a row is smaller; it may come first. */
    @ParameterizedTest
    @ValueSource(ints = {41, 50, 61})
    void asksTheRestOfTheTreesTooWhereTheyAreNoMultipleOfABlock(int trees) {
        Random random = new Random(7);
        RandomCutForest odd = RandomCutForest.create(RandomCutForestConfig.of(trees, 128), 8, 7);
        for (int i = 0; i < 1_500; i++) {
            odd.update(point(random, Shape.GAUSSIAN, 8));
        }
        EarlyStop stop = new EarlyStop(trees, ERROR);
        int stopped = 0;
        for (int i = 0; i < 500; i++) {
            float[] point = point(random, Shape.GAUSSIAN, 8);
            double score = odd.score(point);

            double whole = stop.score(odd, point, 0);
            boolean isWhole = !stop.isStopped();
            stop.score(odd, point, 3 * score);

            assertThat(isWhole).isTrue();
            assertThat(whole).isCloseTo(score, within(1e-9));
            assertThat(stop.treesUsed()).isGreaterThanOrEqualTo(21);
            stopped += stop.isStopped() ? 1 : 0;
        }

        assertThat(stopped).isGreaterThan(400);
    }

    @Test
    void aYoungForestIsAskedWhole() {
        RandomCutForest young = RandomCutForest.create(RandomCutForestConfig.of(100, 256), 2, 1);
        EarlyStop stop = new EarlyStop(100, ERROR);

        assertThat(stop.score(young, new float[] {1, 2}, 1)).isZero();
        young.update(new float[] {1, 2});
        assertThat(stop.score(young, new float[] {3, 3}, 100)).isEqualTo(young.score(new float[] {3, 3}));
        assertThat(stop.isStopped()).isFalse();
    }

    @Test
    void refusesAnErrorThatIsNone() {
        assertThatThrownBy(() -> new EarlyStop(100, 0))
                .hasMessage("CFG-004 early stop: error must be in (0, 0.5), was 0.0");
    }

    private void learn(Shape shape, int width, int seed) {
        Random random = new Random(90 + seed);
        forest = RandomCutForest.create(RandomCutForestConfig.of(100, 128), width, seed);
        for (int i = 0; i < 1_500; i++) {
            forest.update(point(random, shape, width));
        }
        points = new float[POINTS][];
        whole = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            points[i] = point(random, shape, width);
            whole[i] = forest.score(points[i]);
        }
        double[] sorted = whole.clone();
        Arrays.sort(sorted);
        threshold = sorted[POINTS - POINTS / 100];
    }

    private static float[] point(Random random, Shape shape, int width) {
        float[] point = new float[width];
        int cluster = random.nextInt(3);
        for (int d = 0; d < width; d++) {
            double value = random.nextGaussian();
            point[d] = (float)
                    switch (shape) {
                        case GAUSSIAN -> value;
                        case CLUSTERS -> 4 * cluster + 0.5 * (cluster + 1) * value;
                        case HEAVY -> value / Math.sqrt(-0.7 * Math.log(1 - random.nextDouble()));
                    };
        }
        return point;
    }
}
