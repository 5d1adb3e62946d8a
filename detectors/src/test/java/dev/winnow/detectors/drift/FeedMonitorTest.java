package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedMonitorTest {
    private static final long START = 1_700_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    /** The clock is days ahead of the events. */
    private static final long CLOCK = START + 90 * 24 * HOUR;

    private final FeedMonitor monitor = FeedMonitor.empty();
    private final List<Silence> silences = new ArrayList<>();

    @Test
    void aFeedThatDiesIsToldOnceByTheOthers() {
        for (long t = 0; t < 5 * HOUR; t += 5000) {
            hear("flows", t);
            if (t < 2 * HOUR) {
                hear("dns", t + 1000);
            }
        }

        assertThat(silences).extracting(Silence::entity).containsExactly("dns");
        assertThat(silences.get(0).silentMillis()).isBetween(9 * MINUTE, 15 * MINUTE);
        assertThat(silences.get(0).lastSeenMillis()).isBetween(START + 2 * HOUR - 11_000, START + 2 * HOUR);
    }

    @Test
    void feedsThatAllDieAreToldByHeartbeats() {
        live(2 * HOUR);
        for (long t = 0; t < 3 * HOUR; t += MINUTE) {
            beat(2 * HOUR + t);
        }

        assertThat(silences).extracting(Silence::entity).containsExactly("flows", "dns");
        assertThat(silences.get(0).silentMillis()).isBetween(9 * MINUTE, 25 * MINUTE);
    }

    @Test
    void aBacklogThatIsReadLateIsAlive() {
        live(2 * HOUR);
        // Old events come slowly: ten seconds of event time in each minute of the clock.
        for (long t = 0; t < 3 * HOUR; t += MINUTE) {
            hear("flows", 2 * HOUR + t / 6);
            hear("dns", 2 * HOUR + t / 6);
            beat(2 * HOUR + t);
        }

        assertThat(silences).isEmpty();
    }

    @Test
    void theFirstHeartbeatAfterAStopOfTheApplicationSilencesNobody() {
        live(2 * HOUR);
        beat(2 * HOUR);
        for (int i = 0; i < 3; i++) {
            beat(60 * HOUR + i * MINUTE);
        }

        assertThat(silences).isEmpty();
    }

    @Test
    void aTenantWhoseTimeStandsStillForDaysIsLeftAlone() {
        live(2 * HOUR);
        for (long t = 0; t < 100 * HOUR; t += MINUTE) {
            beat(2 * HOUR + t);
        }

        assertThat(monitor.timeMillis()).isBetween(START + 47 * HOUR, START + 51 * HOUR);
    }

    @Test
    void announcesTheTimeEveryTenMinutes() {
        int announced = 0;
        for (long t = 0; t < 2 * HOUR; t += 5000) {
            hear("flows", t);
            announced += monitor.announces() ? 1 : 0;
        }

        assertThat(announced).isBetween(10, 12);
    }

    @Test
    void onlyEveryTenSecondsOfAFeedAreNews() {
        hear("flows", 0);

        assertThat(monitor.isNews("flows", START + 9999)).isFalse();
        assertThat(monitor.isNews("flows", START + 10_000)).isTrue();
        assertThat(monitor.isNews("flows", START - 10_000)).isTrue();
        assertThat(monitor.isNews("dns", START)).isTrue();
    }

    @Test
    void goesOnAlikeFromItsBytes() {
        live(HOUR);
        FeedMonitor restored = FeedMonitor.fromBytes(monitor.toBytes());
        for (long t = HOUR; t < 2 * HOUR; t += MINUTE) {
            assertThat(restored.beat(CLOCK + t)).isEqualTo(monitor.beat(CLOCK + t));
        }

        assertThat(restored.toBytes()).isEqualTo(monitor.toBytes());
        byte[] newer = monitor.toBytes();
        newer[0] = 9;
        assertThatThrownBy(() -> FeedMonitor.fromBytes(newer)).isInstanceOf(StateFormatException.class);
    }

    private void live(long millis) {
        for (long t = 0; t < millis; t += 5000) {
            hear("flows", t);
            hear("dns", t + 1000);
            if (t % MINUTE == 0) {
                beat(t);
            }
        }
    }

    private void hear(String feed, long t) {
        if (monitor.isNews(feed, START + t)) {
            silences.addAll(monitor.hear(feed, START + t));
        }
    }

    private void beat(long t) {
        silences.addAll(monitor.beat(CLOCK + t));
    }
}
