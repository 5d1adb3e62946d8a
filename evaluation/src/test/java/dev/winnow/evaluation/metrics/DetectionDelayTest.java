package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DetectionDelayTest {
    private static final boolean[] LABELS = Labels.of("00111001111011");
    private static final double[] SCORES = {0, 0, 5, 1, 1, 0, 3, 0, 0, 4, 9, 0, 1, 0};

    @Test
    void countsRowsFromAnEventsFirstToTheFirstThatReachesTheThreshold() {
        DetectionDelay delay = DetectionDelay.at(LABELS, SCORES, 4);

        assertThat(delay.events()).isEqualTo(3);
        assertThat(delay.found()).isEqualTo(2);
        assertThat(delay.meanRows()).isEqualTo(1);
        assertThat(delay.medianRows()).isEqualTo(1);
        assertThat(delay.waitRows()).isCloseTo((0 + 2 + 2) / 3.0, within(1e-12));
    }

    @Test
    void nothingFoundHasNoDelayButAWait() {
        DetectionDelay delay = DetectionDelay.at(LABELS, SCORES, 10);

        assertThat(delay.found()).isZero();
        assertThat(delay.meanRows()).isNaN();
        assertThat(delay.medianRows()).isNaN();
        assertThat(delay.waitRows()).isCloseTo((3 + 4 + 2) / 3.0, within(1e-12));
    }

    @Test
    void theThresholdFollowsFromTheFalseAlarmsAllowed() {
        // One false alarm of five negatives, at score 3, is allowed from a fifth on.
        assertThat(DetectionDelay.atFalsePositiveRate(LABELS, SCORES, 0.19))
                .isEqualTo(DetectionDelay.at(LABELS, SCORES, 4));
        assertThat(DetectionDelay.atFalsePositiveRate(LABELS, SCORES, 0.2))
                .isEqualTo(DetectionDelay.at(LABELS, SCORES, 1));
    }

    @Test
    void anEventAtTheEndIsAnEvent() {
        assertThat(DetectionDelay.at(Labels.of("0001"), new double[] {0, 0, 0, 1}, 1)
                        .found())
                .isOne();
    }
}
