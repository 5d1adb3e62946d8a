package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.app.run.cluster.ClusterRun;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireSchemas;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AssetWeightSet;
import dev.winnow.wire.Command;
import dev.winnow.wire.CommandDetail;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.Source;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictDetail;
import dev.winnow.wire.VerdictKind;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances of an earlier release are exchanged one by one for this build's, under load, and back again. Each internal topic
 * then holds what both wrote, and nothing was lost, repeated or refused.
 */
class UpgradeIT {
    private static final List<String> INTERNAL = List.of(
            "soc-events-by-entity-repartition",
            "soc-candidates-by-tenant-repartition",
            "soc-feedback-by-tenant-repartition",
            "soc-commands-by-tenant-repartition");

    /** A record of a schema that no release has. */
    private static final byte[] OF_NOBODY = {(byte) 0xC3, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void nothingIsLostOrRefusedWhenInstancesAreExchangedOneByOneThereAndBack() throws Exception {
        List<String> lines = Flows.lines(1_200, 20_260_103, 8);
        try (Cluster cluster = new Cluster(directory, 2, EarlierRelease.now())) {
            cluster.createTopics("soc");
            ClusterRun one = start(cluster, "one", EarlierRelease.then());
            ClusterRun two = start(cluster, "two", EarlierRelease.then());
            cluster.send(lines.subList(0, 400));
            cluster.awaitDecided("soc", 400);
            List<Alert> first = cluster.alerts("soc").stream()
                    .filter(alert -> alert.getDisposition() == Disposition.OPENED)
                    .toList();
            judge(cluster, EarlierRelease.then(), "v-then", first.get(0));
            command(cluster, EarlierRelease.then(), "c-then", first.get(0));
            cluster.awaitAudited("soc", VerdictDetail.class, 1);
            cluster.awaitAudited("soc", CommandDetail.class, 1);

            cluster.send(lines.subList(400, 500));
            one.close();
            one = start(cluster, "one", EarlierRelease.upgrading());
            cluster.send(lines.subList(500, 600));
            two.close();
            two = start(cluster, "two", EarlierRelease.upgrading());
            cluster.send(lines.subList(600, 700));
            one.close();
            one = start(cluster, "one", EarlierRelease.now());
            two.close();
            two = start(cluster, "two", EarlierRelease.now());
            cluster.send(lines.subList(700, 900));
            judge(cluster, EarlierRelease.now(), "v-now", first.get(1));
            judge(cluster, EarlierRelease.then(), "v-old-client", first.get(2));
            cluster.awaitDecided("soc", 900);
            command(cluster, EarlierRelease.now(), "c-now", first.get(0));
            cluster.awaitAudited("soc", VerdictDetail.class, 3);
            cluster.awaitAudited("soc", CommandDetail.class, 2);

            one.close();
            one = start(cluster, "one", EarlierRelease.upgrading());
            two.close();
            two = start(cluster, "two", EarlierRelease.upgrading());
            cluster.send(lines.subList(900, 1_000));
            cluster.awaitDecided("soc", 1_000);
            one.close();
            one = start(cluster, "one", EarlierRelease.then());
            INTERNAL.forEach(topic -> cluster.sendTo(topic, OF_NOBODY));
            cluster.send(lines.subList(1_000, 1_200));
            two.close();
            two = start(cluster, "two", EarlierRelease.then());
            cluster.awaitDecided("soc", 1_200 + INTERNAL.size());
            int running = cluster.members("soc");
            one.close();
            two.close();

            assertThat(running).isPositive();
            assertThat(cluster.members("soc")).as("members that have stopped").isZero();
            for (String topic : INTERNAL) {
                Set<String> writers = writers(cluster, topic);
                assertThat(writers).as(topic).containsExactlyInAnyOrder("then", "now", "nobody");
            }
            assertThat(writers(cluster, "soc.audit")).containsExactlyInAnyOrder("then", "now");
            List<Cluster.Decided> decisions = cluster.decisions("soc");
            assertThat(cluster.deadLetters("soc"))
                    .as("what nobody can read, and nothing else")
                    .extracting(Source::getTopic)
                    .containsExactlyInAnyOrderElementsOf(INTERNAL);
            assertThat(decisions.stream()
                            .map(Cluster.Decided::source)
                            .map(Cluster::place)
                            .toList())
                    .doesNotHaveDuplicates()
                    .hasSize(1_200);
            AuditReport report = new LiveAudit(cluster.config("soc"), "soc.audit", true)
                    .verify(List.of(cluster.key()), List.of(), 0, Long.MAX_VALUE);
            assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
            assertShowPrintsEveryBody(cluster, first.get(0).getId());
        }
    }

    /** {@code winnow audit show} of a build whose history has the earlier release. */
    private void assertShowPrintsEveryBody(Cluster cluster, String alertOfThen) {
        Path history = directory.resolve("history");
        EarlierRelease.write(history);
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ChildCommand show = cluster.child(
                "show.log",
                Map.of("CLASSPATH", history + File.pathSeparator + classPath),
                "audit",
                "show",
                "-c",
                cluster.write("soc", "show").toString());
        List<String> printed = show.awaitOutput(Cluster.PATIENCE);

        assertThat(printed).anyMatch(line -> line.contains(alertOfThen)).noneMatch(line -> line.contains("unreadable"));
        assertThat(printed).hasSizeGreaterThan(1_200);
    }

    private ClusterRun start(Cluster cluster, String instance, SingleObjectCodec codec) {
        WinnowConfig config = cluster.config(
                "soc",
                text -> text.replace(
                                "directory: \"state-soc\"",
                                "directory: \"" + directory.resolve("state-" + instance) + "\"")
                        .replace(
                                "commit.interval.ms: 300",
                                "commit.interval.ms: 300, repartition.purge.interval.ms: 3600000"));
        Deployment surroundings = Preflight.of(config, "cluster", Map.of()).deployment();
        return ClusterRun.start(config, new Preflight(surroundings, codec), "test");
    }

    private static void judge(Cluster cluster, SingleObjectCodec codec, String id, Alert alert) {
        Verdict verdict = Verdict.newBuilder()
                .setId(id)
                .setTenant(alert.getTenant())
                .setAlertId(alert.getId())
                .setVerdict(VerdictKind.FALSE_POSITIVE)
                .setAnalyst("mara")
                .setVerdictTime(alert.getEventTime())
                .build();
        cluster.sendTo("soc.feedback", codec.encode("soc.feedback", verdict));
    }

    private static void command(Cluster cluster, SingleObjectCodec codec, String id, Alert alert) {
        Command command = new Command(
                id,
                alert.getTenant(),
                alert.getEventTime(),
                "ada",
                ActorType.HUMAN,
                "a server that matters",
                new AssetWeightSet(alert.getEntity(), 2.0));
        cluster.sendTo("soc.commands", codec.encode("soc.commands", command));
    }

    /** Who wrote the records of a topic, by the fingerprint in each. */
    private static Set<String> writers(Cluster cluster, String topic) {
        Set<Long> now = new TreeSet<>(WireSchemas.all().stream()
                .map(SchemaNormalization::parsingFingerprint64)
                .toList());
        Set<Long> then = new TreeSet<>(EarlierRelease.HISTORY.entries().stream()
                .map(SchemaHistory.Entry::fingerprint)
                .toList());
        Set<String> writers = new TreeSet<>();
        cluster.read(topic, record -> {
            long fingerprint = ByteBuffer.wrap(record.value(), 2, 8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            writers.add(now.contains(fingerprint) ? "now" : then.contains(fingerprint) ? "then" : "nobody");
        });
        return writers;
    }
}
