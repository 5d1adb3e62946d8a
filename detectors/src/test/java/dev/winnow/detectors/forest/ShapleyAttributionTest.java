package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class ShapleyAttributionTest {
    private static final List<float[]> ORIGIN = List.of(new float[3]);

    /** x0 x1 + 2 x2 at (1, 1, 1) against 0: the product is shared, the linear term is not. */
    @Test
    void sharesAProductAndKeepsALinearTerm() {
        ToDoubleFunction<float[]> game = x -> x[0] * x[1] + 2 * x[2];

        ShapleyAttribution.Report report =
                new ShapleyAttribution(game, 1_000, 1).explain(new float[] {1, 1, 1}, ORIGIN);

        assertThat(report.isExact()).isTrue();
        assertThat(report.value(0)).isCloseTo(0.5, within(1e-12));
        assertThat(report.value(1)).isCloseTo(0.5, within(1e-12));
        assertThat(report.value(2)).isCloseTo(2, within(1e-12));
        assertThat(report.evaluations()).isEqualTo(8);
    }

    /** Of the gloves game, L. Shapley's own kind: one left glove, two right ones; worth 1 with a pair. */
    @Test
    void solvesTheGlovesGame() {
        ToDoubleFunction<float[]> game = x -> x[0] > 0 && (x[1] > 0 || x[2] > 0) ? 1 : 0;

        ShapleyAttribution.Report report =
                new ShapleyAttribution(game, 1_000, 1).explain(new float[] {1, 1, 1}, ORIGIN);

        assertThat(report.value(0)).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(report.value(1)).isCloseTo(1 / 6.0, within(1e-12));
        assertThat(report.value(2)).isCloseTo(1 / 6.0, within(1e-12));
    }

    @Test
    void valuesSumToTheScoreLessTheMeanOfTheBackground() {
        RandomCutForest forest = forest(12);
        List<float[]> background = List.of(new float[12], ForestOracleTest.gaussian(new Random(3), 12));
        float[] point = ForestOracleTest.gaussian(new Random(4), 12);
        point[5] += 6;

        ShapleyAttribution.Report report = new ShapleyAttribution(forest::score, 1_000, 1).explain(point, background);

        double sum = 0;
        for (int d = 0; d < 12; d++) {
            sum += report.value(d);
        }
        double baseline = (forest.score(background.get(0)) + forest.score(background.get(1))) / 2;
        assertThat(report.isExact()).isFalse();
        assertThat(report.score()).isEqualTo(forest.score(point));
        assertThat(report.baseline()).isCloseTo(baseline, within(1e-12));
        assertThat(sum).isCloseTo(report.score() - baseline, within(1e-9));
        for (int d = 0; d < 12; d++) {
            assertThat(report.value(5)).isGreaterThanOrEqualTo(report.value(d));
        }
        assertThat(report.evaluations()).isLessThanOrEqualTo(1_000);
    }

    /** Of 8 values against the exact ones, none may be off by more than five of its standard errors. */
    @Test
    void samplingAgreesWithTheExactValuesWithinItsErrors() {
        RandomCutForest forest = forest(8);
        List<float[]> background = List.of(new float[8]);
        float[] point = {3, 0, -2, 0, 0, 1, 0, 4};

        ShapleyAttribution.Report exact = new ShapleyAttribution(forest::score, 256, 1).explain(point, background);
        ShapleyAttribution.Report sampled = new ShapleyAttribution(forest::score, 250, 1).explain(point, background);

        assertThat(exact.isExact()).isTrue();
        assertThat(sampled.isExact()).isFalse();
        for (int d = 0; d < 8; d++) {
            assertThat(Math.abs(sampled.value(d) - exact.value(d))).isLessThan(5 * sampled.standardError(d) + 1e-9);
        }
    }

    @Test
    void aFeatureThatIsAsInTheBackgroundGetsNothing() {
        RandomCutForest forest = forest(4);

        ShapleyAttribution.Report report = new ShapleyAttribution(forest::score, 1_000, 1)
                .explain(new float[] {5, 0, 0, 1}, List.of(new float[4]));

        assertThat(report.value(1)).isZero();
        assertThat(report.value(2)).isZero();
    }

    @Test
    void theSameSeedGivesTheSameValues() {
        RandomCutForest forest = forest(12);
        float[] point = ForestOracleTest.gaussian(new Random(8), 12);
        List<float[]> background = List.of(new float[12]);

        ShapleyAttribution.Report a = new ShapleyAttribution(forest::score, 500, 5).explain(point, background);
        ShapleyAttribution.Report b = new ShapleyAttribution(forest::score, 500, 5).explain(point, background);

        for (int d = 0; d < 12; d++) {
            assertThat(a.value(d)).isEqualTo(b.value(d));
        }
    }

    @Test
    void refusesAGameWithoutABackground() {
        ShapleyAttribution shapley = new ShapleyAttribution(x -> 0, 100, 1);

        assertThatThrownBy(() -> shapley.explain(new float[2], List.of()))
                .hasMessage("DET-002 shapley: at least one background point of 2 features is required, was 0 points");
        assertThatThrownBy(() -> shapley.explain(new float[2], ORIGIN)).hasMessageStartingWith("DET-002");
        assertThatThrownBy(() -> new ShapleyAttribution(x -> 0, 99, 1))
                .hasMessage("CFG-004 shapley: evaluations must be at least 100, was 99");
    }

    private static RandomCutForest forest(int width) {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(30, 128), width, 2);
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            forest.update(ForestOracleTest.gaussian(random, width));
        }
        return forest;
    }
}
