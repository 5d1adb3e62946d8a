package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.event.Event;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GenericInputTest {
    private static final Mapping LOGINS = new Mapping(
            "event.created",
            "iso",
            "",
            "auth",
            Map.of("tries", "n"),
            Map.of("user", "user.name", "outcome", "event.outcome", "src_ip", "source.0.ip"));

    @Test
    void mappingReachesNestedFlatAndListedPlaces() {
        InputOptions options = InputOptions.defaults().withMapping(LOGINS);
        String nested =
                "{\"event\":{\"created\":\"2026-03-02T08:00:00Z\",\"outcome\":\"failure\",\"x\":{}},\"n\":\"3\",\"user\":{\"name\":\"bea\"},\"source\":[{\"ip\":\"10.0.0.1\"},{\"ip\":2}],\"other\":9}";
        String flat =
                "{\"source.0.ip\":\"10.0.0.1\",\"user.name\":\"bea\",\"n\":3,\"event.outcome\":\"failure\",\"event.created\":\"2026-03-02T08:00:00Z\"}";

        Event event = Fixtures.accepted(Fixtures.decode("json", options, nested));

        assertThat(event)
                .isEqualTo(new Event(
                        "auth",
                        "bea",
                        Instant.parse("2026-03-02T08:00:00Z").toEpochMilli(),
                        Map.of("tries", 3.0),
                        Map.of("user", "bea", "outcome", "failure", "src_ip", "10.0.0.1")))
                .isEqualTo(Fixtures.accepted(Fixtures.decode("json", options, flat)));
        assertThat(Fixtures.accepted(Fixtures.decode("json", options, flat.replace("user.name", "u")))
                        .entity())
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 1772438400.5, 2026-03-02T08:00:00.500Z",
        "auto, 2026-03-02T08:00:00+0000, 2026-03-02T08:00:00Z",
        "seconds, 1772438400, 2026-03-02T08:00:00Z",
        "millis, 1772438400500, 2026-03-02T08:00:00.500Z",
        "micros, 1772438400500999, 2026-03-02T08:00:00.500Z",
        "nanos, 1772438400500999999, 2026-03-02T08:00:00.500Z",
        "iso, 2026-03-02 08:00:00, 2026-03-02T08:00:00Z",
        "pattern:dd/MM/uuuu HH:mm, 02/03/2026 08:00, 2026-03-02T08:00:00Z",
        "pattern:dd.MM.uuuu, 02.03.2026, 2026-03-02T00:00:00Z",
        "pattern:uuuu-MM-dd HH:mm:ss XX, 2026-03-02 09:00:00 +0100, 2026-03-02T08:00:00Z"
    })
    void readsTimeInTheDeclaredUnit(String unit, String text, Instant time) {
        InputOptions options =
                InputOptions.defaults().withMapping(new Mapping("at", unit, "who", "", Map.of(), Map.of()));

        assertThat(Fixtures.accepted(Fixtures.decode("csv", options, "at,who\n" + text + ",a"))
                        .timeMillis())
                .isEqualTo(time.toEpochMilli());
    }

    @Test
    void declaredCsvFieldsAndNothingElse() {
        InputOptions options = InputOptions.defaults()
                .withTenantField("org")
                .withMapping(new Mapping(
                        "t", "seconds", "box", "metric", Map.of("load", "cpu", "idle", "gone"), Map.of("zone", "z")));

        Decoded.Accepted decoded = (Decoded.Accepted)
                Fixtures.decode("csv", options, "t,box,cpu,z,org,extra\n1772438400,db-1, 0.5 ,,acme,NaN");

        assertThat(decoded.tenant()).isEqualTo("acme");
        assertThat(decoded.event())
                .isEqualTo(new Event("metric", "db-1", 1_772_438_400_000L, Map.of("load", 0.5), Map.of()));
    }

    @Test
    void labelIsNoFieldInWhateverCase() {
        InputOptions options = InputOptions.defaults().withEntityField("host");

        Event event = Fixtures.accepted(Fixtures.decode(
                "csv", options, "time,host,load,Label,DETAILED_LABEL,label\n1772438400,h,0.5,1,Botnet,attack"));

        assertThat(event.numbers()).isEqualTo(Map.of("load", 0.5));
        assertThat(event.texts()).isEqualTo(Map.of("host", "h"));
    }

    @Test
    void optionNamesTheEntityWhereTheMappingDoesNot() {
        InputOptions options = InputOptions.defaults().withEntityField("series");

        assertThat(Fixtures.accepted(Fixtures.decode("csv", options, "time,series,host\n1772438400,7,h"))
                        .entity())
                .isEqualTo("7");
        assertThat(Fixtures.accepted(Fixtures.decode("json", options, "{\"time\":1772438400,\"series\":7}"))
                        .entity())
                .isEqualTo("7");
    }

    @Test
    void columnMapOfAlertsPutsOtherNamesInPlace() {
        InputOptions options = InputOptions.defaults()
                .withColumns(Map.of("time", "when", "short", "rule", "host", "machine", "name", "title_label"));

        Event event = Fixtures.accepted(
                Fixtures.decode("ids-csv", options, "when,rule,machine,title_label,time\n1772438400,R1,web-1,truth,0"));

        assertThat(event)
                .isEqualTo(new Event(
                        "alert", "web-1", 1_772_438_400_000L, Map.of(), Map.of("signature", "R1", "host", "web-1")));
    }

    @Test
    void pathsThatGrowWithDepthAreNotKept() {
        String key = "k".repeat(250);
        String record = "{\"time\":1772438400,\"host\":\"h\",\"" + key + "\":{\"a\":1,\"long_enough\":2}}";

        assertThat(Fixtures.accepted(Fixtures.decode("json", record)).numbers()).containsOnlyKeys(key + ".a");
    }
}
