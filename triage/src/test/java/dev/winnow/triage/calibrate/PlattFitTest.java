package dev.winnow.triage.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlattFitTest {
    private static final CalibrateConfig CONFIG = CalibrateConfig.defaults();

    @Test
    void recoversASigmoidFromTwoThousandLabels() {
        Random random = new Random(4);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double score = 6 * random.nextDouble();
            labels.add(new Label(score, random.nextDouble() < Logit.probability(1.4 * score - 4), 0.5));
        }

        Line line = PlattFit.fit(CONFIG, labels, 0.05).orElseThrow();

        assertThat(line.slope()).isCloseTo(1.4, within(0.2));
        assertThat(line.intercept()).isCloseTo(-4, within(0.6));
    }

    @Test
    void separableLabelsDoNotMakeAStep() {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            labels.add(new Label(i < 20 ? 2 : 4, i >= 20, 0.5));
        }

        Line line = PlattFit.fit(CONFIG, labels, 0.05).orElseThrow();

        assertThat(line.slope()).isBetween(0.5, 0.9 * CONFIG.maxSlope());
    }

    @Test
    void labelsThatSayTheOppositeLeaveTheSlopePositive() {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            double score = i / 100.0;
            labels.add(new Label(score, score < 2.5, 0.5));
        }

        Line line = PlattFit.fit(CONFIG, labels, 0.05).orElseThrow();

        assertThat(line.slope()).isEqualTo(CONFIG.minSlope());
        assertThat(Logit.probability(line.logit(2.5))).isCloseTo(0.5, within(0.05));
    }

    @Test
    void hugeScoresDoNotOverflow() {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            labels.add(new Label(i % 2 == 0 ? 300 : 1, i % 2 == 0, 0.5));
        }

        Line line = PlattFit.fit(CONFIG, labels, 0.05).orElseThrow();

        assertThat(line.slope()).isBetween(CONFIG.minSlope(), CONFIG.maxSlope());
        assertThat(line.intercept()).isFinite();
    }

    @Test
    void aScoreThatIsNoNumberFitsNothing() {
        List<Label> labels = List.of(new Label(Double.NaN, true, 0.5), new Label(1, false, 0.5));

        assertThat(PlattFit.fit(CONFIG, labels, 0.05)).isEmpty();
    }

    @Test
    void noLabelsGiveThePriorItself() {
        Line line = PlattFit.fit(CONFIG, List.of(), 0.05).orElseThrow();

        for (double score : new double[] {0, 2, 4, 9}) {
            assertThat(line.logit(score)).isCloseTo(StatedPrior.logit(score, 0.05), within(1e-5));
        }
    }

    @Test
    void fewLabelsStayNearThePrior() {
        List<Label> labels = List.of(new Label(3, true, 0.4), new Label(3, false, 0.4));

        Line line = PlattFit.fit(CONFIG, labels, 0.05).orElseThrow();

        assertThat(Logit.probability(line.logit(3)))
                .isCloseTo(Logit.probability(StatedPrior.logit(3, 0.05)), within(0.08));
    }
}
