package dev.winnow.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.http.RuntimeStatus.Backlog;
import dev.winnow.app.http.RuntimeStatus.Disk;
import dev.winnow.app.http.RuntimeStatus.Restore;
import dev.winnow.app.http.RuntimeStatus.Snapshot;
import dev.winnow.app.http.RuntimeStatus.State;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApplicationMetricsTest {
    private final Counters counters = new Counters();
    private final Metrics metrics = Metrics.empty();

    @Test
    void showsWhatIsCountedAtTheTimeOfTheScrape() throws IOException {
        ApplicationMetrics.register(metrics, counters, () -> status(State.RUNNING, 0, 7), 10);
        String before = text();

        counters.add(Count.DEAD_LETTERS, 3);

        assertThat(before).contains("\nwinnow_dead_letters_total 0.0\n");
        assertThat(text())
                .contains(
                        "\nwinnow_dead_letters_total 3.0\n",
                        "\nwinnow_ready 1.0\n",
                        "\nwinnow_lag_records{topic=\"events\"} 7.0\n",
                        "\nwinnow_disk_free_bytes 5.0\n");
    }

    @Test
    void isNotReadyWhileStoresAreRestored() throws IOException {
        ApplicationMetrics.register(metrics, counters, () -> status(State.RESTORING, 4, -1), 10);

        assertThat(text())
                .contains("\nwinnow_ready 0.0\n", "\nwinnow_restore_partitions_left 4.0\n")
                .doesNotContain("\nwinnow_lag_records{");
    }

    @Test
    void asksForTheStatusOnceAScrape() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        ApplicationMetrics.register(
                metrics,
                counters,
                () -> {
                    asked.incrementAndGet();
                    return status(State.RUNNING, 0, 7);
                },
                10);

        text();

        assertThat(asked).hasValue(1);
    }

    @Test
    void showsModelsAndCalibratorsByFeatureSetWithoutTheirTenants() throws IOException {
        counters.lastSeen().model("one", "suricata-flow/1", State.STARTING);
        counters.lastSeen().model("two", "suricata-flow/1", State.RUNNING);
        counters.lastSeen().model("one", "suricata-flow/1", State.RUNNING);
        counters.lastSeen().model("three", "zeek-conn/1", State.RUNNING);
        counters.lastSeen().forgetModel("three");
        counters.lastSeen().calibrator("acme", "suricata-flow/1", "platt", 40);
        counters.lastSeen().calibrator("umbrella", "suricata-flow/1", "platt", 2);
        ApplicationMetrics.register(metrics, counters, () -> status(State.RUNNING, 0, 7), 10);

        assertThat(text())
                .contains(
                        "\nwinnow_models{feature_set=\"suricata-flow/1\",state=\"running\"} 2.0\n",
                        "\nwinnow_calibrators{feature_set=\"suricata-flow/1\",kind=\"platt\"} 2.0\n",
                        "\nwinnow_calibrator_verdicts{feature_set=\"suricata-flow/1\",kind=\"platt\"} 42.0\n")
                .doesNotContain("acme", "zeek-conn");
    }

    @Test
    void showsEveryNameThatItLists() throws IOException {
        counters.addUnscored("tls");
        counters.lastSeen().model("one", "suricata-flow/1", State.RUNNING);
        counters.lastSeen().calibrator("acme", "suricata-flow/1", "platt", 40);
        ApplicationMetrics.register(metrics, counters, () -> status(State.RUNNING, 0, 7), 10);

        TreeSet<String> shown = new TreeSet<>();
        text().lines().filter(line -> !line.startsWith("#")).forEach(line -> shown.add(line.split("[ {]", 2)[0]));

        assertThat(ApplicationMetrics.names())
                .containsAll(shown)
                .filteredOn(name -> name.startsWith("winnow_"))
                .containsExactlyElementsOf(shown);
    }

    private static Snapshot status(State state, int partitionsLeft, long lag) {
        return new Snapshot(
                "winnow",
                state,
                true,
                new Restore(partitionsLeft, 0, partitionsLeft),
                List.of(),
                2,
                2,
                lag < 0 ? Backlog.unknown() : new Backlog(Map.of("events", lag), 0),
                new Disk(5, 10),
                "");
    }

    private String text() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.writeText(text);
        return text.toString(StandardCharsets.UTF_8);
    }
}
