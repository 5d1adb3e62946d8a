package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreeScoresTest {
    private static final RandomCutForestConfig CONFIG = RandomCutForestConfig.defaults();

    @Test
    void theMeanOverTheTreesIsTheScore() {
        RandomCutForest forest = gaussians(6, 3000, 1);
        Random random = new Random(10);
        double[] perTree = new double[100];
        for (int i = 0; i < 50; i++) {
            float[] point = ForestOracleTest.gaussian(random, 6);

            forest.scoreByTree(point, perTree);

            assertThat(Arrays.stream(perTree).average().orElseThrow()).isCloseTo(forest.score(point), within(1e-12));
            assertThat(forest.scoreTree(7, point)).isEqualTo(perTree[7]);
            forest.load(point);
            assertThat(forest.scoreTree(99)).isEqualTo(perTree[99]);
        }
    }

    @Test
    void theRoomForTheTreesMustFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gaussians(2, 10, 1).scoreByTree(new float[2], new double[3]))
                .withMessage("DET-002 detector \"rcf\": expected room for 100 trees, got 3");
    }

    @Test
    void aTreeWithoutPointsShowsTheMeanOfTheOthers() {
        RandomCutForest forest =
                RandomCutForest.create(RandomCutForestConfig.of(40, 4).withInitialAcceptFraction(0.01), 1, 3);
        float[] first = {0};
        forest.update(first);
        forest.update(new float[] {5});
        forest.delete(first);
        double[] perTree = new double[40];
        float[] probe = {2};

        forest.scoreByTree(probe, perTree);

        assertThat(Arrays.stream(forest.trees).filter(tree -> tree.mass == 0)).isNotEmpty();
        assertThat(Arrays.stream(forest.trees).filter(tree -> tree.mass > 0)).isNotEmpty();
        assertThat(Arrays.stream(perTree).average().orElseThrow()).isCloseTo(forest.score(probe), within(1e-12));
    }

    @Test
    void displacementDoesNotSaturateWithTheDistance() {
        RandomCutForest forest = gaussians(8, 2000, 3);
        double before = forest.displacement(new float[8]) * 3;
        for (float far : new float[] {5, 10, 100, 1e6f}) {
            float[] point = new float[8];
            point[3] = far;

            double displacement = forest.displacement(point);

            assertThat(displacement).isGreaterThan(before);
            before = displacement;
        }
        assertThat(before).isBetween(100.0, 256.0);
    }

    /** Shifts of 3 in one of eight features, of 1.2 in all, and the hole of a ring: what no single published score sees all of. */
    @ParameterizedTest
    @EnumSource
    void scoreAndDisplacementStayCloseToTheBestPeerOnEveryKindOfShift(Shift shift) {
        Random random = new Random(11);
        RandomCutForest forest = RandomCutForest.create(CONFIG, shift.width(), 1);
        for (int i = 0; i < 2000; i++) {
            forest.update(shift.usual(random));
        }
        double[] scores = new double[600];
        double[] displacements = new double[600];
        boolean[] isShifted = new boolean[600];
        for (int i = 0; i < 600; i++) {
            isShifted[i] = i % 2 == 1;
            float[] point = isShifted[i] ? shift.shifted(random, i) : shift.usual(random);
            scores[i] = forest.score(point);
            displacements[i] = forest.displacement(point);
        }

        assertThat(Ranking.auc(scores, isShifted)).isGreaterThan(0.97 * shift.bestPeer);
        assertThat(Ranking.auc(displacements, isShifted)).isGreaterThan(0.97 * shift.bestPeer);
    }

    @Test
    void displacementIsTheMeanOverInsertions() {
        Random random = new Random(5);
        RandomCutForest forest = RandomCutForest.create(
                RandomCutForestConfig.of(1, 16).withInitialAcceptFraction(1).withResolution(0), 2, 5);
        for (int i = 0; i < 8; i++) {
            forest.update(ForestOracleTest.gaussian(random, 2));
        }
        float[] probe = {2, -1};

        double mean = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            mean += displacementAfterInsertion(forest, probe, i) / draws;
        }

        // Displacements lie in 0 to 8: the deviation of the mean of 20,000 is below 0.028.
        assertThat(forest.displacement(probe)).isCloseTo(mean, within(0.14));
        assertThat(mean).isGreaterThan(1);
    }

    /** Inserts a point into a copy of the only tree with another generator, and takes the largest ratio on its way. */
    private static double displacementAfterInsertion(RandomCutForest forest, float[] probe, long seed) {
        RandomCutForest copy = RandomCutForest.restore(new StateReader(ForestProperties.bytes(forest)));
        CutTree tree = copy.trees[0];
        Query query = copy.query;
        query.load(probe);
        query.random = SplitMix.mix(seed + SplitMix.GAMMA);
        Descent.descend(tree, 0, query);
        query.select(0);
        int slot = copy.store.add(query.exact, copy.updates);
        int leaf = tree.add(slot, query.depths[0], query.leaves[0], copy.store, query);
        Descent.descend(tree, 0, query);
        double largest = 0;
        int below = ~leaf;
        for (int level = query.depths[0] - 1; level >= 0; level--) {
            int node = query.path[level];
            int sibling = tree.left(node) == below ? tree.right(node) : tree.left(node);
            largest = Math.max(largest, (double) tree.mass(sibling) / tree.mass(below));
            below = node;
        }
        return largest;
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
