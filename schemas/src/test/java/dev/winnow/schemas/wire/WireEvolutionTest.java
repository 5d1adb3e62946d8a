package dev.winnow.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Old readers read new records and new readers old ones, by Avro's own judgement and by real bytes: a change of a contract
 * that breaks this test breaks people's consumers.
 */
final class WireEvolutionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INSTANCES = 20;
    private static final String REMEDY =
            "; give a new field a default, remove only fields that have one, keep names and"
                    + " types, let enums keep their symbols; see CONTRIBUTING.md, \"Changing a schema\"";

    static List<String> topLevel() {
        return Contracts.TOP_LEVEL;
    }

    @Test
    void everyReleaseAndThisBuildReadEachOther() {
        assertThat(Compatibility.faults(SchemaHistory.bundled(), Contracts.current()))
                .isEmpty();
    }

    @Test
    void aChangeThatBreaksReadersIsNamedWithItsRemedy() throws IOException {
        Schema then = Contracts.named(Contracts.current(), "Verdict");
        ObjectNode tree = (ObjectNode) JSON.readTree(then.toString());
        ArrayNode fields = (ArrayNode) tree.get("fields");
        fields.addObject().put("name", "required").put("type", "string");
        fields.remove(1);
        Schema now = SchemaParser.parseSingle(tree.toString());
        SchemaHistory history = SchemaHistory.of(
                List.of(new SchemaHistory.Entry("0.1.0", then), new SchemaHistory.Entry("0.1.0", signal())));

        assertThat(Compatibility.faults(history, Map.of("Verdict", now)))
                .containsExactly(
                        "Verdict: this build must read what release 0.1.0 wrote, and cannot:"
                                + " READER_FIELD_MISSING_DEFAULT_VALUE at /fields/" + (fields.size() - 1) + ", required"
                                + REMEDY,
                        "Verdict: release 0.1.0 must read what this build writes, and cannot:"
                                + " READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1, tenant" + REMEDY,
                        "Signal: release 0.1.0 wrote this contract, and this build has none of that name" + REMEDY);
    }

    @ParameterizedTest
    @MethodSource("topLevel")
    void aReleaseMayAddFieldsAndSymbolsAndDropWhatHasADefault(String name) throws Exception {
        Schema now = Contracts.named(Contracts.current(), name);
        Schema other = OtherRelease.of(now);

        assertThat(other.getField("onlyThere")).isNotNull();
        assertThat(Compatibility.faults(
                        SchemaHistory.of(List.of(new SchemaHistory.Entry("0.0.9", other))), Map.of(name, now)))
                .isEmpty();
        for (long seed = 0; seed < INSTANCES; seed++) {
            GenericRecord upgraded = (GenericRecord) read(now, other, bytes(now, random(now, seed)));
            GenericRecord downgraded = (GenericRecord) read(other, now, bytes(other, random(other, seed)));

            assertThat(upgraded.get("onlyThere")).as("seed " + seed).hasToString("none");
            assertThat(downgraded.getSchema()).isEqualTo(now);
        }
    }

    @Test
    void aSymbolThatIsNotKnownYetIsReadAsUnknown() throws Exception {
        Schema now = Contracts.named(Contracts.current(), "Verdict");
        Schema later = OtherRelease.of(now);
        GenericRecord verdict = (GenericRecord) random(later, 3);
        verdict.put(
                "verdict", new GenericData.EnumSymbol(later.getField("verdict").schema(), "ONLY_THERE"));

        GenericRecord read = (GenericRecord) read(later, now, bytes(later, verdict));

        assertThat(read.get("verdict")).hasToString("UNKNOWN");
        assertThat(read.get("reason")).as("dropped, has a default").hasToString("");
    }

    @Test
    void aUnionOfRecordsMayGainOneAndLosesNone() throws IOException {
        Schema more = Contracts.named(Contracts.current(), "AuditEntry");
        Schema less = OtherRelease.without(more, "detail");

        assertThat(Compatibility.faults(
                        SchemaHistory.of(List.of(new SchemaHistory.Entry("0.1.0", less))), Map.of("AuditEntry", more)))
                .isEmpty();
        assertThat(Compatibility.faults(
                        SchemaHistory.of(List.of(new SchemaHistory.Entry("0.1.0", more))), Map.of("AuditEntry", less)))
                .singleElement()
                .asString()
                .startsWith(
                        "AuditEntry: this build must read what release 0.1.0 wrote, and cannot: MISSING_UNION_BRANCH");
    }

    private static Schema signal() {
        return Contracts.named(Contracts.current(), "Signal");
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
