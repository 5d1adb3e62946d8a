package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Golden values are those of the independent Python program that {@link MetricsOracleTest} runs where it is at hand. */
class CalibrationTest {
    private static final boolean[] LABELS = Labels.of("0010111011");
    private static final double[] PROBABILITIES = {0.02, 0.1, 0.15, 0.3, 0.45, 0.5, 0.62, 0.7, 0.9, 1.0};

    @Test
    void agreesWithTheGoldenFiguresInFifteenBins() {
        Calibration found = Calibration.of(LABELS, PROBABILITIES, Calibration.BINS);

        assertThat(found.rows()).isEqualTo(10);
        assertThat(found.baseRate()).isCloseTo(0.6, within(1e-12));
        assertThat(found.brier()).isCloseTo(0.20198, within(1e-12));
        assertThat(found.logLoss()).isCloseTo(0.5658382149505438, within(1e-12));
        assertThat(found.ece()).isCloseTo(0.35, within(1e-12));
        assertThat(found.ace()).isCloseTo(0.35, within(1e-12));
        assertThat(found.largestGap()).isCloseTo(0.85, within(1e-12));
        assertThat(found.brierSkill()).isCloseTo(0.15841666666666676, within(1e-12));
    }

    @Test
    void fewerBinsHideOppositeErrors() {
        Calibration found = Calibration.of(LABELS, PROBABILITIES, 4);

        assertThat(found.ece()).isCloseTo(0.126, within(1e-12));
        assertThat(found.ace()).isCloseTo(0.126, within(1e-12));
        assertThat(found.largestGap()).isCloseTo(0.2433333333333333, within(1e-12));
    }

    @Test
    void certaintyThatIsWrongHasAFiniteLoss() {
        Calibration found = Calibration.of(Labels.of("10"), new double[] {0, 1}, 15);

        assertThat(found.brier()).isEqualTo(1);
        assertThat(found.logLoss()).isCloseTo(-Math.log(1e-12), within(1e-3));
    }

    @Test
    void oneClassHasNoSkill() {
        assertThat(Calibration.of(Labels.of("11"), new double[] {0.9, 1}, 15).brierSkill())
                .isNaN();
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> Calibration.of(Labels.of("10"), new double[] {0.5, Double.NaN}, 15))
                .hasMessage("a probability must be a number, that of row 1 is not");
        assertThatThrownBy(() -> Calibration.of(new boolean[0], new double[0], 15))
                .hasMessage("rows and bins must be at least 1, were 0 and 15");
    }
}
