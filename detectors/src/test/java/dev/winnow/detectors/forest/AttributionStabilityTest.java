package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeds are fixed. */
class AttributionStabilityTest {
    private static final int WIDTH = 6;
    private static final int RESAMPLES = 200;

    @Test
    void isFirmWhereOneFeatureStandsOut() {
        AttributionStability.Report report = stability(forest(1)).of(new float[] {0, 0, 9, 0, 0, 0});

        assertThat(report.first()).isEqualTo(2);
        assertThat(report.firstShare()).isEqualTo(1);
    }

    /** With two features equally far off, other forests put now the one first, now the other; the report must know. */
    @Test
    void isOpenWhereTwoFeaturesStandOutAlike() {
        float[] point = {0, 4, 0, 0, -4, 0};
        List<AttributionStability.Report> reports = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            reports.add(stability(forest(seed)).of(point));
        }

        long firstIsOne = reports.stream().filter(report -> report.first() == 1).count();
        double meanShare = reports.stream()
                .mapToDouble(AttributionStability.Report::firstShare)
                .average()
                .orElseThrow();

        assertThat(reports).allMatch(report -> report.first() == 1 || report.first() == 4);
        assertThat(firstIsOne).isBetween(2L, 18L);
        assertThat(meanShare).isLessThan(0.95);
    }

    @Test
    void partsSumToTheScoreAndSharesToOne() {
        RandomCutForest forest = forest(3);
        float[] point = {1, -3, 2, 0, 0, 5};

        AttributionStability.Report report = stability(forest).of(point);

        assertThat(report.features().stream()
                        .mapToDouble(AttributionStability.Feature::part)
                        .sum())
                .isCloseTo(forest.score(point), within(1e-9));
        assertThat(report.features().stream()
                        .mapToDouble(AttributionStability.Feature::firstShare)
                        .sum())
                .isCloseTo(1, within(1e-12));
        assertThat(report.features())
                .isSortedAccordingTo((a, b) -> Double.compare(b.part(), a.part()))
                .hasSize(WIDTH);
    }

    /** The part of one feature over 40 forests varies as one forest's standard error says. */
    @Test
    void standardErrorsAreTheSpreadOverForests() {
        float[] point = {0, 4, 0, 0, -4, 0};
        double sum = 0;
        double squares = 0;
        double stated = 0;
        int forests = 40;
        for (int seed = 0; seed < forests; seed++) {
            AttributionStability.Feature feature = stability(forest(seed)).of(point).features().stream()
                    .filter(part -> part.feature() == 1)
                    .findFirst()
                    .orElseThrow();
            sum += feature.part();
            squares += feature.part() * feature.part();
            stated += feature.standardError() / forests;
        }
        double spread = Math.sqrt((squares - sum * sum / forests) / (forests - 1));

        assertThat(stated / spread).isBetween(0.6, 1.6);
    }

    @Test
    void theSameForestAndSeedGiveTheSameReport() {
        RandomCutForest forest = forest(4);
        float[] point = {0, 3, 0, 0, -3, 0};

        assertThat(stability(forest).of(point)).isEqualTo(stability(forest).of(point));
    }

    @Test
    void refusesTooFewResamples() {
        assertThatThrownBy(() -> new AttributionStability(forest(1), 9, 1))
                .hasMessage("CFG-004 attribution stability: resamples must be at least 10, was 9");
    }

    private static AttributionStability stability(RandomCutForest forest) {
        return new AttributionStability(forest, RESAMPLES, 7);
    }

    private static RandomCutForest forest(int seed) {
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.of(50, 128), WIDTH, seed);
        Random random = new Random(9);
        for (int i = 0; i < 600; i++) {
            forest.update(ForestOracleTest.gaussian(random, WIDTH));
        }
        return forest;
    }
}
