package dev.winnow.schemas.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class InputFixtureContractTest {
    static Iterable<String> names() {
        return InputFormats.names();
    }

    @Test
    void fixtureTellsEventsApart() {
        InputFormat eve = InputFormats.create("suricata-eve", InputOptions.defaults());
        byte[] changed = Fixtures.records(eve).get(0);
        String before = Fixtures.text(eve.decode(changed));
        int port = new String(changed, java.nio.charset.StandardCharsets.UTF_8).indexOf("51514");

        changed[port] = '4';

        assertThat(Fixtures.text(eve.decode(changed))).isNotEqualTo(before).contains("src_port = 41514.0");
    }

    @ParameterizedTest
    @MethodSource("names")
    void decodesItsFixturesToTheExpectedEvents(String name) {
        InputFormat format = InputFormats.create(name, InputOptions.defaults());
        assertThat(Fixtures.inputs(name)).as("fixtures of " + name).isNotEmpty();

        for (Path input : Fixtures.inputs(name)) {
            String events = Fixtures.records(Fixtures.bytes(input), format.framing(), 1 << 20).stream()
                    .map(record -> Fixtures.text(format.decode(record)))
                    .collect(Collectors.joining());

            assertThat(events).as(input.toString()).isEqualTo(Fixtures.expected(input));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void hasItsListedNameAndDecodesTheSameBytesToTheSameEvent(String name) {
        InputFormat format = InputFormats.create(name, InputOptions.defaults());
        InputFormat other = InputFormats.create(name, InputOptions.defaults());

        assertThat(format.name()).isEqualTo(name);
        for (byte[] record : Fixtures.records(format)) {
            byte[] copy = record.clone();
            assertThat(format.decode(record)).isEqualTo(other.decode(copy)).isEqualTo(format.decode(record));
            assertThat(record).isEqualTo(copy);
        }
    }
}
