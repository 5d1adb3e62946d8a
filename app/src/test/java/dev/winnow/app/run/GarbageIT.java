package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.file.FileRun;
import dev.winnow.app.run.file.SummaryText;
import dev.winnow.app.shell.Progress;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sensors, shippers and attackers put into a log, through a whole run over a file. */
class GarbageIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long INGEST_MILLIS = 1_767_312_000_000L;

    private static final String GOOD = Flows.lines(1, 5, 1).get(0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void turnsEachBadRecordIntoOneDeadLetterWithItsReasonAndDecidesTheRest() throws IOException {
        List<String> good = Flows.lines(300, 5, 1);
        List<Bad> bad = garbage();
        List<byte[]> lines = new ArrayList<>();
        int next = 0;
        for (Bad record : bad) {
            for (int i = 0; i < 20; i++) {
                lines.add(good.get(next++).getBytes(StandardCharsets.UTF_8));
            }
            lines.add(record.bytes());
        }
        while (next < good.size()) {
            lines.add(good.get(next++).getBytes(StandardCharsets.UTF_8));
        }

        Map<String, @Nullable Object> summary = run(lines);

        assertThat(dev.winnow.app.docs.PublishedSchema.faults("triage", JSON.writeValueAsString(summary)))
                .isEmpty();
        assertThat(summary)
                .containsEntry("events", 300L)
                .containsEntry("deadLetters", (long) bad.size())
                .containsEntry("candidates", 300L)
                .containsEntry("decisions", 300L)
                .containsEntry("auditVerified", true);
        long alerts = ((Map<?, ?>) Objects.requireNonNull(summary.get("alerts")))
                .values().stream().mapToLong(count -> (Long) count).sum();
        assertThat(alerts).isEqualTo(300);
        Map<Long, String> refused = new TreeMap<>();
        for (String line : Files.readAllLines(directory.resolve("run/dead-letters.jsonl"))) {
            JsonNode letter = JSON.readTree(line);
            assertThat(letter.path("stage").asText()).isEqualTo("decode");
            assertThat(letter.path("reason").asText()).isNotEmpty();
            assertThat(letter.path("file").asText()).endsWith("eve.json");
            assertThat(letter.path("line").asLong())
                    .isEqualTo(letter.path("source").path("offset").asLong() + 1);
            // Text is shown as text; the one record that is none stands in hex.
            assertThat(letter.path("text").isNull())
                    .isEqualTo(letter.path("code").asText().equals("INP-002"));
            assertThat(letter.path("original").isNull())
                    .isEqualTo(!letter.path("code").asText().equals("INP-002"));
            refused.put(
                    letter.path("source").path("offset").asLong(),
                    letter.path("code").asText());
        }
        Map<Long, String> expected = new TreeMap<>();
        long offset = -1;
        for (Bad record : bad) {
            offset += 21;
            expected.put(offset, record.code());
        }
        assertThat(refused).isEqualTo(expected);
    }

    @Test
    void namesEventsThatNothingScoresAndEndsWell() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.add(("{\"timestamp\":\"2026-01-01T00:00:0" + i + ".000000+0000\",\"event_type\":\"snmp\","
                            + "\"src_ip\":\"10.0.0.1\",\"dest_ip\":\"10.0.0.2\",\"proto\":\"TCP\"}")
                    .getBytes(StandardCharsets.UTF_8));
        }

        Map<String, @Nullable Object> summary = run(lines);

        assertThat(summary)
                .containsEntry("events", 5L)
                .containsEntry("candidates", 0L)
                .containsEntry("decisions", 0L)
                .containsEntry("auditVerified", true)
                .containsEntry("auditVerdict", "VERIFIED")
                .containsEntry("unscored", List.of(Map.of("type", "snmp", "events", 5L)));
        assertThat(FileRun.unaccounted(summary)).isEmpty();
        assertThat(SummaryText.of(summary)).contains("5 events of type snmp: no feature set takes them");
        assertThat(Files.readAllLines(directory.resolve("run/signals.jsonl"))).hasSize(1);
    }

    @Test
    void nothingToDecideIsInOrder() throws IOException {
        Map<String, @Nullable Object> summary = run(List.of("not JSON".getBytes(StandardCharsets.UTF_8)));

        assertThat(summary)
                .containsEntry("events", 0L)
                .containsEntry("deadLetters", 1L)
                .containsEntry("auditVerified", true)
                .containsEntry("auditVerdict", "EMPTY");
        assertThat(SummaryText.of(summary)).contains("nothing was decided, so the audit log has no entry to verify");
    }

    /** A record that must be refused, and by which code. */
    private record Bad(String code, byte[] bytes) {}

    private static List<Bad> garbage() {
        String number = "\"bytes_toserver\":\\d+";
        byte[] notUtf8 = GOOD.replace("timeout", "time@ut").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < notUtf8.length; i++) {
            notUtf8[i] = notUtf8[i] == '@' ? (byte) 0xff : notUtf8[i];
        }
        return List.of(
                bad("INP-005", GOOD.substring(0, 60)),
                bad("INP-005", "<181>Jan 1 suricata: not JSON at all"),
                bad("INP-004", GOOD.replaceFirst(number, "\"bytes_toserver\":\"many\"")),
                bad("INP-008", GOOD.replaceFirst(number, "\"bytes_toserver\":NaN")),
                bad("INP-008", GOOD.replaceFirst(number, "\"bytes_toserver\":1e999")),
                bad("INP-003", GOOD.replaceFirst("\"timestamp\":\"[^\"]*\",", "")),
                bad("INP-009", GOOD.replaceFirst("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"yesterday\"")),
                bad("INP-023", GOOD.replaceFirst("\"timestamp\":\"2026", "\"timestamp\":\"2099")),
                bad("INP-001", GOOD.replace("timeout", "x".repeat(2 << 20))),
                bad("INP-012", "{\"timestamp\":" + "[".repeat(5_000)),
                new Bad("INP-002", notUtf8));
    }

    private static Bad bad(String code, String text) {
        return new Bad(code, text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, @Nullable Object> run(List<byte[]> lines) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            text.write(line);
            text.write('\n');
        }
        Path file = Files.write(directory.resolve("eve.json"), text.toByteArray());
        WinnowConfig config =
                WinnowConfig.parse("featureSets: {suricata-flow: {tailLevel: 1}}", "test.yaml", directory, Map.of());
        byte[] secret = new byte[32];
        new Random(7).nextBytes(secret);
        FileRun.Request request = new FileRun.Request(
                List.of(),
                List.of(file),
                InputFormats.create("suricata-eve", InputOptions.defaults()),
                InputOptions.defaults(),
                null,
                directory.resolve("run"),
                RootKey.of("k1", secret),
                INGEST_MILLIS,
                null,
                1,
                Engine.ENTITIES,
                true);
        try (Progress progress = Progress.onStderr(new PrintWriter(new StringWriter()))) {
            return new FileRun(config, request).run(progress);
        }
    }
}
