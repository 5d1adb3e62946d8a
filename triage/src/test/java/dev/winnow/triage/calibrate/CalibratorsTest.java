package dev.winnow.triage.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.triage.state.MapRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibratorsTest {
    private final MapRows rows = new MapRows();
    private final Calibrators calibrators = new Calibrators(CalibrateConfig.defaults(), rows);

    @Test
    void thePriorIsInForceUntilThereAreLabelsOfBothClasses() {
        for (int i = 0; i < 55; i++) {
            assertThat(learn(3, false, 0.3).change()).isEmpty();
        }
        assertThat(inForce().kind()).isEqualTo(Calibrator.PRIOR);
        assertThat(inForce().epoch()).isZero();

        CalibratorChange change = learn(5, true, 0.9).change().orElseThrow();

        assertThat(change.inForce().kind()).isEqualTo(Calibrator.PLATT);
        assertThat(change.inForce().epoch()).isEqualTo(1);
        assertThat(change.inForce().labels()).isEqualTo(56);
        assertThat(inForce()).isEqualTo(change.inForce());
    }

    @Test
    void refitsEveryTenLabelsInANewEpoch() {
        Random random = new Random(2);
        List<Long> epochs = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            double score = 6 * random.nextDouble();
            learn(score, score > 3, 0.5)
                    .change()
                    .ifPresent(change -> epochs.add(change.inForce().epoch()));
        }

        assertThat(epochs).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void probabilityRisesWithScoreWhateverTheLabelsSay() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            double score = 8 * random.nextDouble();
            boolean positive = round % 50 < 25 ? score < 4 : random.nextBoolean();
            learn(score, positive, random.nextDouble());
            Calibrator inForce = inForce();
            double last = -1;
            for (int i = 0; i <= 80; i++) {
                double probability = inForce.probability(i / 10.0);
                assertThat(probability).isGreaterThanOrEqualTo(last).isBetween(0.0, 1.0);
                last = probability;
            }
        }
    }

    @Test
    void retractionsBelowTheMinimumBringThePriorBack() {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            positions.add(learn(i % 2 == 0 ? 2 : 5, i % 2 == 1, 0.5).position());
        }
        assertThat(inForce().kind()).isEqualTo(Calibrator.PLATT);

        Optional<CalibratorChange> change = calibrators.forget("acme", "flow/1", positions.get(3), 0);

        assertThat(change.orElseThrow().inForce().kind()).isEqualTo(Calibrator.PRIOR);
        assertThat(change.orElseThrow().inForce().epoch()).isEqualTo(2);
        assertThat(inForce().probability(3)).isEqualTo(Logit.probability(StatedPrior.logit(3, 0.05)));
    }

    @Test
    void forgettingALabelTwiceChangesNothing() {
        long position = learn(3, true, 0.5).position();
        calibrators.forget("acme", "flow/1", position, 0);

        calibrators.forget("acme", "flow/1", position, 0);

        assertThat(calibrators.report("acme", "flow/1").labels()).isZero();
    }

    @Test
    void theOldestLabelLeavesAFullBuffer() {
        CalibrateConfig small = new CalibrateConfig(0.01, Map.of(), 4, 8, 10, 10, 0.05, 10, 0.05);
        Calibrators bounded = new Calibrators(small, rows);
        for (int i = 0; i < 50; i++) {
            bounded.learn("acme", "flow/1", new Label(i % 6, i % 3 == 0, 0.5), 0);
        }

        List<String> labels = new ArrayList<>();
        rows.forEach("l/", (key, row) -> labels.add(key));

        assertThat(labels).hasSize(8);
        assertThat(bounded.report("acme", "flow/1").labels()).isEqualTo(8);
        assertThat(bounded.report("acme", "flow/1").positives()).isEqualTo(3);
    }

    @Test
    void qualityIsThatOfTheProbabilitiesThatWereShown() {
        for (int i = 0; i < 40; i++) {
            learn(3, i < 8, 0.3);
        }
        for (int i = 0; i < 40; i++) {
            learn(5, i < 38, 0.9);
        }

        CalibrationReport report = calibrators.report("acme", "flow/1");

        // Two bins: 0.3 shown, 0.2 seen; 0.9 shown, 0.95 seen; half of the labels each.
        assertThat(report.ece().orElseThrow()).isCloseTo(0.5 * 0.1 + 0.5 * 0.05, within(1e-9));
        assertThat(report.brier().orElseThrow())
                .isCloseTo((8 * 0.49 + 32 * 0.09 + 38 * 0.01 + 2 * 0.81) / 80, within(1e-9));
        assertThat(report.bins()).hasSize(15);
        assertThat(report.bins().get(4).count()).isEqualTo(40);
        assertThat(report.bins().get(13).observed()).isCloseTo(0.95, within(1e-12));
    }

    @Test
    void saysNothingAboutQualityWithFewLabels() {
        learn(3, true, 0.5);

        assertThat(calibrators.report("acme", "flow/1").ece()).isEmpty();
        assertThat(calibrators.report("acme", "flow/1").brier()).isEmpty();
    }

    @Test
    void aFitThatFailsLeavesTheOldCalibrator() {
        for (int i = 0; i < 50; i++) {
            learn(i % 2 == 0 ? 2 : 5, i % 2 == 1, 0.5);
        }
        Calibrator before = inForce();
        for (int i = 0; i < 12; i++) {
            learn(Double.NaN, true, 0.5);
        }

        assertThat(inForce().kind()).isEqualTo(Calibrator.PLATT);
        assertThat(inForce().epoch()).isEqualTo(before.epoch());
        assertThat(inForce().probability(4)).isBetween(0.0, 1.0);
    }

    @Test
    void learningImprovesTheProbabilitiesThatFollow() {
        Random random = new Random(8);
        double early = 0;
        double late = 0;
        for (int i = 0; i < 1000; i++) {
            double score = 1 + 4 * random.nextDouble();
            double truth = Logit.probability(3 * score - 9);
            double predicted = inForce().probability(score);
            early += i < 100 ? Math.abs(predicted - truth) / 100 : 0;
            late += i >= 900 ? Math.abs(predicted - truth) / 100 : 0;
            learn(score, random.nextDouble() < truth, predicted);
        }

        assertThat(late).isLessThan(0.05).isLessThan(early);
    }

    @Test
    void tenantsAndFeatureSetsLearnApart() {
        for (int i = 0; i < 50; i++) {
            learn(i % 2 == 0 ? 2 : 5, i % 2 == 1, 0.5);
        }

        assertThat(inForce().kind()).isEqualTo(Calibrator.PLATT);
        assertThat(calibrators.inForce("globex", "flow/1").kind()).isEqualTo(Calibrator.PRIOR);
        assertThat(calibrators.inForce("acme", "dns/1").kind()).isEqualTo(Calibrator.PRIOR);
        assertThat(calibrators.featureSets("acme")).containsExactly("flow/1");
    }

    private Calibrators.AddedLabel learn(double score, boolean positive, double predicted) {
        return calibrators.learn("acme", "flow/1", new Label(score, positive, predicted), 0);
    }

    private Calibrator inForce() {
        return calibrators.inForce("acme", "flow/1");
    }
}
