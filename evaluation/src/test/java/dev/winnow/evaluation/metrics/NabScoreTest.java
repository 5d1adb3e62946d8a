package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NabScoreTest {
    private static final NabProfile STANDARD = NabProfile.PUBLISHED.get(0);
    private static final NabFile FILE = NabFile.of(100, List.of(new NabFile.Window(40, 49)));

    @Test
    void silenceScoresZeroAndAnAlarmAtTheVeryStartAHundred() {
        assertThat(NabScore.at(List.of(FILE), List.of(alarms(40)), STANDARD, 1).score())
                .isEqualTo(100);
        assertThat(NabScore.at(List.of(FILE), List.of(alarms()), STANDARD, 1).score())
                .isZero();
    }

    @Test
    void anAlarmIsWorthLessTheLaterItComes() {
        // Row 49 lies at -0.1 of the window: sigmoid(-0.1) / sigmoid(-1) = 0.2482415.
        NabScore late = NabScore.at(List.of(FILE), List.of(alarms(49)), STANDARD, 1);

        assertThat(late.raw()).isCloseTo(0.24491866240370913 / 0.9866142981514305, within(1e-12));
        assertThat(late.score()).isCloseTo(50 * (1 + late.raw()), within(1e-12));
    }

    @Test
    void onlyTheEarliestAlarmOfAWindowCounts() {
        NabScore one = NabScore.at(List.of(FILE), List.of(alarms(44)), STANDARD, 1);
        NabScore three = NabScore.at(List.of(FILE), List.of(alarms(44, 46, 48)), STANDARD, 1);

        assertThat(three.raw()).isEqualTo(one.raw());
        assertThat(three.found()).isOne();
    }

    @Test
    void aFalseAlarmCostsLessJustAfterAWindowThanFarFromAny() {
        // Row 50 lies at 1/9 past the window; row 99 beyond three times its width.
        double near =
                NabScore.at(List.of(FILE), List.of(alarms(50)), STANDARD, 1).raw();
        double far =
                NabScore.at(List.of(FILE), List.of(alarms(99)), STANDARD, 1).raw();

        assertThat(near).isCloseTo(-1 + 0.11 * (2 / (1 + Math.exp(5 / 9.0)) - 1), within(1e-12));
        assertThat(far).isCloseTo(-1.11, within(1e-12));
    }

    @Test
    void theProbationIsNotScored() {
        assertThat(FILE.scoredFrom()).isEqualTo(15);
        assertThat(NabFile.of(40_000, List.of()).scoredFrom()).isEqualTo(750);
        assertThat(NabScore.at(List.of(FILE), List.of(alarms(3, 14)), STANDARD, 1)
                        .falseAlarmRows())
                .isZero();
        assertThat(NabScore.at(List.of(FILE), List.of(alarms(15)), STANDARD, 1).falseAlarmRows())
                .isOne();
    }

    @Test
    void theBestThresholdIsOneForAllFiles() {
        double[] first = alarms();
        first[41] = 0.9;
        first[80] = 0.2;
        double[] second = alarms();
        second[42] = 0.5;
        second[70] = 0.4;

        NabScore best = NabScore.best(List.of(FILE, FILE), List.of(first, second), STANDARD);

        assertThat(best.threshold()).isEqualTo(0.5);
        assertThat(best.found()).isEqualTo(2);
        assertThat(best.falseAlarmRows()).isZero();
        assertThat(best).isEqualTo(NabScore.at(List.of(FILE, FILE), List.of(first, second), STANDARD, 0.5));
    }

    @Test
    void silenceIsTheBestThresholdWhereAlarmsOnlyCost() {
        NabScore best = NabScore.best(List.of(FILE), List.of(alarms(80, 81, 82)), STANDARD);

        assertThat(best.score()).isZero();
        assertThat(best.threshold()).isInfinite();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> NabFile.of(10, List.of(new NabFile.Window(5, 10))))
                .hasMessageContaining("windows must rise within 10 rows");
        assertThatThrownBy(() -> NabScore.best(List.of(FILE), List.of(new double[99]), STANDARD))
                .hasMessage("file 0 has 100 rows, but 99 scores");
        assertThatThrownBy(() -> NabScore.best(List.of(NabFile.of(5, List.of())), List.of(new double[5]), STANDARD))
                .hasMessage("a corpus without windows cannot be scored");
    }

    private static double[] alarms(int... rows) {
        double[] scores = new double[100];
        for (int row : rows) {
            scores[row] = 1;
        }
        return scores;
    }
}
