package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeaveOneOutTest {
    /** Of two seeds: what is in force, one that is better on the first two sets, one that is better on the third alone. */
    private static final LeaveOneOut CHOICE =
            new LeaveOneOut(List.of("in force", "other", "narrow"), List.of("a", "b", "c"), new double[][][] {
                {{0.2, 0.2}, {0.1, 0.3}, {0.5, 0.5}},
                {{0.4, 0.6}, {0.3, 0.3}, {0.4, 0.4}},
                {{0.1, 0.1}, {0.1, 0.1}, {0.9, 0.9}}
            });

    @Test
    void aFigureStandsBetweenChanceAndPerfection() {
        assertThat(LeaveOneOut.normalised(0.05, 0.05)).isZero();
        assertThat(LeaveOneOut.normalised(1, 0.75)).isOne();
        assertThat(LeaveOneOut.normalised(0.525, 0.05)).isCloseTo(0.5, within(1e-12));
        assertThat(LeaveOneOut.normalised(0.72, 0.75)).isNegative();
    }

    @Test
    void aSetHasNoPartInTheChoiceThatItJudges() {
        List<LeaveOneOut.Outcome> outcomes = CHOICE.outcomes();

        // Without c, "other" has a mean of 0.4; with it, "narrow" would have been chosen for a and b too.
        assertThat(outcomes).extracting(LeaveOneOut.Outcome::set).containsExactly("a", "b", "c");
        assertThat(outcomes).extracting(LeaveOneOut.Outcome::chosen).containsExactly("narrow", "narrow", "other");
        assertThat(outcomes.get(0).gain()).isCloseTo(0.1 - 0.2, within(1e-12));
        assertThat(outcomes.get(1).gain()).isCloseTo(0.1 - 0.2, within(1e-12));
        assertThat(outcomes.get(2).gain()).isCloseTo(0.4 - 0.5, within(1e-12));
    }

    @Test
    void theGainIsThatOfSetsLeftOutWithItsSpreadOverSeeds() {
        Spread gain = CHOICE.gain();

        // Seed 1: −0.1, 0, −0.1; seed 2: −0.1, −0.2, −0.1.
        assertThat(gain.mean()).isCloseTo((-0.2 / 3 - 0.4 / 3) / 2, within(1e-12));
        assertThat(gain.deviation()).isCloseTo(0.2 / 3 / Math.sqrt(2), within(1e-12));
    }

    @Test
    void ranksAreMeansOverTheSetsAndEqualOnesShareThem() {
        LeaveOneOut tied = new LeaveOneOut(List.of("x", "y", "z"), List.of("a", "b"), new double[][][] {
            {{0.5}, {0.9}}, {{0.5}, {0.1}}, {{0.1}, {0.5}}
        });

        assertThat(tied.meanRank(0)).isEqualTo((1.5 + 1) / 2);
        assertThat(tied.meanRank(1)).isEqualTo((1.5 + 3) / 2);
        assertThat(tied.meanRank(2)).isEqualTo((3 + 2) / 2.0);
        assertThat(tied.mean(0)).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void whereNothingIsBetterNothingIsGained() {
        LeaveOneOut choice = new LeaveOneOut(List.of("in force", "worse"), List.of("a", "b"), new double[][][] {
            {{0.5}, {0.4}}, {{0.3}, {0.2}}
        });

        assertThat(choice.outcomes()).allSatisfy(outcome -> {
            assertThat(outcome.chosen()).isEqualTo("in force");
            assertThat(outcome.gain()).isZero();
        });
        assertThat(choice.gain().mean()).isZero();
    }
}
