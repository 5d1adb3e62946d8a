package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreeScoresTest {
    private static final RandomCutForestConfig CONFIG = RandomCutForestConfig.defaults();

    @Test
    void theMeanOverTheTreesIsTheScoreInWhateverPartsTheyAreAsked() {
        RandomCutForest forest = gaussians(6, 3000, 1);
        Random random = new Random(10);
        double[] whole = new double[100];
        double[] parts = new double[100];
        for (int i = 0; i < 50; i++) {
            float[] point = ForestOracleTest.gaussian(random, 6);
            forest.load(point);

            forest.scoreTrees(0, 100, whole, 0);
            forest.scoreTrees(37, 100, parts, 37);
            forest.scoreTrees(0, 3, parts, 0);
            forest.scoreTrees(3, 37, parts, 3);

            assertThat(parts).isEqualTo(whole);
            assertThat(Arrays.stream(whole).average().orElseThrow()).isCloseTo(forest.score(point), within(1e-12));
        }
    }

    @Test
    void treesWithoutPointsHaveNoSay() {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(40, 4), 1, 3);
        double[] perTree = new double[40];
        Arrays.fill(perTree, 1);

        forest.load(new float[] {2});
        forest.scoreTrees(0, 40, perTree, 0);

        assertThat(forest.isComplete()).isFalse();
        assertThat(perTree).containsOnly(0);
    }

    /** Shifts of 3 in one of eight features, of 1.2 in all, and the hole of a ring: what no single published score sees all of. */
    @ParameterizedTest
    @EnumSource
    void staysCloseToTheBestPeerOnEveryKindOfShift(Shift shift) {
        Random random = new Random(11);
        RandomCutForest forest = RandomCutForest.create(CONFIG, shift.width(), 1);
        for (int i = 0; i < 2000; i++) {
            forest.update(shift.usual(random));
        }
        double[] scores = new double[600];
        boolean[] isShifted = new boolean[600];
        for (int i = 0; i < 600; i++) {
            isShifted[i] = i % 2 == 1;
            float[] point = isShifted[i] ? shift.shifted(random, i) : shift.usual(random);
            scores[i] = forest.score(point);
        }

        assertThat(Ranking.auc(scores, isShifted)).isGreaterThan(0.97 * shift.bestPeer);
    }

    private static RandomCutForest gaussians(int width, int size, long seed) {
        RandomCutForest forest = RandomCutForest.create(CONFIG, width, seed);
        Random random = new Random(seed);
        for (int i = 0; i < size; i++) {
            forest.update(ForestOracleTest.gaussian(random, width));
        }
        return forest;
    }

    /** The areas under the curve of the best published score: of anomstream's three, of one forest after the same kind of stream. */
    private enum Shift {
        ONE_FEATURE(8, 0.898),
        ALL_FEATURES(8, 0.864),
        RING_HOLE(2, 1.000);

        private final int features;
        private final double bestPeer;

        Shift(int features, double bestPeer) {
            this.features = features;
            this.bestPeer = bestPeer;
        }

        int width() {
            return features;
        }

        float[] usual(Random random) {
            return this == RING_HOLE ? ring(random, 5) : ForestOracleTest.gaussian(random, features);
        }

        float[] shifted(Random random, int i) {
            if (this == RING_HOLE) {
                return ring(random, 0);
            }
            float[] point = ForestOracleTest.gaussian(random, features);
            for (int d = 0; d < features; d++) {
                point[d] += this == ALL_FEATURES ? 1.2f : d == i / 2 % features ? 3 : 0;
            }
            return point;
        }

        private static float[] ring(Random random, double radius) {
            double angle = random.nextDouble() * 2 * Math.PI;
            return new float[] {
                (float) (radius * Math.cos(angle) + 0.3 * random.nextGaussian()),
                (float) (radius * Math.sin(angle) + 0.3 * random.nextGaussian())
            };
        }
    }
}
