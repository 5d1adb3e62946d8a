package dev.winnow.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.config.Guarantee;
import dev.winnow.evaluation.bench.PipelineBench.Round;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PipelineReportTest {
    private static final PipelinePlan PLAN = new PipelinePlan(3000, 3, 1, 1, Guarantee.EXACTLY_ONCE_V2, 2);

    @Test
    void theDocumentFollowsItsSchema() {
        Map<String, Object> document =
                report(new Latency(500, 2, new long[] {120, 80, 300})).toJson();

        assertThat(PipelineDocument.errors(document)).isEmpty();
    }

    @Test
    void aRunWithoutAlertsFollowsTheSchemaToo() {
        Map<String, Object> document = report(new Latency(500, 2, new long[0])).toJson();

        assertThat(PipelineDocument.errors(document)).isEmpty();
        assertThat(PipelineDocument.text(document)).contains("\"p50\":null,\"p99\":null");
    }

    @Test
    void theSchemaRefusesADocumentWithoutAFloor() {
        String whole = PipelineDocument.text(
                report(new Latency(500, 2, new long[] {1})).toJson());

        assertThat(PipelineDocument.errors(whole.replace("\"passThrough\"", "\"other\"")))
                .isNotEmpty();
    }

    @Test
    void figuresAreMediansOverTheRounds() {
        Map<String, Object> document =
                report(new Latency(500, 2, new long[] {1})).toJson();

        assertThat(PipelineDocument.text(document))
                .contains("\"eventsPerSecond\":{\"winnow\":200.0,\"passThrough\":2000.0,\"rocksdb\":1000.0}")
                .contains("\"cpuMicrosPerEvent\":{\"winnow\":20.0,\"passThrough\":2.0,\"rocksdb\":4.0}");
    }

    @Test
    void stagesDivideTheStreamThreadsTimeByTheirSamples() {
        StageFigures stages = new StageFigures(
                1000,
                Map.of(Stage.SCORE, 75L, Stage.KAFKA, 25L),
                200_000_000,
                300_000_000,
                4_000_000,
                Map.of(WrittenBytes.Kind.ROW, 2_000_000L, WrittenBytes.Kind.DELTA, 500_000L),
                640);

        PipelineReport report = report(new Latency(500, 2, new long[] {1}), stages);

        assertThat(PipelineDocument.errors(report.toJson())).isEmpty();
        assertThat(PipelineDocument.text(report.toJson()))
                .contains("\"samples\":100", "\"score\":150.0", "\"kafka\":50.0", "\"decode\":0.0")
                .contains("\"standardErrorMicros\":{\"decode\":0.0", "\"score\":8.66")
                .contains("\"streamThreadsMicrosPerEvent\":200.0,\"otherThreadsMicrosPerEvent\":96.0")
                .contains("\"row\":2000.0,\"delta\":500.0", "\"total\":2500.0", "\"inputBytesPerEvent\":640.0");
        assertThat(report.toTable()).contains("score                      150.0      8.7");
    }

    @Test
    void theMedianOfTwoRoundsIsTheirMean() {
        List<Map<String, Round>> rounds = List.of(round(1), round(2));

        assertThat(PipelineReport.median(rounds, "winnow", Round::eventsPerSecond))
                .isEqualTo(150);
    }

    @Test
    void percentilesAreNearestRanks() {
        long[] millis = new long[200];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = 200 - i;
        }

        Latency latency = new Latency(100, 2, millis);

        assertThat(latency.percentile(50)).isEqualTo(100);
        assertThat(latency.percentile(99)).isEqualTo(198);
        assertThat(latency.percentile(100)).isEqualTo(200);
    }

    @Test
    void theTableNamesEveryApplication() {
        String table = report(new Latency(500, 2, new long[] {10, 20})).toTable();

        assertThat(table)
                .contains("winnow                    200          100-300               20.0")
                .contains("passThrough", "rocksdb", "p50 10 ms, p99 20 ms (2 alerts at 500 events/s)");
    }

    @Test
    void aPlanSaysWhatIsWrongWithIt() {
        assertThatThrownBy(() -> new PipelinePlan(299, 3, 1, 1, Guarantee.EXACTLY_ONCE_V2, 2))
                .hasMessage("BEN-001 --events: must be between 300 and 5000000, was 299");
        assertThatThrownBy(() -> new PipelinePlan(2000, 3, 0, 1, Guarantee.EXACTLY_ONCE_V2, 2))
                .hasMessage("BEN-001 --threads: must be between 1 and 64, was 0");
    }

    @Test
    void aFloorGetsMoreRecordsThanWinnowButNotForEver() {
        assertThat(PLAN.floorRecordsPerRound()).isEqualTo(5 * PLAN.eventsPerRound());
        assertThat(new PipelinePlan(1_000_000, 3, 1, 1, Guarantee.EXACTLY_ONCE_V2, 2).floorRecordsPerRound())
                .isEqualTo(400_000);
    }

    private static PipelineReport report(Latency latency) {
        return report(latency, null);
    }

    private static PipelineReport report(Latency latency, @Nullable StageFigures stages) {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (String name : List.of("events", "lateEvents", "candidates", "alerts", "auditEntries", "deadLetters")) {
            counted.put(name, 7L);
        }
        return new PipelineReport(
                PLAN,
                List.of(round(2), round(1), round(3)),
                latency,
                counted,
                new PipelineReport.Memory("-Xmx2g", 2L << 30, 1L << 28, 1L << 27, -1),
                stages,
                Machine.here().toJson(0.5),
                "winnow bench pipeline --events 3000 --json");
    }

    private static Map<String, Round> round(int factor) {
        return Map.of(
                "winnow", new Round(100 * factor, 10 * factor),
                "passThrough", new Round(1000 * factor, factor),
                "rocksdb", new Round(500 * factor, 2 * factor));
    }
}
