package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RefusalWindowTest {
    @Test
    void oneNoisyEntityAmongManyIsNoDriftHoweverLongItGoesOn() {
        RefusalWindow window = new RefusalWindow(64, 0.5);
        for (int i = 0; i < 10_000; i++) {
            assertThat(window.observe("scanner", true, 20)).isEmpty();
        }
        for (int i = 0; i < 10_000; i++) {
            boolean isScanner = i % 4 != 0;
            assertThat(window.observe(isScanner ? "scanner" : "e" + i % 19, isScanner, 20))
                    .isEmpty();
        }
    }

    @Test
    void aChangeThatMostEntitiesShareIsDriftOnce() {
        RefusalWindow window = new RefusalWindow(64, 0.5);
        for (int i = 0; i < 64; i++) {
            assertThat(window.observe("e" + i % 10, false, 10)).isEmpty();
        }
        int events = 0;
        Optional<DriftAlarm> alarm = Optional.empty();
        while (alarm.isEmpty()) {
            alarm = window.observe("e" + events % 10, true, 10);
            events++;
        }

        assertThat(events).isBetween(32, 48);
        assertThat(alarm.orElseThrow().entities()).isEqualTo(10);
        assertThat(alarm.orElseThrow().refusedShare()).isGreaterThanOrEqualTo(0.5);
        assertThat(window.share()).isZero();
    }

    @Test
    void aSegmentOfOneEntityCanDrift() {
        RefusalWindow window = new RefusalWindow(64, 0.5);
        int alarms = 0;
        for (int i = 0; i < 64; i++) {
            alarms += window.observe("only", true, 1).isPresent() ? 1 : 0;
        }

        assertThat(alarms).isEqualTo(1);
    }

    @Test
    void restoredWindowGoesOnAlike() {
        RefusalWindow live = new RefusalWindow(64, 0.5);
        for (int i = 0; i < 100; i++) {
            live.observe("e" + i % 7, i % 3 == 0, 7);
        }
        StateWriter out = new StateWriter();
        live.snapshot(out);
        RefusalWindow restored = RefusalWindow.restore(64, 0.5, new StateReader(out.toBytes()));

        for (int i = 0; i < 200; i++) {
            assertThat(restored.observe("e" + i % 7, true, 7)).isEqualTo(live.observe("e" + i % 7, true, 7));
            assertThat(restored.share()).isEqualTo(live.share());
        }
    }
}
