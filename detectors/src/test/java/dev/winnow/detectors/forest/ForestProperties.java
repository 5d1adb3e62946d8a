package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold on any stream. Every failure names its seed. */
class ForestProperties {
    @ParameterizedTest
    @CsvSource({
        "1, 4, 1",
        "2, 4, 2",
        "2, 1, 3",
        "4, 4, 4",
        "16, 4, 5",
        "64, 3, 6",
        "1000, 4, 7",
        "1000, 16, 8",
        "16, 1, 9"
    })
    void holdsTogetherOnFewDistinctValues(int distinct, int width, long seed) {
        float[][] alphabet = new float[distinct][];
        Random random = new Random(seed);
        for (int i = 0; i < distinct; i++) {
            alphabet[i] = ForestOracleTest.gaussian(random, width);
        }
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(20, 64), width, seed);

        for (int i = 0; i < 6000; i++) {
            forest.update(alphabet[random.nextInt(distinct)]);
            if (i % 211 == 0) {
                check(forest, alphabet[random.nextInt(distinct)], seed);
            }
        }

        check(forest, alphabet[0], seed);
        assertThat(forest.livePoints()).isLessThanOrEqualTo(distinct);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void holdsTogetherWithRepeatsAndRestores(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(6);
        RandomCutForestConfig config = RandomCutForestConfig.of(1 + random.nextInt(20), 2 + random.nextInt(60))
                .withTimeDecay(random.nextBoolean() ? 0 : random.nextDouble() / 50)
                .withInitialAcceptFraction(0.05 + 0.95 * random.nextDouble());
        RandomCutForest forest = RandomCutForest.create(config, width, seed);

        for (int i = 0; i < 5000; i++) {
            float[] point = random.nextInt(10) < 7 ? ForestOracleTest.gaussian(random, width) : grid(random, width);
            forest.update(point);
            if (random.nextInt(300) == 0) {
                forest = RandomCutForest.restore(new StateReader(bytes(forest)));
            }
            if (i % 97 == 0) {
                check(forest, point, seed);
            }
        }

        check(forest, grid(random, width), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void holdsTogetherOnExtremeValues(long seed) {
        float[] values = {
            0.0f,
            -0.0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            1e-40f,
            Float.MIN_NORMAL,
            1,
            Math.nextUp(1f),
            -1,
            1e10f,
            1e30f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Math.nextDown(Float.MAX_VALUE)
        };
        Random random = new Random(seed);
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(15, 40), 3, seed);

        for (int i = 0; i < 4000; i++) {
            float[] point = new float[3];
            for (int d = 0; d < 3; d++) {
                point[d] = values[random.nextInt(values.length)];
            }
            forest.update(point);
            if (i % 50 == 0) {
                check(forest, point, seed);
            }
        }

        check(forest, new float[] {-0.0f, Float.MIN_VALUE, Float.MAX_VALUE}, seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void continuesBitForBitAfterARestoreAnywhere(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(8);
        RandomCutForest straight = RandomCutForest.create(RandomCutForestConfig.of(30, 64), width, seed);
        RandomCutForest restored = RandomCutForest.create(RandomCutForestConfig.of(30, 64), width, seed);

        for (int i = 0; i < 2500; i++) {
            if (random.nextInt(150) == 0) {
                restored = RandomCutForest.restore(new StateReader(bytes(restored)));
            }
            float[] point = random.nextInt(3) == 0 ? grid(random, width) : ForestOracleTest.gaussian(random, width);
            assertThat(restored.score(point)).as("seed %d, point %d", seed, i).isEqualTo(straight.score(point));
            straight.update(point);
            restored.update(point);
        }

        assertThat(bytes(restored)).as("seed %d", seed).isEqualTo(bytes(straight));
    }

    @Test
    void aCheckThatShouldFailFails() {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(3, 16), 2, 1);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            forest.update(ForestOracleTest.gaussian(random, 2));
        }

        CutTree tree = forest.trees[1];
        tree.boxes.rows[CutTree.row(tree.nodes[tree.root]) * tree.boxes.stride + 2] -= 1;

        assertThat(org.assertj.core.api.Assertions.catchThrowable(forest::checkInvariants))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("DET-902 detector \"rcf\": minimum of node");
    }

    /** Few values on a grid: repeats, shared coordinates, both zeros. */
    private static float[] grid(Random random, int width) {
        float[] point = new float[width];
        for (int d = 0; d < width; d++) {
            point[d] = random.nextInt(5) == 0 ? -0.0f : random.nextInt(3);
        }
        return point;
    }

    private static void check(RandomCutForest forest, float[] probe, long seed) {
        forest.checkInvariants();
        byte[] before = bytes(forest);
        double[] high = new double[probe.length];
        double[] low = new double[probe.length];

        double score = forest.score(probe);
        double attributed = forest.scoreAndAttribute(probe, high, low);

        double sum = 0;
        for (int d = 0; d < probe.length; d++) {
            assertThat(high[d]).as("seed %d", seed).isFinite().isNotNegative();
            assertThat(low[d]).as("seed %d", seed).isFinite().isNotNegative();
            sum += high[d] + low[d];
        }
        assertThat(score).as("seed %d", seed).isFinite().isNotNegative().isEqualTo(attributed);
        assertThat(sum).as("seed %d", seed).isCloseTo(score, within(1e-9 * score));
        assertThat(bytes(forest)).as("seed %d", seed).isEqualTo(before);
    }

    static byte[] bytes(RandomCutForest forest) {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }
}
