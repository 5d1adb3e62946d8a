package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.winnow.app.shell.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForestReportTest {
    private static final Path SCHEMA =
            Path.of(System.getProperty("winnow.root", ".."), "docs/json/bench-forest.schema.json");
    private static final ForestPlan PLAN = new ForestPlan(List.of(16, 4), 3, 300, 5, 1);

    @Test
    void theDocumentFollowsItsSchema() throws IOException {
        assertThat(faults(PipelineDocument.text(report().toJson()))).isEmpty();
    }

    @Test
    void theSchemaRefusesADocumentWithoutThePeer() throws IOException {
        String whole = PipelineDocument.text(report().toJson());

        assertThat(faults(whole.replace("\"aws\"", "\"other\""))).isNotEmpty();
    }

    @Test
    void figuresAreMediansOverTheForksInTheOrderOfThePlan() {
        Map<String, Object> document = report().toJson();

        assertThat(PipelineDocument.text(document))
                .contains("\"results\":[{\"features\":16,\"trees\":100,\"samples\":256,")
                .contains("\"scoreUpdateNs\":{\"winnow\":200.0,\"aws\":1000.0}")
                .contains("\"cpu\":{\"updateNs\":{\"winnow\":100.0,\"aws\":1000.0}");
    }

    @Test
    void aRatioIsTheMedianOfTheRatiosWithinTheForks() {
        List<ForestFigures> forks = List.of(fork(100, 1000), fork(900, 1000), fork(200, 500));

        ForestReport report = new ForestReport(
                new ForestPlan(List.of(4), 3, 300, 5, 1), Map.of(4, forks), Map.of("cores", 2), "winnow", 1);

        assertThat(PipelineDocument.text(report.toJson()))
                .contains("\"scoreUpdateRatio\":0.2,", "{\"updateRatio\":0.05,", "{\"updateRatio\":0.45,");
    }

    @Test
    void measuresEveryWidthOnceBeforeAnyAgain() {
        List<String> order = new ArrayList<>();

        ForestReport report;
        try (Progress progress = Progress.onStderr(new PrintWriter(Writer.nullWriter()))) {
            report = ForestBench.run(
                    PLAN,
                    (width, fork) -> {
                        order.add(width + "/" + fork);
                        return fork(fork + 1, 10);
                    },
                    "winnow bench forest",
                    progress);
        }

        assertThat(order).containsExactly("16/0", "4/0", "16/1", "4/1", "16/2", "4/2");
        assertThat(report.forksByWidth().get(4)).containsExactly(fork(1, 10), fork(2, 10), fork(3, 10));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Medians.of(4, 1, 3, 100)).isCloseTo(3.5, within(1e-12));
        assertThat(Medians.of(2, 9, 1)).isCloseTo(2, within(1e-12));
    }

    @Test
    void theTableHasALineForEveryOperation() {
        assertThat(report().toTable())
                .contains("16 features", "4 features", "  snapshot ", "  hydrate ", "  liveBytes ")
                .contains("  scoreUpdate                        0.2           1.0           0.1           1.0   0.100");
    }

    @Test
    void figuresComeBackFromTheLineTheyWereWrittenTo() {
        ForestFigures figures = fork(123.5, 77);

        ForestFigures read = ForestFigures.fromOutput(List.of("a remark", figures.toLine(), "sum of all results: 3"));

        assertThat(read).isEqualTo(figures);
    }

    @Test
    void aForkThatFailsIsQuoted() {
        assertThatThrownBy(() -> ForestFork.figures(List.of("Error: no memory"), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("BEN-009 fork: must end with code 0, was 1; it said: Error: no memory");
        assertThatThrownBy(() -> ForestFork.figures(List.of("a remark"), 0))
                .hasMessage("BEN-009 fork: a line of figures is required, there was none; it said: a remark");
    }

    @Test
    void aPlanSaysWhatIsWrongWithIt() {
        assertThatThrownBy(() -> new ForestPlan(List.of(4), 0, 300, 5, 1))
                .hasMessage("BEN-001 --forks: must be between 1 and 99, was 0");
        assertThatThrownBy(() -> new ForestPlan(List.of(4), 1, 299, 5, 1))
                .hasMessage("BEN-001 --points: must be between 300 and 1000000, was 299");
        assertThatThrownBy(() -> new ForestPlan(List.of(4, 0), 1, 300, 5, 1))
                .hasMessage("BEN-001 --features: must be between 1 and 1000, was 0");
        assertThatThrownBy(() -> new ForestPlan(List.of(4, 4), 1, 300, 5, 1))
                .hasMessage("BEN-001 --features: must be at least one width, each once, was [4, 4]");
    }

    private static ForestReport report() {
        Map<Integer, List<ForestFigures>> forks = new LinkedHashMap<>();
        for (int width : PLAN.features()) {
            forks.put(width, List.of(fork(200, 1000), fork(100, 900), fork(300, 1100)));
        }
        return new ForestReport(PLAN, forks, Machine.here().toJson(0.5), "winnow bench forest --json", 12.34);
    }

    private static ForestFigures fork(double winnow, double aws) {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        for (String time :
                List.of("update", "score", "scoreUpdate", "scoreAttribution", "snapshot", "restore", "hydrate")) {
            figures.put(time + "Ns", pair(winnow, aws));
            figures.put(time + "CpuNs", pair(winnow / 2, aws));
        }
        for (String size : List.of("liveBytes", "snapshotBytes", "allocatedBytesPerScore", "allocatedBytesPerUpdate")) {
            figures.put(size, pair(10 * winnow, aws));
        }
        return new ForestFigures(figures);
    }

    private static Map<String, Double> pair(double winnow, double aws) {
        Map<String, Double> pair = new LinkedHashMap<>();
        pair.put("winnow", winnow);
        pair.put("aws", aws);
        return pair;
    }

    private static List<String> faults(String document) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(document, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
