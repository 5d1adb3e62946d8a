package dev.winnow.app.demo.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.docs.PublishedSchema;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedTableTest {
    private final SeedTable table = new SeedTable();

    @Test
    void meanAndSpreadAreThoseOfTheDays() throws IOException {
        table.add(1, day(8, 0.5, "0.10", true), List.of());
        table.add(2, day(6, 1.5, "null", true), List.of("scan", "beaconing"));

        JsonNode summary = table.toJson().get("summary");

        assertThat(PublishedSchema.faults("demo-seeds", table.toJson().toString()))
                .isEmpty();
        assertThat(summary.at("/found/mean").asDouble()).isEqualTo(7);
        // Sample standard deviation of 8 and 6.
        assertThat(summary.at("/found/spread").asDouble()).isCloseTo(Math.sqrt(2), within(1e-4));
        assertThat(summary.at("/falseAlertsAfter/least").asDouble()).isEqualTo(0.5);
        assertThat(summary.at("/falseAlertsAfter/most").asDouble()).isEqualTo(1.5);
        assertThat(summary.at("/ece/mean").asDouble()).isEqualTo(0.1);
        assertThat(table.isVerified()).isTrue();
    }

    @Test
    void aRowSaysWhatWasMissed() throws IOException {
        table.add(7, day(7, 0.5, "0.10", false), List.of("rare-service"));

        assertThat(table.toMarkdown())
                .contains("\n| 7 | 7 | rare-service | 2.00 | 0.50 | platt, 61 | 0.300 | 0.100 | 0.200 |")
                .contains("\n| **mean ± spread** | **7.0** ± 0.0 |");
        assertThat(table.isVerified()).isFalse();
    }

    @Test
    void aTableOfNoDayIsEmpty() {
        assertThat(table.toJson().get("rows")).isEmpty();
        assertThat(table.toMarkdown()).contains("**0.0** ± 0.0");
    }

    private static JsonNode day(int found, double after, String ece, boolean verified) throws IOException {
        return new ObjectMapper().readTree("""
                        {"attacks":{"found":%d},"falseAlertsPer1000":{"before":2,"after":%s},"auditVerified":%s,
                        "calibration":{"calibrator":"platt","labels":61,"ece":%s,"brier":0.1,
                        "before":{"ece":0.3,"brier":0.3},"byPriorAlone":{"ece":0.2,"brier":0.2}}}""".formatted(found, after, verified, ece));
    }
}
