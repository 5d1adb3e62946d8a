package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command over the real topology, on a small set made here. */
class MembersCommandIT {
    @TempDir
    private Path folder;

    @Test
    void theSameEventsAreJudgedByBothSetsOfMembersThroughTheTopology() throws IOException {
        table();

        Command command = Command.run(
                "members",
                "--data",
                folder.toString(),
                "--set",
                "kdd-http",
                "--members",
                "rcf",
                "--seeds",
                "1",
                "--json");

        assertThat(command.exitCode()).as(command.failure()).isZero();
        String schema = Files.readString(
                Path.of(System.getProperty("winnow.root", ".."), "docs/json/eval-members.schema.json"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema, InputFormat.JSON)
                        .validate(command.out(), InputFormat.JSON))
                .isEmpty();
        JsonNode document = command.json();
        assertThat(document.path("configurations").path(0).path("configuration").asText())
                .isEqualTo(MemberSet.defaults().name());
        assertThat(document.path("configurations").path(1).path("configuration").asText())
                .isEqualTo("rcf");
        assertThat(document.path("rows")).hasSize(2).allSatisfy(row -> {
            // Far outliers after 1,500 ordinary rows: whoever finds none of them was not shown the events.
            assertThat(row.path("averagePrecision").doubleValue()).isGreaterThan(0.3);
            assertThat(row.path("cpuMicros").doubleValue()).isPositive();
        });
        assertThat(MembersPage.section(document)).contains("| rcf |", "| kdd-http | ");
    }

    /** Ordinary rows, and from row 1,500 on one in fifty far off. */
    private void table() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder rows = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 2000; i++) {
            boolean isStrange = i > 1500 && i % 50 == 0;
            rows.append(random.nextDouble() + (isStrange ? 30 : 0)).append(',').append(random.nextDouble());
            rows.append(isStrange ? ",1\n" : ",0\n");
        }
        Path file = Files.createDirectories(folder.resolve("kdd-http")).resolve("http.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(rows.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
