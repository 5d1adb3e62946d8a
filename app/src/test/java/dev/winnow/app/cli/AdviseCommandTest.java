package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.docs.PublishedSchema;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdviseCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theDocumentIsOneOfThePublishedSchema() throws IOException {
        Path file = folder.resolve("sample.csv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write("time,host,bytes,proto\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 200; i++) {
                gzip.write((1_700_000_000 + 60 * i + ",h" + i % 3 + "," + i * i % 97 + ","
                                + (i % 2 == 0 ? "tcp" : "udp") + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }

        int code = run("advise", file.toString(), "--json");
        JsonNode document = new ObjectMapper().readTree(out.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(PublishedSchema.faults("advise", out.toString())).isEmpty();
        assertThat(document.get("rows").asInt()).isEqualTo(200);
        assertThat(document.get("entities").asInt()).isEqualTo(3);
        assertThat(document.get("timeField").asText()).isEqualTo("time");
        assertThat(document.get("columns")).hasSize(3);
    }

    @Test
    void peopleReadNothingThatSteersTheirTerminal() throws IOException {
        Path file = folder.resolve("evil.csv");
        Files.writeString(file, "\"a\u001b[31m\",b\n1,x\n2,y\n3,\n");

        int code = run("advise", file.toString());

        assertThat(code).isZero();
        assertThat(out.toString())
                .doesNotContain("\u001b")
                .contains("a\\u{1b}[31m")
                .startsWith("3 rows; no time; 1 entity, 3 events each at the median")
                .contains("Members:")
                .contains("readyAfterEvents: 1024");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        Path empty = folder.resolve("empty.csv");
        Files.writeString(empty, "a,b\n");

        assertThat(run("advise", folder.resolve("none.csv").toString())).isEqualTo(ExitCode.FILE);
        assertThat(run("advise", empty.toString(), "--format", "xml")).isEqualTo(ExitCode.USAGE);
        assertThat(run("advise", empty.toString(), "--rows", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(run("advise", empty.toString())).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString().lines())
                .containsExactly(
                        "CLI-020 \"" + folder.resolve("none.csv") + "\": must be a readable file; found none",
                        "CLI-007 --format: must be one of suricata-eve, zeek, wazuh, ids-csv, json, csv, avro, was"
                                + " \"xml\"",
                        "ADV-002 --rows: must be at least 1, was 0",
                        "ADV-001 FILE: must have at least one row that format \"csv\" takes, 0 were refused; check"
                                + " --format, --time-field and --entity-field");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... args) {
        return Main.run(
                new CommandContext(Map.of(), RequiredTopics::of),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                args);
    }
}
