package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomCutForestTest {
    private static final RandomCutForestConfig CONFIG = RandomCutForestConfig.defaults();

    /** Of the scores of a fixed stream; the same on 17.0.15 and 25. It changes only with the algorithm. */
    private static final long GOLDEN = 2175992099866070587L;

    @Test
    void anEmptyForestScoresZeroAndIsNotWarm() {
        RandomCutForest forest = RandomCutForest.create(CONFIG, 2, 1);
        double[] high = {1, 1};
        double[] low = {1, 1};

        double score = forest.scoreAndAttribute(new float[] {1, 2}, high, low);

        assertThat(score).isZero();
        assertThat(high).containsExactly(0, 0);
        assertThat(low).containsExactly(0, 0);
        assertThat(forest.isWarm()).isFalse();
    }

    @Test
    void isWarmAfterTheConfiguredUpdates() {
        RandomCutForest forest = RandomCutForest.create(CONFIG.withOutputAfter(3), 1, 1);
        for (int i = 0; i < 2; i++) {
            forest.update(new float[] {i});
        }
        assertThat(forest.isWarm()).isFalse();

        forest.update(new float[] {9});

        assertThat(forest.isWarm()).isTrue();
        assertThat(forest.updates()).isEqualTo(3);
        assertThat(forest.name()).isEqualTo("rcf");
    }

    @Test
    void wrongWidthAndNonFiniteValuesAreRefusedByMessage() {
        RandomCutForest forest = gaussians(2, 100, 1);
        String width = "DET-002 detector \"rcf\": expected 2 features, got 3; retrain or pin the feature set";
        String value = "DET-003 detector \"rcf\": value 1 must be finite, was NaN; reject the event before scoring";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> forest.score(new float[3]))
                .withMessage(width);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forest.update(new float[3]))
                .withMessage(width);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forest.update(new float[] {1, Float.NaN}))
                .withMessage(value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forest.score(new float[] {Float.NEGATIVE_INFINITY, 1}))
                .withMessage("DET-003 detector \"rcf\": value 0 must be finite, was -Infinity;"
                        + " reject the event before scoring");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> forest.attribute(new float[2], new double[1], new double[2]))
                .withMessage("DET-002 detector \"rcf\": expected room for 2 parts, got 1 high and 2 low");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomCutForest.create(CONFIG, 0, 1))
                .withMessage("DET-004 detector \"rcf\": dimensions must be between 1 and 10000, was 0;"
                        + " reduce the feature set");
        assertThat(forest.updates()).isEqualTo(100);
        forest.checkInvariants();
    }

    @Test
    void theSameSeedAndStreamGiveTheSameScoresBitForBit() {
        Random random = new Random(17);
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(50, 128), 5, 99);
        long hash = 0;
        for (int i = 0; i < 1500; i++) {
            float[] point = ForestOracleTest.gaussian(random, 5);
            if (i % 7 == 0) {
                Arrays.fill(point, i % 3);
            }
            hash = 31 * hash + Double.doubleToRawLongBits(forest.score(point));
            forest.update(point);
        }

        assertThat(hash).isEqualTo(GOLDEN);
    }

    @Test
    void allFeaturesAtThreeDeviationsScoreAboveNormalPoints() {
        RandomCutForest forest = gaussians(8, 10_000, 2);
        float[] shifted = new float[8];
        Arrays.fill(shifted, 3);
        double[] normal = normalScores(forest, 8);

        assertThat(forest.score(shifted)).isGreaterThan(normal[normal.length - 3]);
        shifted[0] = -3;
        assertThat(forest.score(shifted)).isGreaterThan(normal[normal.length - 3]);
    }

    @Test
    void aFartherPointScoresHigherUntilEveryCutSetsItApart() {
        RandomCutForest forest = gaussians(8, 5000, 3);
        double before = 0;
        for (float far : new float[] {0, 5, 10, 100, 1e6f}) {
            float[] point = new float[8];
            point[3] = far;

            double score = forest.score(point);

            assertThat(score).isGreaterThan(before * (far <= 100 ? 1.05 : 1));
            before = score;
        }
        assertThat(before).isLessThanOrEqualTo(Math.log(257) / Math.log(2));
    }

    @Test
    void aDifferenceBelowTheResolutionIsNoNewsAfterAConstantStream() {
        float[] constants = {0, 1, -7.5f, 30};
        for (float constant : constants) {
            RandomCutForest forest = RandomCutForest.create(CONFIG, 1, 4);
            for (int i = 0; i < 1000; i++) {
                forest.update(new float[] {constant});
            }

            double same = forest.score(new float[] {constant});
            double close = forest.score(new float[] {constant + 0.0001f});

            assertThat(close).as("after %s", constant).isEqualTo(same).isLessThan(1);
            assertThat(forest.score(new float[] {constant + 1})).isGreaterThan(7);
        }
    }

    @Test
    void twoAnomaliesOneStepApartAreBothFound() {
        RandomCutForest forest = gaussians(4, 5000, 5);
        double[] normal = normalScores(forest, 4);
        double limit = normal[normal.length - 1];
        float[] first = {8, 0, 0, 0};
        float[] second = {8.1f, 0.1f, 0, 0};

        double one = forest.score(first);
        forest.update(first);
        double two = forest.score(second);

        assertThat(one).isGreaterThan(limit);
        assertThat(two).isGreaterThan(limit);
    }

    @Test
    void attributionNamesTheFeatureAndTheSide() {
        RandomCutForest forest = gaussians(6, 4000, 6);
        double[] high = new double[6];
        double[] low = new double[6];

        double score = forest.scoreAndAttribute(new float[] {0, 12, 0, 0, -9, 0}, high, low);

        assertThat(high[1]).isGreaterThan(0.3 * score);
        assertThat(low[4]).isGreaterThan(0.25 * score);
        assertThat(low[1]).isLessThan(0.01 * score);
        assertThat(high[4]).isLessThan(0.01 * score);
        assertThat(Arrays.stream(high).sum() + Arrays.stream(low).sum()).isCloseTo(score, within(1e-9 * score));
    }

    @Test
    void aTreeOfOnePointSharesTheScoreEqually() {
        RandomCutForest forest = RandomCutForest.create(CONFIG, 2, 1);
        forest.update(new float[] {3, 4});
        double[] high = new double[2];
        double[] low = new double[2];

        double score = forest.scoreAndAttribute(new float[] {3, 4}, high, low);

        assertThat(high).containsExactly(score / 4, score / 4);
        assertThat(low).containsExactly(score / 4, score / 4);
    }

    @Test
    void anUpdateEntersAboutATenthOfTheTrees() {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(100, 64), 2, 7);
        learn(forest, 2, 6000, 7);
        Random random = new Random(70);
        int copies = 0;
        int probes = 500;
        for (int i = 0; i < probes; i++) {
            float[] point = ForestOracleTest.gaussian(random, 2);
            forest.update(point);
            int slot = forest.store.find(forest.query.exact);
            copies += slot < 0 ? 0 : forest.store.copies(slot);
        }

        // A share q that balances decay 0.1 / sampleSize solves the integral of (1 - e^-x) / x up to -ln(1 - q) = 0.1:
        // 9.75 %. The
        // deviation of the mean over 500 updates is 0.13.
        assertThat((double) copies / probes).isCloseTo(9.75, within(0.65));
    }

    @Test
    void withoutDecayTheSampleCoversTheWholePastEvenly() {
        RandomCutForest forest = RandomCutForest.create(CONFIG.withTimeDecay(0), 3, 8);
        int size = 5000;
        for (int i = 0; i < size; i++) {
            forest.update(new float[] {i % 20, i / 20 % 20, i / 400});
        }
        double[] sum = {0, 0};
        for (int slot = 0; slot < forest.store.slots(); slot++) {
            int copies = forest.store.copies(slot);
            float place = 0;
            for (int d = 2; d >= 0; d--) {
                place = 20 * place + FixedPoint.value(forest.store.code(slot, d));
            }
            sum[0] += (double) copies * place;
            sum[1] += copies;
        }

        assertThat(sum[1]).isEqualTo(100.0 * 256);
        // Uniform over 0..4999: mean 2499.5, deviation of the mean of 25,600 draws 9.
        assertThat(sum[0] / sum[1]).isCloseTo(2499.5, within(60.0));
    }

    @Test
    void memoryIsBoundedAndReportedWithinATenth() throws IllegalAccessException {
        for (int width : new int[] {1, 16, 38}) {
            for (int size : new int[] {50, 400, 2500}) {
                RandomCutForest forest = gaussians(width, size, 13);

                long reachable = reachableBytes(forest);

                assertThat(forest.liveBytes()).isBetween(reachable * 9 / 10, reachable * 11 / 10);
            }
        }
        RandomCutForest forest = gaussians(4, 6000, 13);
        long before = forest.liveBytes();
        learn(forest, 4, 6000, 14);
        assertThat(forest.liveBytes()).isLessThan(before * 11 / 10);
    }

    @Test
    void aSnapshotOfSixteenFeaturesStaysBelowAMebibyte() {
        RandomCutForest forest = gaussians(16, 10_000, 15);

        assertThat(ForestProperties.bytes(forest).length).isLessThan(1 << 20);
    }

    private static RandomCutForest gaussians(int width, int size, long seed) {
        RandomCutForest forest = RandomCutForest.create(CONFIG, width, seed);
        learn(forest, width, size, seed);
        return forest;
    }

    private static void learn(RandomCutForest forest, int width, int size, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < size; i++) {
            forest.update(ForestOracleTest.gaussian(random, width));
        }
    }

    private static double[] normalScores(RandomCutForest forest, int width) {
        Random random = new Random(1234);
        double[] scores = new double[300];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = forest.score(ForestOracleTest.gaussian(random, width));
        }
        Arrays.sort(scores);
        return scores;
    }

    /** Sizes of all objects that the forest reaches, by their fields: 16 bytes a header, 4 a reference, rounded to 8. */
    private static long reachableBytes(Object root) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> open = new ArrayList<>(List.of(root));
        long bytes = 0;
        while (!open.isEmpty()) {
            Object next = open.remove(open.size() - 1);
            if (!seen.add(next)) {
                continue;
            }
            Class<?> type = next.getClass();
            long size = 16;
            if (type.isArray()) {
                int length = Array.getLength(next);
                size += (long) length * width(type.getComponentType());
                if (!type.getComponentType().isPrimitive()) {
                    for (int i = 0; i < length; i++) {
                        open.add(Array.get(next, i));
                    }
                }
            } else {
                for (var field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        size += width(field.getType());
                        if (!field.getType().isPrimitive()) {
                            field.setAccessible(true);
                            open.add(field.get(next));
                        }
                    }
                }
            }
            bytes += (size + 7) / 8 * 8;
        }
        return bytes;
    }

    private static int width(Class<?> type) {
        if (type == long.class || type == double.class) {
            return 8;
        }
        if (type == short.class || type == char.class) {
            return 2;
        }
        return type == byte.class || type == boolean.class ? 1 : 4;
    }
}
