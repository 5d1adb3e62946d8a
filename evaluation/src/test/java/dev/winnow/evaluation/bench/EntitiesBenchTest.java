package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.winnow.app.shell.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EntitiesBenchTest {
    @Test
    void floodStaysWithinTheBudgetAndIsAnnouncedRarely() throws IOException {
        EntitiesReport report;
        try (Progress progress = Progress.onStderr(new PrintWriter(Writer.nullWriter()))) {
            report = EntitiesBench.run(20_000, 2 << 20, "winnow bench entities", progress);
        }

        assertThat(report.isWithinBudget()).isTrue();
        assertThat(report.peakBytes()).isGreaterThan(report.budgetBytes() * 9 / 10);
        assertThat(report.evicted()).isGreaterThanOrEqualTo(20_000L + report.real() - report.rows());
        assertThat(report.announced()).isEqualTo(1);
        assertThat(report.diskBytes()).isPositive();
        String schema = Files.readString(
                Path.of(System.getProperty("winnow.root", ".."), "docs/json/bench-entities.schema.json"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(PipelineDocument.text(report.toJson()), InputFormat.JSON))
                .isEmpty();
        assertThat(report.toTable()).contains("held");
    }
}
