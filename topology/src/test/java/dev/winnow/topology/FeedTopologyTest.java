package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.settings.ModelSettings;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.ClusterState;
import dev.winnow.wire.Signal;
import dev.winnow.wire.SignalKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feeds that die whole, and clusters that nothing comes for any more. */
final class FeedTopologyTest {
    private static final ModelSettings WITH_CLOCK = new ModelSettings(
            40,
            ModelSettings.DEFAULT_CACHE_BYTES,
            ModelSettings.DEFAULT_ENTITY_BYTES,
            ModelSettings.DEFAULT_ENTITY_TTL_MILLIS,
            60_000);

    /** Flows every five seconds, alerts every seven while they live. */
    private static void feed(Run run, int fromSecond, int toSecond, boolean withAlerts) {
        for (int second = fromSecond; second < toSecond; second++) {
            long time = Eve.NOON + second * 1000L;
            if (second % 5 == 0) {
                run.send(Eve.flow("10.0.0." + second % 8, "192.0.2.1", 443, 1500 + second % 900, 20_000, time), time);
            }
            if (withAlerts && second % 7 == 0) {
                run.send(Eve.alert("10.0.0." + second % 8, "ET SCAN", 2, time), time);
            }
        }
    }

    private static List<Signal> silences(Run run) {
        return run.signals().stream()
                .filter(signal -> signal.getKind() == SignalKind.SILENCE)
                .toList();
    }

    @Test
    void aFeedThatDiesIsFoundByTheOtherOfItsTenant() {
        try (Run run = new Run(new Worlds().settings())) {
            feed(run, 0, 1800, true);
            List<Signal> before = silences(run);
            run.alerts();

            feed(run, 1800, 3000, false);

            assertThat(before).isEmpty();
            assertThat(silences(run)).singleElement().satisfies(signal -> {
                assertThat(signal.getSubject()).isEqualTo("ids-alert/1");
                assertThat(signal.getText())
                        .isEqualTo(
                                "Nothing from any entity in acme|ids-alert/1|all for 598 s; it usually reports every 14 s.");
            });
            assertThat(run.alerts())
                    .filteredOn(alert -> alert.getType().equals("silence"))
                    .extracting(Alert::getEntity)
                    .containsExactly("ids-alert/1");
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void aTenantFromWhichNothingComesIsFoundByTheClock() {
        try (Run run = new Run(new Worlds().models(WITH_CLOCK).settings())) {
            for (int minute = 0; minute < 30; minute++) {
                feed(run, 60 * minute, 60 * minute + 60, true);
                run.passMinute();
            }
            List<Signal> before = silences(run);
            run.clusters();

            List<Cluster> clusters = new ArrayList<>();
            for (int minute = 0; minute < 180; minute++) {
                run.passMinute();
            }
            clusters.addAll(run.clusters());

            assertThat(before).isEmpty();
            assertThat(silences(run))
                    .extracting(Signal::getSubject)
                    .containsExactlyInAnyOrder("ids-alert/1", "suricata-flow/1");
            assertThat(clusters).anyMatch(cluster -> cluster.getState() == ClusterState.CLOSED);
            run.records("winnow.model-inputs");
            run.forget();
            run.expectNothingLeft();
        }
    }

    @Test
    void withoutAClockNothingHappensByItself() {
        try (Run run = new Run(new Worlds().settings())) {
            feed(run, 0, 300, true);
            run.forget();

            for (int minute = 0; minute < 60; minute++) {
                run.passMinute();
            }

            assertThat(run.producedTopics()).doesNotContain("winnow.model-inputs");
            run.expectNothingLeft();
        }
    }
}
