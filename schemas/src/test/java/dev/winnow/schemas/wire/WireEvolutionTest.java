package dev.winnow.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Old readers read new records and new readers old ones, by Avro's own judgement and by real bytes. A released set is never
 * edited: a change of a contract that breaks this test breaks people's consumers.
 */
final class WireEvolutionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INSTANCES = 20;

    static Stream<Arguments> releases() {
        return Contracts.released().entrySet().stream()
                .flatMap(release -> Contracts.TOP_LEVEL.stream()
                        .map(name -> Arguments.of(release.getKey(), name, release.getValue())));
    }

    static List<String> topLevel() {
        return Contracts.TOP_LEVEL;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("releases")
    void aReleasedSchemaAndTodaysReadEachOther(String release, String name, Map<String, Schema> set)
            throws IOException {
        Schema then = Contracts.named(set, name);
        Schema now = Contracts.named(Contracts.current(), name);

        assertThat(compatibility(now, then)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(compatibility(then, now)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        for (long seed = 0; seed < INSTANCES; seed++) {
            Object old = random(then, seed);
            Object upgraded = read(then, now, bytes(then, old));
            assertThat(read(now, then, bytes(now, upgraded))).as("seed " + seed).isEqualTo(old);

            Object young = random(now, seed);
            assertThat(read(now, then, bytes(now, young))).as("seed " + seed).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("topLevel")
    void aLaterSchemaMayAddFieldsAndSymbolsAndDropWhatHasADefault(String name) throws Exception {
        Schema now = Contracts.named(Contracts.current(), name);
        Schema later = later(now);

        assertThat(later.getField("addedLater")).isNotNull();
        assertThat(compatibility(later, now)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(compatibility(now, later)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        for (long seed = 0; seed < INSTANCES; seed++) {
            GenericRecord upgraded = (GenericRecord) read(now, later, bytes(now, random(now, seed)));
            GenericRecord downgraded = (GenericRecord) read(later, now, bytes(later, random(later, seed)));

            assertThat(upgraded.get("addedLater")).as("seed " + seed).hasToString("none");
            assertThat(downgraded.getSchema()).isEqualTo(now);
        }
    }

    @Test
    void aSymbolThatIsNotKnownYetIsReadAsUnknown() throws Exception {
        Schema now = Contracts.named(Contracts.current(), "Verdict");
        Schema later = later(now);
        GenericRecord verdict = (GenericRecord) random(later, 3);
        verdict.put(
                "verdict", new GenericData.EnumSymbol(later.getField("verdict").schema(), "ADDED_LATER"));

        GenericRecord read = (GenericRecord) read(later, now, bytes(later, verdict));

        assertThat(read.get("verdict")).hasToString("UNKNOWN");
        assertThat(read.get("reason")).as("dropped, has a default").hasToString("");
    }

    @Test
    void aChangeThatBreaksReadersIsFound() throws Exception {
        Schema now = Contracts.named(Contracts.current(), "Verdict");
        ObjectNode tree = (ObjectNode) JSON.readTree(now.toString());
        ((ArrayNode) tree.get("fields")).addObject().put("name", "required").put("type", "string");
        Schema broken = SchemaParser.parseSingle(tree.toString());

        assertThat(compatibility(broken, now)).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
        assertThatThrownBy(() -> read(now, broken, bytes(now, random(now, 1)))).isInstanceOf(AvroTypeException.class);
    }

    /** Every record gets a field with a default in front and loses its first field with one; every enum gets a symbol. */
    private static Schema later(Schema schema) throws IOException {
        JsonNode tree = JSON.readTree(schema.toString());
        change(tree);
        return SchemaParser.parseSingle(tree.toString());
    }

    private static void change(JsonNode node) {
        node.forEach(WireEvolutionTest::change);
        if (node instanceof ObjectNode object && object.path("type").asText().equals("enum")) {
            ((ArrayNode) object.get("symbols")).add("ADDED_LATER");
        }
        if (node instanceof ObjectNode object && object.path("type").asText().equals("record")) {
            ArrayNode fields = (ArrayNode) object.get("fields");
            for (int i = 0; i < fields.size(); i++) {
                // A field in which a type is first defined must stay: others name that type.
                if (fields.get(i).has("default") && fields.get(i).findValue("namespace") == null) {
                    fields.remove(i);
                    break;
                }
            }
            fields.insertObject(0)
                    .put("name", "addedLater")
                    .put("type", "string")
                    .put("default", "none");
        }
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static Object random(Schema schema, long seed) {
        return new RandomData(schema, 1, seed).iterator().next();
    }

    private static byte[] bytes(Schema schema, Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static Object read(Schema writer, Schema reader, byte[] bytes) throws IOException {
        return new GenericDatumReader<>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }
}
