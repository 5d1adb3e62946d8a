package dev.winnow.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Golden values are those of the independent Python program that {@link MetricsOracleTest} runs where it is at hand. */
class RangeSurfaceTest {
    private static final int ROWS = 60;

    /** Events of five and two rows; one seen late, one whose alarm comes just before it. */
    private static final RangeSurface SURFACE = surface();

    @Test
    void anAlarmBesideAnEventCountsTheMoreTheWiderTheBuffer() {
        assertAreas(SURFACE.areas(0), 0.6017520215633423, 0.29405363763301073);
        assertAreas(SURFACE.areas(4), 0.8310597636397326, 0.4606997307096651);
        assertAreas(SURFACE.areas(5), 0.8348092962301239, 0.46633827691364904);
        assertAreas(SURFACE.areas(20), 0.9832711533378256, 0.9098407932116894);
    }

    @Test
    void theVolumeIsTheMeanOfTheAreas() {
        assertAreas(SURFACE.volume(20, 10), 0.889650891516903, 0.6694261881657708);
        assertAreas(SURFACE.volume(100, 10), 0.9539452458862492, 0.8903844005884565);
    }

    @Test
    void aWidthThatComesTwiceCountsOnce() {
        RangeSurface.Areas first = SURFACE.areas(0);
        RangeSurface.Areas second = SURFACE.areas(1);

        assertThat(SURFACE.volume(1, 10).pr()).isCloseTo((first.pr() + second.pr()) / 2, within(1e-12));
    }

    @Test
    void oneClassHasNoArea() {
        double[] scores = new double[10];
        boolean[] all = new boolean[10];
        Arrays.fill(all, true);

        assertThat(RangeSurface.of(new boolean[10], scores).areas(3).pr()).isNaN();
        assertThat(RangeSurface.of(all, scores).areas(3).roc()).isNaN();
    }

    @Test
    void aNegativeWindowIsRefused() {
        assertThatThrownBy(() -> SURFACE.volume(-1, 10))
                .hasMessage("a window of at least 0 and at least 1 step are required, were -1 and 10");
    }

    private static void assertAreas(RangeSurface.Areas found, double roc, double pr) {
        assertThat(found.roc()).isCloseTo(roc, within(1e-12));
        assertThat(found.pr()).isCloseTo(pr, within(1e-12));
    }

    private static RangeSurface surface() {
        boolean[] labels = new boolean[ROWS];
        double[] scores = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            labels[i] = (i >= 20 && i < 25) || i == 40 || i == 41;
            scores[i] = i * 37 % 60 / 60.0 + (i >= 22 && i < 28 ? 0.5 : 0) + (i == 38 || i == 39 ? 0.3 : 0);
        }
        return RangeSurface.of(labels, scores);
    }
}
