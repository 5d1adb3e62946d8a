package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered to copy is what runs: the example files, and what {@code winnow advise} writes. */
final class ExampleConfigurationsTest {
    private static final Path ROOT = Path.of(System.getProperty("winnow.root", ".."));

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeKeyAndSecret() throws IOException {
        assertThat(run("audit", "keygen", "--out", folder.resolve("audit.key").toString()))
                .isZero();
        Files.writeString(folder.resolve("application.secret"), "c2l4dGVlbiBieXRlcyBhdCBsZWFzdA==\n");
        environment.put("WINNOW_STATE__DIRECTORY", folder.resolve("state").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/winnow.yaml", "compose/winnow.yaml"})
    void everyExampleIsRight(String file) throws IOException {
        Path copy = folder.resolve("winnow.yaml");
        Files.writeString(
                copy,
                Files.readString(ROOT.resolve(file)).replace("/run/secrets/", folder + "/"),
                StandardCharsets.UTF_8);

        int code = run("config", "check", "-c", copy.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void checkAndRunListTheSameProblems() throws IOException {
        Path file = folder.resolve("winnow.yaml");
        Files.writeString(file, """
                kafka:
                  bootstrapServers: 127.0.0.1:9
                  admin: {default.api.timeout.ms: 300, request.timeout.ms: 200}
                  streams: {num.standby.replicas: two}
                inputs:
                  - {topic: a, format: csv, mapping: {}}
                featureSets: {flows: {}}
                """);
        environment.put("WINNOW_STATE__DIRECTORY", file + "/state");

        int checked = run("config", "check", "-c", file.toString());
        List<String> check = lines();
        int ran = run("run", "-c", file.toString());
        List<String> run = lines();

        assertThat(checked).isEqualTo(ran).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(check)
                .extracting(line -> line.substring(0, 7))
                .containsSubsequence("RUN-009", "RUN-002", "RUN-004", "RUN-005", "RUN-008");
        assertThat(run.subList(0, run.size() - 1)).isEqualTo(check);
        assertThat(run.get(run.size() - 1)).startsWith("KFK-001 ");
    }

    @Test
    void whatAdviceWritesForColumnsOfNumbersRuns() throws IOException {
        StringBuilder rows = new StringBuilder("time,host,\"bytes's\",packets,proto\n");
        for (int i = 0; i < 300; i++) {
            rows.append(1_700_000_000 + 60 * i)
                    .append(",h" + i % 3 + "," + i * i % 97 + "," + i * 31 % 7 + "," + (i % 2 == 0 ? "tcp" : "udp")
                            + "\n");
        }

        assertThat(problemsOfAdvice("flows.csv", rows.toString(), "csv")).isEmpty();
    }

    @Test
    void whatAdviceWritesForJsonRuns() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            rows.append("{\"time\":" + (1_700_000_000 + 60 * i) + ",\"host\":\"h" + i % 3 + "\",\"load\":{\"cpu\":"
                    + i * i % 97 + "},\"free\":" + i * 31 % 1013 + "}\n");
        }

        assertThat(problemsOfAdvice("load.json", rows.toString(), "json")).isEmpty();
    }

    @Test
    void whatAdviceWritesForAFormatOfItsOwnRuns() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rows.append("{\"ts\":" + (1_700_000_000 + i) + ",\"uid\":\"C" + i + "\",\"id.orig_h\":\"10.0.0." + i % 5
                    + "\",\"id.orig_p\":40000,\"id.resp_h\":\"10.0.1.1\",\"id.resp_p\":443,\"proto\":\"tcp\",\"duration\":1.5,"
                    + "\"orig_bytes\":" + i * 7 % 91
                    + ",\"resp_bytes\":10,\"conn_state\":\"SF\",\"_path\":\"conn\"}\n");
        }

        assertThat(problemsOfAdvice("conn.log", rows.toString(), "zeek")).isEmpty();
    }

    @Test
    void adviceSaysWhereThereIsNothingThatCouldRun() throws IOException {
        StringBuilder rows = new StringBuilder("time,host,proto\n");
        for (int i = 0; i < 100; i++) {
            rows.append(1_700_000_000 + 60 * i).append(",h" + i % 3 + "," + (i % 2 == 0 ? "tcp" : "udp") + "\n");
        }

        assertThat(problemsOfAdvice("texts.csv", rows.toString(), "csv"))
                .singleElement()
                .asString()
                .startsWith("RUN-002 ");
        assertThat(Files.readString(folder.resolve("winnow.yaml"))).contains("run refuses this (RUN-002)");
    }

    private List<String> problemsOfAdvice(String name, String sample, String format) throws IOException {
        Path file = Files.writeString(folder.resolve(name), sample);
        assertThat(run("advise", file.toString(), "--format", format, "--json")).isZero();
        String configuration =
                new ObjectMapper().readTree(out.toString()).get("configuration").asText();
        Path yaml = Files.writeString(
                folder.resolve("winnow.yaml"),
                configuration + "audit: {keyFile: audit.key}\napplication: {secretFile: application.secret}\n");
        err.getBuffer().setLength(0);
        int code = run("config", "check", "-c", yaml.toString());
        assertThat(code == ExitCode.OK).isEqualTo(err.toString().isEmpty());
        return lines();
    }

    private List<String> lines() {
        List<String> lines = err.toString().lines().toList();
        err.getBuffer().setLength(0);
        return lines;
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        return Main.run(
                new CommandContext(environment, RequiredTopics::of),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                args);
    }
}
