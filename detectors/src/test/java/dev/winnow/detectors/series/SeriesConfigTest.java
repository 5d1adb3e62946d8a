package dev.winnow.detectors.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesConfigTest {
    @Test
    void pinsItsDefaults() {
        assertThat(SeriesConfig.defaults())
                .isEqualTo(new SeriesConfig(8192, List.of(1, 2, 4), 100, 86_400_000, 2_700_000, 0.2, 0.3, 80, 2));
    }

    @Test
    void namesEveryBrokenRuleAtOnce() {
        assertThatThrownBy(() -> new SeriesConfig(1000, List.of(), 10, 0, -1, 0, 0, -1, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CFG-004 series.memoryRows: must be a power of two between 128 and 65536, was 1000\n"
                        + "CFG-004 series.spans: must be 1 to 8 lengths, was []\n"
                        + "CFG-004 series.warmRows: must be between 64 and 1000, was 10\n"
                        + "CFG-004 series.quietRows: must be between 0 and 100000, was -1\n"
                        + "CFG-004 series.seasonMillis: must be above 0, was 0\n"
                        + "CFG-004 series.seasonToleranceMillis: must be between 0 and half of seasonMillis, was -1\n"
                        + "CFG-004 series.smoothing: must be in (0, 1], was 0.0\n"
                        + "CFG-004 series.alertFloor: must be finite and above 0, was 0.0\n"
                        + "CFG-004 series.escalation: must be finite and at least 1, was 0.5");
    }

    @Test
    void refusesSpansThatDoNotRiseOrLeaveTheirRange() {
        assertThatThrownBy(() -> withSpans(4, 4)).hasMessage("CFG-004 series.spans: must rise, was [4, 4]");
        assertThatThrownBy(() -> withSpans(0, 4)).hasMessage("CFG-004 series.spans: must be between 1 and 128, was 0");
        assertThatThrownBy(() -> withSpans(1, 129))
                .hasMessage("CFG-004 series.spans: must be between 1 and 128, was 129");
    }

    private static void withSpans(Integer... spans) {
        new SeriesConfig(8192, List.of(spans), 100, 86_400_000, 2_700_000, 0.2, 0.3, 80, 2);
    }
}
