package dev.winnow.app.run.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.Progress;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Step 4 of the tutorial: a run, a verdict on one of its alerts, and the same run with it. */
class VerdictFileIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long INGEST_MILLIS = 1_772_400_000_000L;
    private static final RootKey KEY =
            RootKey.of("k1", "an audit key of thirty-two bytes".getBytes(StandardCharsets.UTF_8));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aVerdictWithoutATimeIsTakenRightAfterItsAlert() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add("{\"timestamp\":\"2026-02-2" + (1 + 3 * i)
                    + "T00:00:00.123+0000\",\"rule\":{\"level\":5,\"description\":\"rule "
                    + i + "\",\"id\":\"100005\",\"groups\":[\"syslog\"]},\"agent\":{\"id\":\"001\",\"name\":\"srv" + i
                    + "\"},\"manager\":{\"name\":\"m\"},\"id\":\"1." + i
                    + "\",\"decoder\":{\"name\":\"json\"},\"location\":\"syslog\"}");
        }
        Path input = Files.write(directory.resolve("alerts.json"), lines);
        Map<String, @Nullable Object> without = run(input, "first", null);
        String judged = JSON.readTree(Files.readAllLines(directory.resolve("first/alerts.jsonl"))
                        .get(2))
                .path("id")
                .asText();
        Path verdicts = Files.write(
                directory.resolve("verdicts.jsonl"),
                List.of(
                        "{\"alertId\":\"" + judged
                                + "\",\"verdict\":\"false_positive\",\"reason\":\"known\",\"analyst\":\"ada\"}",
                        "{\"alertId\":\"never\",\"verdict\":\"false_positive\",\"analyst\":\"ada\"}"));

        Map<String, @Nullable Object> summary = run(input, "second", verdicts);

        assertThat(summary)
                .containsEntry("events", 3L)
                .containsEntry("deadLetters", 0L)
                .containsEntry("otherDeadLetters", 0L)
                .containsEntry("candidates", 3L)
                .containsEntry("auditVerified", true);
        assertThat((Long) Objects.requireNonNull(summary.get("auditEntries"))
                        - (Long) Objects.requireNonNull(without.get("auditEntries")))
                .as("both verdicts wait, and the one whose alert came is then taken")
                .isEqualTo(3);
        assertThat(Files.readAllLines(directory.resolve("second/dead-letters.jsonl")))
                .isEmpty();
        JsonNode alert = JSON.readTree(
                Files.readAllLines(directory.resolve("second/alerts.jsonl")).get(2));
        assertThat(alert.path("id").asText()).isEqualTo(judged);
    }

    private Map<String, @Nullable Object> run(Path input, String out, @Nullable Path verdicts) {
        FileRun.Request request = new FileRun.Request(
                List.of(),
                List.of(input),
                InputFormats.create("wazuh", InputOptions.defaults()),
                InputOptions.defaults(),
                verdicts,
                directory.resolve(out),
                KEY,
                INGEST_MILLIS,
                null,
                1,
                Engine.ENTITIES,
                true);
        try (Progress progress = Progress.onStderr(new PrintWriter(new StringWriter()))) {
            return new FileRun(WinnowConfig.parse("{}", "test.yaml", directory, Map.of()), request).run(progress);
        }
    }
}
