package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.broker.EmbeddedKafka;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.docs.PublishedSchema;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.audit.verify.Conclusion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What run, audit and replay say of a cluster that lacks things, and of a run over a file. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class RunCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static EmbeddedKafka broker;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.startTemporary();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void listsEverythingThatARunLacksAtOnce() throws IOException {
        Path config = config("""
            inputs: [{topic: in, format: json, mapping: {time: t}}]
            featureSets: {nonsense: {tailLevel: 0.5}}
            """);

        assertThat(run("run", "-c", config.toString())).isEqualTo(ExitCode.CONFIGURATION);

        assertThat(err.toString().lines().map(line -> line.substring(0, "XXX-000".length())))
                .containsExactly(
                        "RUN-002", "RUN-004", "RUN-011", "RUN-005", "TOP-001", "TOP-001", "TOP-001", "TOP-001",
                        "TOP-001", "TOP-001", "TOP-001", "TOP-001", "TOP-001");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    @Order(2)
    void findsAKeyedInputWithAnotherNumberOfPartitionsButLeavesRekeyedOnesAlone() throws IOException {
        assertThat(run(
                        "audit",
                        "keygen",
                        "--out",
                        directory.resolve("audit.key").toString()))
                .isZero();
        Path keyed = config("""
            inputs: [{topic: in, format: suricata-eve, keyed: true}]
            audit: {keyFile: audit.key}
            application: {secretFile: application.secret}
            """);
        assertThat(run("topics", "create", "-c", keyed.toString())).isZero();
        Path wider = config("""
            inputs: [{topic: in, format: suricata-eve, keyed: true}, {topic: nowhere, format: zeek}]
            audit: {keyFile: audit.key}
            application: {secretFile: application.secret}
            """, 4);

        assertThat(run("run", "-c", wider.toString())).isEqualTo(ExitCode.FAILURE);

        assertThat(err.toString().lines().filter(line -> line.contains("\"in\"") || line.contains("\"nowhere\"")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("TOP-002 topic \"in\": must have 4 partitions, has 2"),
                        line -> assertThat(line).startsWith("TOP-001 topic \"nowhere\": must exist"));
    }

    @Test
    @Order(3)
    void neverCallsAnEmptyLogVerified() throws IOException {
        Path config = config("""
            inputs: [{topic: in, format: suricata-eve}]
            audit: {keyFile: audit.key}
            application: {secretFile: application.secret}
            """);
        String key = directory.resolve("audit.key").toString();

        int verified = run("audit", "verify", "-c", config.toString(), "--key", key, "--json");

        assertThat(verified).isEqualTo(Conclusion.INCOMPLETE.exitCode());
        JsonNode report = document();
        assertThat(report.path("verdict").asText()).isEqualTo("INCOMPLETE");
        assertThat(report.path("findings").findValuesAsText("code")).containsExactly("EMPTY");
        assertThat(run("audit", "show", "-c", config.toString())).isEqualTo(ExitCode.FAILURE);
        assertThat(run("replay", "nothing", "-c", config.toString())).isEqualTo(7);
        assertThat(run("audit", "verify", "--key", key)).isEqualTo(ExitCode.USAGE);
        assertThat(run("audit", "verify", directory.toString(), "-c", config.toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    @Order(4)
    void replaysAnAlertOfARunOverAFileAndSeesWhatSomebodyChanged() throws IOException {
        StringBuilder csv = new StringBuilder("timestamp,server,cpu\n");
        StringBuilder labels = new StringBuilder("record,label\n");
        for (int i = 0; i < 400; i++) {
            csv.append(String.format(
                    Locale.ROOT, "%d,web-%d,%.3f%n", 1_767_225_600 + 60 * i, i % 2, i == 390 ? 99.0 : 1.0 + i % 7));
            labels.append(i).append(',').append(i == 390 ? 1 : 0).append('\n');
        }
        Path file = Files.writeString(directory.resolve("metrics.csv"), csv.toString());
        Path labelled = Files.writeString(directory.resolve("labels.csv"), labels.toString());
        Path config = Files.writeString(directory.resolve("triage.yaml"), "featureSets: {numeric: {tailLevel: 1}}\n");
        Path run = directory.resolve("run1");

        assertThat(run(
                        "triage",
                        file.toString(),
                        "--format",
                        "csv",
                        "--type",
                        "numeric",
                        "--time-field",
                        "timestamp",
                        "--entity-field",
                        "server",
                        "--labels",
                        labelled.toString(),
                        "-c",
                        config.toString(),
                        "--out",
                        run.toString(),
                        "--json"))
                .isZero();
        JsonNode quality = document().path("quality");
        assertThat(run("alerts", "tail", "--run", run.toString(), "--max", "3")).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains(" web-"));
        assertThat(run("dead-letters", "list", "--run", run.toString())).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(run("dead-letters", "list", "--run", directory.toString())).isEqualTo(ExitCode.FILE);
        assertThat(err.toString()).startsWith("CLI-052 --run: ");
        Path alerts = run.resolve("alerts.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(alerts));
        String alert = JSON.readTree(lines.get(100)).path("id").asText();
        int same = run("replay", alert, "--run", run.toString(), "--json");
        String verdict = document().path("verdict").asText();
        lines.set(100, lines.get(100).replaceFirst("\"entity\":\"web-", "\"entity\":\"db-"));
        Files.write(alerts, lines);
        int different = run("replay", alert, "--run", run.toString());

        assertThat(quality.path("labelledAlerts").asInt()).isEqualTo(400);
        assertThat(quality.path("recordsPositive").asInt()).isEqualTo(1);
        assertThat(quality.path("brier").isNumber()).isTrue();
        assertThat(same).isZero();
        assertThat(verdict).isEqualTo("SAME");
        assertThat(different).isEqualTo(1);
        assertThat(out.toString()).startsWith("DIFFERENT " + alert).contains("  entity: recorded \"db-");
        assertThat(run(
                        "audit",
                        "verify",
                        run.resolve("audit").toString(),
                        "--key",
                        run.resolve("audit.key").toString()))
                .isZero();
        assertThat(run("audit", "show", run.resolve("audit").toString(), "--kind", "decision", "--to", "20", "--json"))
                .isZero();
        assertThat(document().path("entries"))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.path("kind").asText()).isEqualTo("decision"));
    }

    @Test
    @Order(5)
    void explainsAnAlertOfARunOverAFileAndWhatItWouldHaveBeen() throws IOException {
        StringBuilder csv = new StringBuilder("timestamp,server,cpu\n");
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1400; i++) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,web-%d,%.3f%n",
                    1_767_225_600 + 60 * i,
                    i % 2,
                    i == 1390 ? 60.0 : 5 + random.nextGaussian()));
        }
        Path file = Files.writeString(directory.resolve("explained.csv"), csv.toString());
        Path run = directory.resolve("run2");
        assertThat(run(
                        "triage",
                        file.toString(),
                        "--format",
                        "csv",
                        "--type",
                        "numeric",
                        "--time-field",
                        "timestamp",
                        "--entity-field",
                        "server",
                        "--out",
                        run.toString()))
                .isZero();
        List<JsonNode> alerts = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("alerts.jsonl"))) {
            alerts.add(JSON.readTree(line));
        }
        JsonNode strange = alerts.stream()
                .filter(alert -> alert.path("source").path("offset").asLong() == 1390)
                .findFirst()
                .orElseThrow();
        String id = strange.path("id").asText();
        String cpu = strange.path("features").path("names").path(0).asText();

        int explained = run("explain", id, "--run", run.toString(), "--set", cpu + "=5.0", "--json");

        assertThat(explained).as(out.toString()).isZero();
        JsonNode document = document();
        assertThat(document.path("alert")).isEqualTo(strange);
        assertThat(document.path("recomputed").path("isSame").asBoolean()).isTrue();
        assertThat(document.path("model").path("sequence").asLong()).isEqualTo(1390);
        assertThat(strange.path("groups").path(0).path("group").asText()).isEqualTo("cpu");
        assertThat(strange.path("leadingFeature").asText()).startsWith("cpu");
        assertThat(strange.path("leadingShare").asDouble()).isBetween(0.1, 1.0);
        JsonNode forest = document.path("forest");
        double sum = 0;
        for (JsonNode feature : forest.path("features")) {
            sum += feature.path("shapley").asDouble();
        }
        assertThat(sum)
                .isCloseTo(
                        forest.path("score").asDouble()
                                - forest.path("baseline").asDouble(),
                        within(1e-9));
        JsonNode whatIf = document.path("whatIf");
        assertThat(whatIf.path("changes").path(0).path("from").asText()).isEqualTo("60.0");
        assertThat(whatIf.path("before").path("score")).isEqualTo(strange.path("scoreInitial"));
        assertThat(whatIf.path("before").path("band")).isEqualTo(strange.path("band"));
        assertThat(whatIf.path("after").path("score").asDouble())
                .isLessThan(whatIf.path("before").path("score").asDouble());
        assertThat(run("explain", id, "--run", run.toString())).isZero();
        assertThat(out.toString())
                .startsWith("EXPLAINED " + id)
                .contains(strange.path("reason").asText(), "score recomputed", "the same", "Shapley values");
        assertThat(run("explain", id, "--run", run.toString(), "--set", cpu + "x=5"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("CLI-046 --set: \"" + cpu + "x\"", "did you mean " + cpu + "?");
        assertThat(run("explain", "nothing", "--run", run.toString(), "--json")).isEqualTo(7);
        assertThat(run("explain", "--not-alerted", "web-0", "--run", run.toString(), "--json"))
                .isZero();
        JsonNode set = document().path("featureSets").path(0);
        long decided = 0;
        for (JsonNode count : document().path("decisions").path("dispositions")) {
            decided += count.asLong();
        }
        assertThat(document().path("notes")).isEmpty();
        assertThat(set.path("events").asInt()).isEqualTo(700);
        assertThat(set.path("notScored").path("collecting").asInt()).isPositive();
        assertThat(set.path("notScored").path("warming").asInt()).isPositive();
        assertThat(set.path("passedGate").asLong()).isEqualTo(decided).isPositive();
        assertThat(set.path("strangestBelow").path("score").asDouble()).isLessThan(2);
        long counted = set.path("belowGate").asLong() + decided;
        for (JsonNode count : set.path("notScored")) {
            counted += count.asLong();
        }
        assertThat(counted).isEqualTo(700);
        assertThat(run("explain", "--not-alerted", "web-9", "--run", run.toString()))
                .isEqualTo(7);
        assertThat(run("explain", id, "--not-alerted", "web-0", "--run", run.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("explain", id)).isEqualTo(ExitCode.USAGE);
    }

    private Path config(String text) throws IOException {
        return config(text, 2);
    }

    private Path config(String text, int partitions) throws IOException {
        Files.writeString(directory.resolve("application.secret"), "a secret of the tests alone");
        return Files.writeString(
                directory.resolve("winnow.yaml"),
                text + """
                    kafka: {bootstrapServers: "%s"}
                    topics: {eventPartitions: %d, triagePartitions: 2, replication: 1, minInsyncReplicas: 1}
                    state: {directory: "%s"}
                    http: {port: 0}
                    """.formatted(broker.bootstrapServers(), partitions, directory.resolve("state")));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        int code = Main.run(
                new CommandContext(Map.of(), RequiredTopics::of),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
        List<String> all = List.of(arguments);
        if (all.contains("--json") && out.getBuffer().length() > 0) {
            assertThat(PublishedSchema.faultsOfCommand(all, out.toString())).isEmpty();
        }
        return code;
    }

    private JsonNode document() throws IOException {
        return JSON.readTree(out.toString());
    }
}
