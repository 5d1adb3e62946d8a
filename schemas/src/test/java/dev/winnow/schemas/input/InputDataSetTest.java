package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files; the counts are those of the data sets' own descriptions. */
final class InputDataSetTest {
    private static final Path DATA = Path.of(System.getProperty("winnow.data", "absent"));

    @ParameterizedTest
    @CsvSource({
        "suricata-eve, suricata-eve/malicious-24h.json.gz, 5000",
        "suricata-eve, suricata-eve/honeypot-2018.json.gz, 44",
        "suricata-eve, suricata-eve/wrccdc-2017.json.gz, 161",
        "suricata-eve, suricata-eve/wrccdc-2018.json.gz, 207",
        "suricata-eve, suricata-eve/first-org-conf-2015.json.gz, 136",
        "zeek, zeek-labeled/008-mixed-conn.log.labeled.gz, 5663",
        "zeek, zeek-labeled/008-mixed-http.log.labeled.gz, 342",
        "zeek, zeek-labeled/008-mixed-ssl.log.labeled.gz, 545",
        "ids-csv, ait-alerts/russellmitchell_alerts.csv.gz, 45544"
    })
    void decodesEveryRecord(String format, String file, int events) throws IOException {
        assertThat(outcomes(format, InputOptions.defaults(), file))
                .hasSizeLessThan(8)
                .doesNotContainKey("refused");
        assertThat(outcomes(format, InputOptions.defaults(), file).values().stream()
                        .mapToInt(n -> n)
                        .sum())
                .isEqualTo(events);
    }

    @Test
    void tellsTheTypesOfTheMaliciousDayApart() throws IOException {
        assertThat(outcomes("suricata-eve", InputOptions.defaults(), "suricata-eve/malicious-24h.json.gz"))
                .isEqualTo(Map.of(
                        "flow", 3_512, "alert", 745, "dns", 680, "http", 56, "anomaly", 3, "fileinfo", 3, "tls", 1));
    }

    @Test
    void refusesTabularFilesWithoutTimeRatherThanInventOne() throws IOException {
        assertThat(outcomes("csv", InputOptions.defaults(), "nsl-kdd/test.csv.gz"))
                .isEqualTo(Map.of("refused", 22_544));
    }

    private static Map<String, Integer> outcomes(String name, InputOptions options, String file) throws IOException {
        Path path = DATA.resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "data set " + file + " is absent");
        InputFormat format = InputFormats.create(name, options);
        Map<String, Integer> types = new TreeMap<>();
        try (InputStream in = Files.newInputStream(path)) {
            RecordSplitter splitter = RecordSplitter.of(in, format, options);
            splitter.forEachRemaining(record -> types.merge(
                    format.decode(record) instanceof Decoded.Accepted accepted
                            ? accepted.event().type()
                            : "refused",
                    1,
                    Integer::sum));
            assertThat(splitter.records())
                    .isEqualTo(types.values().stream().mapToInt(n -> n).sum());
        }
        return types;
    }
}
