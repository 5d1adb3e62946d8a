package dev.winnow.schemas.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.wire.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every format in the registry, every sample: the bytes are those of the golden file, and they follow the format's schema.
 * Golden files were written by this code, read against the notes on the formats, and are rewritten with
 * {@code -Dwinnow.regenerate=true}; Avro's are the hex of the bytes.
 */
final class OutputGoldenTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("winnow.root", ".."), "schemas/src/test/resources/outputs");
    private static final Map<String, String> SCHEMAS =
            Map.of("json", "alert", "ecs", "ecs-alert", "ocsf", "ocsf-detection-finding");

    static Stream<Arguments> cases() {
        return OutputFormats.all().stream()
                .flatMap(format -> AlertSamples.all().entrySet().stream()
                        .map(sample -> Arguments.of(format.name(), sample.getKey(), sample.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void writesTheGoldenBytes(String format, String name, Alert alert) throws IOException {
        boolean isText = SCHEMAS.containsKey(format);
        Path file = GOLDEN.resolve(format).resolve(name + (isText ? ".json" : ".hex"));

        byte[] bytes = OutputFormats.named(format).encode(alert);

        String written = (isText
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : HexFormat.of().formatHex(bytes)) + "\n";
        if (Boolean.getBoolean("winnow.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, written);
        }
        assertThat(written).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void followsItsSchema(String format, String name, Alert alert) throws IOException {
        byte[] bytes = OutputFormats.named(format).encode(alert);

        if (format.equals("avro")) {
            Alert read = new BinaryMessageDecoder<Alert>(SpecificData.getForClass(Alert.class), Alert.getClassSchema())
                    .decode(bytes);
            assertThat(WireJson.encode(read)).isEqualTo(WireJson.encode(alert));
        } else {
            assertThat(JsonSchemas.faults(SCHEMAS.getOrDefault(format, ""), new String(bytes, StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void givesTheSameBytesWhateverTheOrderOfTheContext(String format, String name, Alert alert) {
        OutputFormat output = OutputFormats.named(format);
        List<String> keys = new ArrayList<>(alert.getContext().keySet());
        Collections.reverse(keys);
        Map<String, String> reversed = new LinkedHashMap<>();
        keys.forEach(key -> reversed.put(key, alert.getContext().get(key)));

        byte[] first = output.encode(alert);

        assertThat(output.encode(alert)).isEqualTo(first);
        for (Map<String, String> context : List.of(reversed, new HashMap<>(reversed), new TreeMap<>(reversed))) {
            Alert same = new Alert();
            alert.getSchema().getFields().forEach(field -> same.put(field.pos(), alert.get(field.pos())));
            same.setContext(context);
            assertThat(output.encode(same)).isEqualTo(first);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void textIsOneLineWithoutControlCharacters(String format, String name, Alert alert) {
        if (SCHEMAS.containsKey(format)) {
            String text = new String(OutputFormats.named(format).encode(alert), StandardCharsets.UTF_8);

            assertThat(text.chars().filter(c -> c < ' ' || c == 0x7f)).isEmpty();
        }
    }

    @Test
    void everyFormatHasASchemaOrIsAvro() {
        assertThat(OutputFormats.all())
                .extracting(OutputFormat::name)
                .allMatch(name -> name.equals("avro") || SCHEMAS.containsKey(name))
                .doesNotHaveDuplicates();
    }
}
