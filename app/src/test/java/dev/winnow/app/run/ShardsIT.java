package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.app.run.explain.AlertExplainer;
import dev.winnow.app.run.explain.Explanation;
import dev.winnow.app.run.replay.LiveReplay;
import dev.winnow.app.run.replay.PastDecisions;
import dev.winnow.app.run.replay.Replayed;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.wire.Alert;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of all hosts, on six shards of a real broker, through a kill. */
class ShardsIT {
    private static final int SHARDS = 6;
    private static final int HOSTS = 60;
    private static final long START = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aSignatureOfSixtyHostsSpreadsOverSixtyOnEveryShardThroughAKill() throws Exception {
        try (Cluster cluster = new Cluster(directory, SHARDS)) {
            cluster.createTopics("soc");
            cluster.send(alerts(0, 5 * HOSTS));
            ChildCommand first = cluster.run("soc", "one");
            cluster.awaitCommitted("soc.model-inputs", SHARDS, first);
            first.kill();
            ChildCommand second = cluster.run("soc", "one");
            cluster.awaitDecided("soc", 5 * HOSTS, second);
            cluster.send(alerts(5 * HOSTS, 10 * HOSTS));
            cluster.awaitDecided("soc", 10 * HOSTS, second);
            awaitHeard(cluster, second);

            cluster.send(alerts(10 * HOSTS, 11 * HOSTS));
            cluster.awaitDecided("soc", 11 * HOSTS, second);
            second.terminate(Duration.ofSeconds(40));

            List<Alert> newest = cluster.alerts("soc").stream()
                    .filter(alert -> alert.getFeatures().getFeatureSet().equals("ids-alert/1"))
                    .sorted(Comparator.comparing(Alert::getEventTime).reversed())
                    .limit(HOSTS)
                    .toList();
            assertThat(newest).hasSize(HOSTS);
            TreeSet<Integer> shards =
                    new TreeSet<>(newest.stream().map(Alert::getShard).toList());
            assertThat(shards).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(newest).allSatisfy(alert -> {
                assertThat(alert.getShards()).isEqualTo(SHARDS);
                assertThat(spread(alert)).as("on shard " + alert.getShard()).isBetween(45.0, 80.0);
            });
            for (int i = 0; i < HOSTS; i += 20) {
                Replayed replayed = new LiveReplay(cluster.config("soc"), "test")
                        .replay(newest.get(i).getId());
                assertThat(replayed.outcome()).as(replayed.toString()).isEqualTo(Replayed.Outcome.SAME);
                Explanation explanation = new AlertExplainer(PastDecisions.of(cluster.config("soc"), "test"))
                        .explain(newest.get(i).getId(), null, Map.of("signature_spread", "1"));
                assertThat(explanation.outcome())
                        .as(explanation.document().toString())
                        .isEqualTo(Explanation.Outcome.EXPLAINED);
                assertThat(explanation.document().path("alert").path("id").asText())
                        .isEqualTo(newest.get(i).getId());
                assertThat(explanation
                                .document()
                                .path("recomputed")
                                .path("isSame")
                                .asBoolean())
                        .isTrue();
                assertThat(explanation.document().path("whatIf").path("before").path("score"))
                        .isEqualTo(explanation.document().path("recomputed").path("score"));
            }
            AuditReport report = new LiveAudit(cluster.config("soc"), "soc.audit", true)
                    .verify(List.of(cluster.key()), List.of(), 0, Long.MAX_VALUE);
            assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
        }
    }

    private static double spread(Alert alert) {
        int at = alert.getFeatures().getNames().indexOf("signature_spread");
        return alert.getFeatures().getValues().get(at);
    }

    /** Waits until what the shards have told has been taken in and committed. */
    private static void awaitHeard(Cluster cluster, ChildCommand alive) throws Exception {
        long deadline = System.nanoTime() + Cluster.PATIENCE.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()))) {
            while (!isHeard(admin)) {
                assertThat(alive.isAlive()).isTrue();
                assertThat(System.nanoTime())
                        .as("what was told is not taken in")
                        .isLessThan(deadline);
            }
        }
    }

    private static boolean isHeard(Admin admin) throws Exception {
        TreeMap<Integer, OffsetSpec> asked = new TreeMap<>();
        Map<TopicPartition, OffsetAndMetadata> taken = admin.listConsumerGroupOffsets("soc")
                .partitionsToOffsetAndMetadata()
                .get();
        for (int shard = 0; shard < SHARDS; shard++) {
            asked.put(shard, OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetSpec> ends = asked.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> new TopicPartition("soc.model-inputs", each.getKey()), Map.Entry::getValue));
        for (var end : admin.listOffsets(ends).all().get().entrySet()) {
            OffsetAndMetadata offset = taken.get(end.getKey());
            if (offset == null || offset.offset() < end.getValue().offset()) {
                return false;
            }
        }
        return true;
    }

    /** One alert a second, of each host in turn. */
    private static List<String> alerts(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add("{\"timestamp\":\"" + Instant.ofEpochMilli(START + i * 1000L)
                    + "\",\"event_type\":\"alert\",\"customer\":\"acme\",\"src_ip\":\"10.0.0." + i % HOSTS
                    + "\",\"dest_ip\":\"10.1.0.5\",\"dest_port\":22,\"proto\":\"TCP\",\"alert\":{\"gid\":1,"
                    + "\"signature_id\":2000001,\"signature\":\"ET SCAN\",\"category\":\"Misc\",\"severity\":2}}");
        }
        return lines;
    }
}
