package dev.winnow.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;

/** Contracts as another release might have them, older or newer: all that may change between two releases has changed. */
public final class OtherRelease {
    public static final String VERSION = "0.0.9";

    private static final ObjectMapper JSON = new ObjectMapper();

    private OtherRelease() {}

    /** A history of one release, which wrote every contract otherwise. */
    public static SchemaHistory history() {
        List<SchemaHistory.Entry> entries = WireSchemas.all().stream()
                .map(schema -> new SchemaHistory.Entry(VERSION, of(schema)))
                .toList();
        return SchemaHistory.of(entries);
    }

    /** Every record gets a field with a default in front and loses its first field with one; every enum gets a symbol. */
    static Schema of(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            change(tree);
            return SchemaParser.parseSingle(tree.toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The contract before its last kind of detail or action was added. */
    static Schema without(Schema schema, String field) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            for (JsonNode one : tree.get("fields")) {
                if (one.get("name").asText().equals(field)) {
                    ArrayNode union = (ArrayNode) one.get("type");
                    union.remove(union.size() - 1);
                }
            }
            return SchemaParser.parseSingle(tree.toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void change(JsonNode node) {
        node.forEach(OtherRelease::change);
        if (node instanceof ObjectNode object && object.path("type").asText().equals("enum")) {
            ((ArrayNode) object.get("symbols")).add("ONLY_THERE");
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
                    .put("name", "onlyThere")
                    .put("type", "string")
                    .put("default", "none");
        }
    }
}
