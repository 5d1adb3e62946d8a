package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Golden values are those of the independent Python program that {@link MetricsOracleTest} runs where it is at hand. */
class RankingTest {
    private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8, 0.8, 0.7, 0.2, 0.3, 0.3, 0.3, 0.05, 0.6};
    private static final boolean[] LABELS = Labels.of("001011000100");

    @Test
    void aTieCountsOneHalfInRoc() {
        assertThat(Ranking.of(LABELS, SCORES).rocAuc()).isCloseTo(0.734375, within(1e-12));
        assertThat(Ranking.of(Labels.of("01"), new double[] {1, 1}).rocAuc()).isEqualTo(0.5);
    }

    @Test
    void averagePrecisionIsNotInterpolated() {
        assertThat(Ranking.of(LABELS, SCORES).averagePrecision()).isCloseTo(0.5277777777777777, within(1e-12));
    }

    @Test
    void aThresholdTakesAllEqualScoresOrNone() {
        Ranking ranking = Ranking.of(LABELS, SCORES);

        assertThat(ranking.bestF1()).isCloseTo(0.6153846153846154, within(1e-12));
        assertThat(ranking.recallAtFalsePositiveRate(0.25)).isEqualTo(0.5);
        assertThat(ranking.recallAtFalsePositiveRate(0.01)).isEqualTo(0);
    }

    @Test
    void withinABudgetTheEarlierOfEqualScoresComesFirst() {
        Ranking ranking = Ranking.of(LABELS, SCORES);

        assertThat(ranking.precisionAt(1)).isEqualTo(0);
        assertThat(ranking.precisionAt(3)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(ranking.recallAt(5)).isEqualTo(0.5);
        assertThat(ranking.precisionAt(1000)).isCloseTo(4 / 12.0, within(1e-12));
    }

    @Test
    void whatIsNoNumberRanksLastAndInfinityFirst() {
        double[] scores = {Double.NaN, 3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

        assertThat(Ranking.of(Labels.of("0010"), scores).precisionAt(1)).isEqualTo(1);
        assertThat(Ranking.of(Labels.of("1001"), scores).rocAuc()).isEqualTo(0);
    }

    @Test
    void oneClassHasNoRoc() {
        assertThat(Ranking.of(Labels.of("000"), new double[3]).rocAuc()).isNaN();
        assertThat(Ranking.of(Labels.of("000"), new double[3]).averagePrecision())
                .isNaN();
        assertThat(Ranking.of(Labels.of("111"), new double[3]).rocAuc()).isNaN();
    }

    @Test
    void labelsAndScoresMustBeAsMany() {
        assertThatThrownBy(() -> Ranking.of(new boolean[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels and scores must be as many, were 2 and 3");
    }
}
