package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class ForestVariantsTest {
    private static final int WIDTH = 5;

    /** Truth is the mean of 30 forests of 60 trees; 95 % of 600 intervals, give or take four standard errors of 5.3, must hold it. */
    @Test
    void intervalsHoldTheScoreOfAnEndlessForestAsOftenAsStated() {
        List<float[]> stream = gaussian(new Random(1), 600);
        List<RandomCutForest> forests = new ArrayList<>();
        for (int seed = 0; seed < 30; seed++) {
            RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(60, 64), WIDTH, seed);
            stream.forEach(forest::update);
            forests.add(forest);
        }
        List<float[]> probes = gaussian(new Random(2), 20);
        for (int i = 0; i < probes.size(); i += 4) {
            probes.get(i)[i % WIDTH] += 4;
        }

        int held = 0;
        for (float[] probe : probes) {
            double truth = forests.stream()
                    .mapToDouble(forest -> forest.score(probe))
                    .average()
                    .orElseThrow();
            for (RandomCutForest forest : forests) {
                ScoreInterval interval = new ForestVariants(forest).interval(probe, 0.95);
                held += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
            }
        }

        assertThat(held).isBetween(546, 592);
    }

    @Test
    void anIntervalIsCentredOnTheScoreAndWiderForMoreCoverage() {
        RandomCutForest forest = taught();
        ForestVariants variants = new ForestVariants(forest);
        float[] probe = {3, 0, 0, -2, 0};

        ScoreInterval half = variants.interval(probe, 0.5);
        ScoreInterval most = variants.interval(probe, 0.99);

        assertThat(half.score()).isCloseTo(forest.score(probe), within(1e-12));
        assertThat(most.low()).isLessThan(half.low());
        assertThat(most.high()).isGreaterThan(half.high());
        assertThat(half.high() - half.score())
                .isCloseTo(0.677 * half.standardError(), within(0.01 * half.standardError()));
    }

    @Test
    void withoutTrimmingTheMeanIsTheScore() {
        RandomCutForest forest = taught();
        float[] probe = {1, 2, 3, 4, 5};

        assertThat(new ForestVariants(forest).trimmedMean(probe, 0)).isCloseTo(forest.score(probe), within(1e-12));
    }

    @Test
    void trimmingLeavesOutTheExtremeTreesOnBothSides() {
        RandomCutForest forest = taught();
        float[] probe = {1, 2, 3, 4, 5};
        double[] trees = new double[50];
        forest.scoreByTree(probe, trees);
        java.util.Arrays.sort(trees);
        double sum = 0;
        for (int t = 5; t < 45; t++) {
            sum += trees[t];
        }

        assertThat(new ForestVariants(forest).trimmedMean(probe, 0.1)).isCloseTo(sum / 40, within(1e-12));
        assertThat(new ForestVariants(forest).trimmedMean(probe, 0.499)).isBetween(trees[20], trees[30]);
    }

    @Test
    void refusesSharesAndCoveragesThatAreNone() {
        ForestVariants variants = new ForestVariants(taught());
        float[] probe = new float[WIDTH];

        assertThatThrownBy(() -> variants.trimmedMean(probe, 0.5))
                .hasMessage("CFG-004 trimmed mean: share must be in [0, 0.5), was 0.5");
        assertThatThrownBy(() -> variants.interval(probe, 1))
                .hasMessage("CFG-004 interval: coverage must be in (0, 1), was 1.0");
        assertThatThrownBy(() -> new ScoreInterval(1, 2, 3, 0.1, 10))
                .hasMessage(
                        "CFG-004 interval: 0 <= low <= score <= high over at least 2 trees is required, was 2.0, 1.0,"
                                + " 3.0 over 10");
    }

    private static RandomCutForest taught() {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(50, 64), WIDTH, 9);
        gaussian(new Random(3), 500).forEach(forest::update);
        return forest;
    }

    private static List<float[]> gaussian(Random random, int count) {
        List<float[]> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(ForestOracleTest.gaussian(random, WIDTH));
        }
        return points;
    }
}
