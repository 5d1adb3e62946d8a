package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.app.run.replay.LiveReplay;
import dev.winnow.app.run.replay.Replayed;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.Conclusion;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications and brokers that are killed while they work, each in a process of its own. The audit verifier is the oracle. */
class CrashIT {
    private static final long SEED = 20_260_101;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void decidesOnOnePartitionBitForBitAsIfItHadNeverBeenKilled() throws Exception {
        List<String> lines = Flows.lines(3_000, SEED, 1);
        try (Cluster cluster = new Cluster(directory, 1)) {
            cluster.createTopics("calm");
            cluster.createTopics("killed");
            cluster.send(lines.subList(0, 1_500));
            ChildCommand first = cluster.run("killed", "killed");
            cluster.awaitCommitted("killed.audit", 300, first);
            first.kill();
            cluster.send(lines.subList(1_500, 3_000));
            ChildCommand second = cluster.run("killed", "killed");
            cluster.awaitCommitted("killed.audit", 2_000, second);
            second.kill();

            ChildCommand third = cluster.run("killed", "killed");
            cluster.awaitDecided("killed", 3_000, third);
            int exitCode = third.terminate(Duration.ofSeconds(40));
            ChildCommand calm = cluster.run("calm", "calm");
            cluster.awaitDecided("calm", 3_000, calm);

            assertThat(exitCode).isEqualTo(143);
            List<Alert> expected = withoutOrigin(cluster.alerts("calm"));
            assertThat(expected).hasSizeGreaterThanOrEqualTo(3_000);
            assertThat(expected)
                    .filteredOn(alert -> alert.getScoreCurrent() != null)
                    .hasSizeGreaterThan(2_000);
            assertThat(withoutOrigin(cluster.alerts("killed"))).isEqualTo(expected);
            AuditReport report = verify(cluster, "killed");
            assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
            assertThat(report.chains().get(0).sessions()).isEqualTo(3);
            List<Cluster.Decided> decisions = cluster.decisions("killed");
            for (int index : new int[] {5, 700, 1_600, 2_990}) {
                Replayed replayed = new LiveReplay(cluster.config("killed"), "test")
                        .replay(decisions.get(index).alertId());
                assertThat(replayed.outcome()).as(replayed.toString()).isEqualTo(Replayed.Outcome.SAME);
            }
            Replayed elsewhere = new LiveReplay(
                            cluster.config("killed", text -> text.replace("trees: 30", "trees: 31")), "test")
                    .replay(decisions.get(700).alertId());
            assertThat(elsewhere.outcome()).isEqualTo(Replayed.Outcome.NOT_HELD);
            assertThat(elsewhere.notes()).singleElement().asString().startsWith("STA-005 model ");
        }
    }

    @Test
    void losesAndRepeatsNothingWhenInstancesComeAndAreKilled() throws Exception {
        List<String> lines = withGarbage(Flows.lines(3_000, SEED + 1, 8));
        try (Cluster cluster = new Cluster(directory, 4)) {
            cluster.createTopics("soc");
            cluster.send(lines.subList(0, 1_000));
            ChildCommand one = cluster.run("soc", "one");
            cluster.awaitCommitted("soc.audit", 200, one);
            ChildCommand two = cluster.run("soc", "two");
            cluster.send(lines.subList(1_000, 2_000));
            cluster.awaitCommitted("soc.audit", 1_200, one, two);

            one.kill();
            cluster.send(lines.subList(2_000, lines.size()));
            cluster.awaitDecided("soc", lines.size(), two);

            assertEveryInputOnce(cluster, "soc", lines.size());
        }
    }

    @Test
    void losesAndRepeatsNothingWhenTheBrokerIsKilled() throws Exception {
        List<String> lines = withGarbage(Flows.lines(2_000, SEED + 2, 8));
        try (Cluster cluster = new Cluster(directory, 4)) {
            cluster.createTopics("soc");
            cluster.send(lines.subList(0, 1_000));
            ChildCommand application = cluster.run("soc", "one");
            cluster.awaitCommitted("soc.audit", 200, application);

            cluster.restartBroker();
            cluster.send(lines.subList(1_000, lines.size()));
            cluster.awaitDecided("soc", lines.size(), application);

            assertEveryInputOnce(cluster, "soc", lines.size());
        }
    }

    /** Every input offset stands in exactly one decision or one dead letter, and every chain verifies. */
    private static void assertEveryInputOnce(Cluster cluster, String application, int inputs) {
        List<Cluster.Decided> decisions = cluster.decisions(application);
        List<Source> refused = cluster.deadLetters(application);
        List<String> places = Stream.concat(decisions.stream().map(Cluster.Decided::source), refused.stream())
                .map(Cluster::place)
                .toList();
        assertThat(places).doesNotHaveDuplicates().hasSize(inputs);
        assertThat(refused).hasSize(inputs / 100);
        assertThat(cluster.alerts(application)).extracting(Alert::getId).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(decisions.stream().map(Cluster.Decided::chain).toList()))
                .hasSizeGreaterThan(1);
        AuditReport report = verify(cluster, application);
        assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
    }

    private static AuditReport verify(Cluster cluster, String application) {
        return new LiveAudit(cluster.config(application), application + ".audit", true)
                .verify(List.of(cluster.key()), List.of(), 0, Long.MAX_VALUE);
    }

    /** The origin names application and topic, which differ on purpose. */
    private static List<Alert> withoutOrigin(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> Alert.newBuilder(alert).setAuditOrigin("").build())
                .toList();
    }

    /** Every hundredth line cut in the middle. */
    private static List<String> withGarbage(List<String> lines) {
        List<String> mixed = new ArrayList<>(lines);
        for (int i = 99; i < mixed.size(); i += 100) {
            mixed.set(i, mixed.get(i).substring(0, 40));
        }
        return mixed;
    }
}
