package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.audit.verify.AuditReport;
import dev.winnow.audit.verify.Conclusion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands from a shell against a running application that is killed in between. */
class CommandIT {
    private static final String MUTE = """
            {"id": "c1", "tenant": "c0", "time": "2026-01-01T00:00:00Z", "actor": "ada", "reason": "load test",
             "action": {"muteAdd": {"muteId": "m1", "scope": "feature_set", "target": "suricata-flow/1",
              "until": "2027-01-01T00:00:00Z"}}}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void whatACommandChangedHoldsOverAKillUntilACommandEndsIt() throws Exception {
        List<String> lines = Flows.lines(60, 7, 1);
        try (Cluster cluster = new Cluster(directory, 1)) {
            cluster.createTopics("app");
            ChildCommand first = cluster.run("app", "one");
            String applied = give(cluster, "applied", "command", MUTE);
            cluster.send(lines.subList(0, 20));
            cluster.awaitDecided("app", 20, first);
            first.kill();

            ChildCommand second = cluster.run("app", "one");
            String duplicate = give(cluster, "duplicate", "command", MUTE);
            cluster.send(lines.subList(20, 40));
            cluster.awaitDecided("app", 40, second);
            int hidden = cluster.alerts("app").size();
            String refused = give(
                    cluster,
                    "refused",
                    "mute",
                    "end",
                    "m2",
                    "--tenant",
                    "c0",
                    "--actor",
                    "ada",
                    "--reason",
                    "no such mute");
            String ended = give(
                    cluster,
                    "applied",
                    "mute",
                    "end",
                    "m1",
                    "--tenant",
                    "c0",
                    "--actor",
                    "ada",
                    "--reason",
                    "it is over");
            cluster.send(lines.subList(40, 60));
            cluster.awaitDecided("app", 60, second);

            assertThat(applied)
                    .isEqualTo("applied c1: Mute m1 of ada suppresses feature set suricata-flow/1: load test");
            assertThat(duplicate).startsWith("duplicate c1: ");
            assertThat(refused).startsWith("refused CMD-010 ");
            assertThat(ended).endsWith(": Mute m1 of ada ended after 40 suppressed alerts.");
            assertThat(hidden).isZero();
            assertThat(cluster.alerts("app")).hasSize(20);
            AuditReport report = new LiveAudit(cluster.config("app"), "app.audit", true)
                    .verify(List.of(cluster.key()), List.of(), 0, Long.MAX_VALUE);
            assertThat(report.conclusion()).as(report.text()).isEqualTo(Conclusion.VERIFIED);
        }
    }

    /** The line that the command prints; it waits for the application's answer, and the test for the line. */
    private String give(Cluster cluster, String outcome, String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-c";
        all[arguments.length + 1] = directory.resolve("app-one.yaml").toString();
        all[arguments.length + 2] = "--wait-seconds";
        all[arguments.length + 3] = Long.toString(Cluster.PATIENCE.toSeconds());
        return cluster.command(all).awaitLine(outcome + " ", Cluster.PATIENCE);
    }
}
