package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputFormatsTest {
    @Test
    void listsTheFormatsInOrder() {
        assertThat(InputFormats.names())
                .containsExactly("suricata-eve", "zeek", "wazuh", "ids-csv", "json", "csv", "avro");
    }

    @ParameterizedTest
    @CsvSource({
        "suricata, suricata-eve",
        "eve, suricata-eve",
        "Zeek, zeek",
        "bro, avro",
        "wazu, wazuh",
        "ids, ids-csv",
        "jsonl, json",
        "csvv, csv"
    })
    void namesTheKnownFormatsAndTheNearestOne(String asked, String nearest) {
        assertThatThrownBy(() -> InputFormats.create(asked, InputOptions.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("INP-030 input format \"" + asked
                        + "\": must be one of suricata-eve, zeek, wazuh, ids-csv, json, csv, avro; did you mean "
                        + nearest
                        + "?");
    }

    @Test
    void pinsTheDefaults() {
        assertThat(InputOptions.defaults())
                .isEqualTo(new InputOptions("", "", Mapping.none(), Map.of(), 1_048_576, 64, 4_096));
    }

    @Test
    void refusesOptionsOutOfRange() {
        InputOptions options = InputOptions.defaults();

        assertThatThrownBy(() -> options.withLimits(10, 64, 100))
                .hasMessage("INP-031 input option \"maxRecordBytes\": must be between 1024 and 67108864; found 10;"
                        + " correct the configuration");
        assertThatThrownBy(() -> options.withLimits(2_000, 0, 100))
                .hasMessage(
                        "INP-031 input option \"maxDepth\": must be between 1 and 1000; found 0; correct the configuration");
        assertThatThrownBy(() -> options.withLimits(2_000, 1, 0))
                .hasMessage("INP-031 input option \"maxFields\": must be between 1 and 1000000; found 0; correct the"
                        + " configuration");
        assertThatThrownBy(() -> options.withColumns(Map.of("color", "x")))
                .hasMessage(
                        "INP-031 input option \"columns\": may name time, name, ip, host and short; found \"color\";"
                                + " correct the configuration");
        assertThatThrownBy(() -> options.withColumns(Map.of("time", "")))
                .hasMessage(
                        "INP-031 input option \"columns.time\": must name a column; found an empty text; correct the"
                                + " configuration");
        assertThatThrownBy(() -> new Mapping("t", "fortnights", "", "", Map.of(), Map.of()))
                .hasMessage(
                        "INP-031 input option \"mapping.timeUnit\": must be auto, iso, seconds, millis, micros, nanos"
                                + " or pattern:…; found \"fortnights\"; correct the configuration");
        assertThatThrownBy(() -> new Mapping("t", "pattern:{", "", "", Map.of(), Map.of()))
                .hasMessage("INP-031 input option \"mapping.timeUnit\": must hold a valid date pattern; found"
                        + " \"pattern:{\"; correct the configuration");
        assertThatThrownBy(() -> new Mapping("t", "iso", "", "a b", Map.of(), Map.of()))
                .hasMessage(
                        "INP-031 input option \"mapping.type\": must be a word of letters, digits, '_', '-' and '.';"
                                + " found \"a b\"; correct the configuration");
        assertThatThrownBy(() -> new Mapping("t", "iso", "", "", Map.of("x", "a"), Map.of("x", "b")))
                .hasMessage("INP-031 input option \"mapping.numbers and mapping.texts\": must not share a name; found"
                        + " \"x\"; correct the configuration");
        assertThatThrownBy(() -> new Mapping("t", "iso", "", "", Map.of("x", ""), Map.of()))
                .hasMessage(
                        "INP-031 input option \"mapping.numbers and mapping.texts\": need a name and a place; found an"
                                + " empty one; correct the configuration");
    }

    @Test
    void codesAreUniqueAndRise() {
        assertThat(Arrays.stream(InputCode.values()).map(InputCode::code))
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(Arrays.stream(InputCode.values()).map(InputCode::meaning)).allMatch(text -> !text.isBlank());
    }
}
