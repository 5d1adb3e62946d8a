package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.config.RequiredTopics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class PipelineBenchIT {
    @Test
    @Timeout(300)
    void aTinyRunMeasuresAllThreeApplications() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new Root());
        line.addSubcommand(new BenchModule()
                .commands(new CommandContext(Map.of(), RequiredTopics::of))
                .get(0));
        // As the launcher does.
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out, true));

        int code = line.execute(
                "bench",
                "pipeline",
                "--events",
                "2000",
                "--rounds",
                "2",
                "--latency-seconds",
                "2",
                "--stages",
                "--json");

        assertThat(code).isZero();
        assertThat(PipelineDocument.errors(out.toString())).isEmpty();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        JsonNode result = document.path("results").path(0);
        assertThat(result.path("guarantee").asText()).isEqualTo("exactly_once_v2");
        assertThat(result.path("rounds")).hasSize(2);
        for (String name : new String[] {"winnow", "passThrough", "rocksdb"}) {
            assertThat(result.path("eventsPerSecond").path(name).asDouble()).isPositive();
        }
        // A warm-up of 2000 events, two rounds of 1000, and the latency load.
        assertThat(result.path("winnow").path("events").asLong()).isGreaterThan(4000);
        assertThat(result.path("winnow").path("deadLetters").asLong()).isZero();
        assertThat(document.path("command").asText())
                .isEqualTo("winnow bench pipeline --events 2000 --rounds 2 --latency-seconds 2 --stages --json");
        JsonNode stages = result.path("stages");
        assertThat(stages.path("events").asLong()).isEqualTo(2000);
        assertThat(stages.path("samples").asLong()).isPositive();
        assertThat(stages.path("inputBytesPerEvent").asDouble()).isPositive();
        assertThat(stages.path("bytesPerEvent").path("reKey").asDouble())
                .as("one partition for one task")
                .isZero();
        for (String kind : new String[] {"row", "delta", "candidates", "audit", "outputs"}) {
            assertThat(stages.path("bytesPerEvent").path(kind).asDouble())
                    .as(kind)
                    .isPositive();
        }
    }

    @CommandLine.Command(name = "winnow")
    private static final class Root {}
}
