package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SilenceMonitorTest {
    private static final long START = 1_700_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final SilenceMonitor monitor = new SilenceMonitor(100, 1e-4, 10);
    private final List<Silence> silences = new ArrayList<>();

    @Test
    void headAndRowsContinueAsTheMonitorThatWroteThem() {
        Map<String, byte[]> rows = new TreeMap<>();
        List<Silence> expected = new ArrayList<>();
        List<Silence> found = new ArrayList<>();
        for (int minute = 0; minute < 600; minute++) {
            for (String entity : List.of("z", "a", "m", "b")) {
                boolean isUp = entity.equals("b") || minute < 200 || minute > 400;
                if (isUp) {
                    long time = START + minute * MINUTE;
                    SilenceMonitor restored = minute < 1 ? monitor : fromRows(rows);
                    List<Silence> now = monitor.observe(entity, time);
                    expected.addAll(now);
                    if (restored != monitor) {
                        found.addAll(restored.observe(entity, time));
                    }
                    rows.put(entity, monitor.row(entity));
                    now.forEach(silence -> rows.put(silence.entity(), monitor.row(silence.entity())));
                }
            }
        }

        assertThat(expected).extracting(Silence::entity).contains("a", "m", "z");
        assertThat(found).isEqualTo(expected);
    }

    private SilenceMonitor fromRows(Map<String, byte[]> rows) {
        return SilenceMonitor.restore(100, 1e-4, 10, monitor.head(), rows);
    }

    @Test
    void tellsOnceThatAHeartbeatStoppedAndAgainInTheNextEpisode() {
        for (long t = 0; t < 14 * HOUR; t += MINUTE) {
            boolean isUp = t < 3 * HOUR || (t > 5 * HOUR && t < 8 * HOUR);
            if (isUp) {
                observe("sensor", t);
            }
            observe("a", t + 1);
            observe("b", t + 2);
        }

        assertThat(silences).extracting(Silence::entity).containsExactly("sensor", "sensor");
        Silence first = silences.get(0);
        assertThat(first.lastSeenMillis()).isEqualTo(START + 3 * HOUR - MINUTE);
        assertThat(first.expectedGapMillis()).isBetween(0.95 * MINUTE, 1.05 * MINUTE);
        assertThat(first.silentMillis()).isBetween(2 * MINUTE, 5 * MINUTE);
        assertThat(first.pValue()).isLessThanOrEqualTo(1e-4);
    }

    @Test
    void anEntityThatIsAloneHereIsSilentByTheTimeOfOtherShards() {
        for (long t = 0; t < 3 * HOUR; t += MINUTE) {
            observe("sensor", t);
            silences.addAll(monitor.pass(START + t + 5000));
        }
        assertThat(silences).isEmpty();

        for (long t = 3 * HOUR; t < 4 * HOUR; t += MINUTE) {
            silences.addAll(monitor.pass(START + t));
        }

        assertThat(silences).extracting(Silence::entity).containsExactly("sensor");
        assertThat(silences.get(0).silentMillis()).isBetween(2 * MINUTE, 6 * MINUTE);
    }

    @Test
    void anOutageOfTheWholeSegmentIsNotHeldAgainstItsEntities() {
        for (long t = 0; t < 3 * HOUR; t += MINUTE) {
            observe("a", t);
            observe("b", t + 10_000);
            observe("c", t + 20_000);
        }
        long after = 15 * HOUR;
        for (long t = after; t < after + 10 * MINUTE; t += MINUTE) {
            observe("a", t);
            observe("b", t + 10_000);
            observe("c", t + 20_000);
        }

        assertThat(silences).isEmpty();
    }

    @Test
    void aSingleRecordFromTheFarFutureSilencesNobody() {
        for (long t = 0; t < 5 * HOUR; t += MINUTE) {
            observe("a", t);
            observe("b", t + 10_000);
            if (t == 3 * HOUR) {
                observe("c", t + 1_000_000 * HOUR);
            }
        }

        assertThat(silences).isEmpty();
    }

    @Test
    void anOfficeRhythmIsQuietOnceTheFirstNightIsKnown() {
        SplittableRandom random = new SplittableRandom(4);
        for (long t = 0; t < 12 * 24 * HOUR; t += MINUTE) {
            long hour = t / HOUR % 24;
            if (hour >= 8 && hour < 17 && random.nextInt(3) == 0) {
                observe("office", t);
            }
            observe("always", t + 1);
            observe("server", t + 2);
        }

        assertThat(silences.size()).isLessThanOrEqualTo(1);
        assertThat(silences)
                .allSatisfy(silence -> assertThat(silence.lastSeenMillis()).isLessThan(START + 3 * 24 * HOUR));
    }

    /** 20 Poisson sources over 5 days, 1 event in 10 minutes each: 14,400 gaps. */
    @Test
    void poissonSourcesHardlyEverCountAsSilent() {
        SplittableRandom random = new SplittableRandom(5);
        for (long t = 0; t < 5 * 24 * HOUR; t += MINUTE / 2) {
            observe("e" + random.nextInt(20), t);
        }

        assertThat(silences.size()).isLessThanOrEqualTo(5);
    }

    @Test
    void forgetsTheLeastRecentlySeenEntity() {
        SilenceMonitor small = new SilenceMonitor(10, 1e-4, 10);
        for (int i = 0; i < 10_000; i++) {
            small.observe("e" + i % 500, START + i * 1000L);
        }

        assertThat(small.size()).isEqualTo(10);
    }

    @Test
    void restoredMonitorGoesOnAlike() {
        for (long t = 0; t < 3 * HOUR; t += MINUTE) {
            observe("sensor", t);
            observe("a", t + 1);
        }
        StateWriter out = new StateWriter();
        monitor.snapshot(out);
        SilenceMonitor restored = SilenceMonitor.restore(100, 1e-4, 10, new StateReader(out.toBytes()));

        for (long t = 3 * HOUR; t < 4 * HOUR; t += MINUTE) {
            List<Silence> expected = monitor.observe("a", START + t);
            assertThat(restored.observe("a", START + t)).isEqualTo(expected);
            silences.addAll(expected);
        }
        StateWriter one = new StateWriter();
        StateWriter two = new StateWriter();
        monitor.snapshot(one);
        restored.snapshot(two);
        assertThat(two.toBytes()).isEqualTo(one.toBytes());
        assertThat(silences).hasSize(1);
    }

    private void observe(String entity, long millis) {
        silences.addAll(monitor.observe(entity, START + millis));
    }
}
