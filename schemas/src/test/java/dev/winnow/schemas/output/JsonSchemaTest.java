package dev.winnow.schemas.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Band;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.ClusterState;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas can fail the documents: each rule that a consumer relies on is broken once. */
final class JsonSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"alert", "cluster", "dead-letter", "ecs-alert", "ocsf-detection-finding"})
    void refusesADocumentWithoutAnyOneOfTheRequiredFields(String schema) throws JsonProcessingException {
        List<String> required = new ArrayList<>();
        JSON.readTree(JsonSchemas.text(schema)).get("required").forEach(name -> required.add(name.textValue()));

        assertThat(JsonSchemas.faults(schema, sample(schema).toString())).isEmpty();
        assertThat(required).hasSizeGreaterThan(8);
        for (String field : required) {
            ObjectNode document = sample(schema);
            document.remove(field);
            assertThat(JsonSchemas.faults(schema, document.toString()))
                    .as("without " + field)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert", "cluster", "dead-letter", "ecs-alert", "ocsf-detection-finding"})
    void refusesEveryFieldOfAWrongTypeAtAnyDepth(String schema) throws JsonProcessingException {
        List<String> pointers = new ArrayList<>();
        leaves("", sample(schema), pointers);

        assertThat(pointers).hasSizeGreaterThan(9);
        for (String pointer : pointers) {
            ObjectNode document = sample(schema);
            replace(document, pointer, JsonNodeFactory.instance.arrayNode().add(JsonNodeFactory.instance.objectNode()));
            assertThat(JsonSchemas.faults(schema, document.toString()))
                    .as(pointer)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ecs-alert | /event/kind | \"signal\"",
                "ecs-alert | /event/severity | 50",
                "ecs-alert | /event/severity | 21.5",
                "ecs-alert | /event/severity | \"21\"",
                "ecs-alert | /event/risk_score | 100.1",
                "ecs-alert | /source/ip | \"999.1.1.1\"",
                "ecs-alert | /source/ip | \"dc01\"",
                "ecs-alert | /destination/port | 65536",
                "ecs-alert | /related/ip | [\"10.1.2\"]",
                "ecs-alert | /message | \"two\\nlines\"",
                "ecs-alert | /@timestamp | \"2026-03-04 05:06:07\"",
                "ecs-alert | /threat/technique/id | [\"T1071.001\"]",
                "ecs-alert | /winnow/probability | 1.5",
                "ecs-alert | /winnow/score_current | null",
                "ocsf-detection-finding | /severity_id | 6",
                "ocsf-detection-finding | /severity | \"High\"",
                "ocsf-detection-finding | /type_uid | 200401",
                "ocsf-detection-finding | /class_uid | 2001",
                "ocsf-detection-finding | /finding_info | {\"uid\": \"x\", \"analytic\": {\"type_id\": 4}}",
                "ocsf-detection-finding | /metadata/product | {\"name\": \"Winnow\"}",
                "ocsf-detection-finding | /observables | [{\"type_id\": 2, \"value\": \"10.0.0.1\"}]",
                "ocsf-detection-finding | /observables | [{\"name\": \"a\", \"type_id\": 2, \"value\": \"dc01\"}]",
                "ocsf-detection-finding | /confidence_score | 93.75",
                "ocsf-detection-finding | /evidences/0/src_endpoint/ip | \"host\"",
                "ocsf-detection-finding | /time | \"2026-03-04T05:06:07Z\"",
                "alert | /band | \"CRITICAL\"",
                "alert | /probability | -0.1",
                "alert | /disposition | \"lost\"",
                "alert | /eventTime | 1772600767089",
                "cluster | /state | \"half-open\"",
                "cluster | /alerts | 0",
                "dead-letter | /original | \"0G\"",
                "dead-letter | /originalSha256 | \"00\"",
                "dead-letter | /code | \"oops\""
            })
    void refusesAValueThatAConsumerWouldStumbleOver(String schema, String pointer, String value)
            throws JsonProcessingException {
        ObjectNode document = sample(schema);
        replace(document, pointer, JSON.readTree(value));

        assertThat(JsonSchemas.faults(schema, document.toString())).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"alert,Alert", "cluster,Cluster", "dead-letter,DeadLetter"})
    void namesExactlyTheFieldsOfTheContractWithItsWords(String name, String record) throws Exception {
        org.apache.avro.Schema contract = ((SpecificRecord) Class.forName("dev.winnow.wire." + record)
                        .getDeclaredConstructor()
                        .newInstance())
                .getSchema();
        JsonNode schema = JSON.readTree(JsonSchemas.text(name));
        Set<String> required = new HashSet<>();
        schema.get("required").forEach(field -> required.add(field.textValue()));

        assertThat(schema.get("properties").properties())
                .extracting(property -> property.getKey() + ": "
                        + property.getValue().get("description").textValue())
                .containsExactlyElementsOf(contract.getFields().stream()
                        .map(field -> field.name() + ": " + field.doc())
                        .toList());
        assertThat(required)
                .containsExactlyInAnyOrderElementsOf(contract.getFields().stream()
                        .map(org.apache.avro.Schema.Field::name)
                        .toList());
    }

    @Test
    void takesEveryBandAndDispositionOfTheContract() {
        for (Band band : Band.values()) {
            for (dev.winnow.wire.Disposition disposition : dev.winnow.wire.Disposition.values()) {
                Alert alert = AlertSamples.flow();
                alert.setBand(band);
                alert.setDisposition(disposition);
                assertThat(JsonSchemas.faults(
                                "alert", text(OutputFormats.named("json").encode(alert))))
                        .isEmpty();
                assertThat(JsonSchemas.faults(
                                "ecs-alert", text(OutputFormats.named("ecs").encode(alert))))
                        .isEmpty();
                assertThat(JsonSchemas.faults(
                                "ocsf-detection-finding",
                                text(OutputFormats.named("ocsf").encode(alert))))
                        .isEmpty();
            }
        }
    }

    private static ObjectNode sample(String schema) throws JsonProcessingException {
        byte[] bytes = switch (schema) {
            case "alert" -> OutputFormats.named("json").encode(AlertSamples.flow());
            case "ecs-alert" -> OutputFormats.named("ecs").encode(AlertSamples.flow());
            case "ocsf-detection-finding" -> OutputFormats.named("ocsf").encode(AlertSamples.flow());
            case "cluster" ->
                WireJson.encode(new Cluster(
                        "c-1",
                        "acme",
                        ClusterState.OPEN,
                        Instant.EPOCH,
                        Instant.ofEpochMilli(1),
                        3L,
                        2L,
                        Band.HIGH,
                        0.75,
                        List.of("10.1.2.3"),
                        "a-1",
                        "Unusual flow",
                        List.of("suricata-flow/1"),
                        null));
            case "dead-letter" ->
                WireJson.encode(new DeadLetter(
                        "INP-003",
                        "field \"timestamp\" missing",
                        "decode",
                        new Source("in", 0, 5L),
                        "suricata-eve",
                        Instant.EPOCH,
                        ByteBuffer.wrap(new byte[] {1, (byte) 0xfe}),
                        ByteBuffer.wrap(new byte[] {0}),
                        1L,
                        ByteBuffer.wrap(new byte[32])));
            default -> throw new IllegalArgumentException(schema);
        };
        return (ObjectNode) JSON.readTree(text(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void leaves(String pointer, JsonNode node, List<String> out) {
        if (node.isObject()) {
            node.properties()
                    .forEach(property -> leaves(
                            pointer + "/" + property.getKey().replace("~", "~0").replace("/", "~1"),
                            property.getValue(),
                            out));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(pointer + "/" + i, node.get(i), out);
            }
        } else {
            out.add(pointer);
        }
    }

    private static void replace(ObjectNode document, String pointer, JsonNode value) {
        int cut = pointer.lastIndexOf('/');
        JsonNode parent = document.at(pointer.substring(0, cut));
        String last = pointer.substring(cut + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), value);
        } else if (parent instanceof ObjectNode object && object.has(last)) {
            object.set(last, value);
        } else {
            throw new IllegalArgumentException("nothing at " + pointer);
        }
    }
}
