package dev.winnow.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/**
 * The text of a schema as a registry keeps it: complete, with documentation and defaults, for readers in any language. What
 * the Java generator added (the class of strings) is left out; it changes no byte of a record.
 */
public final class SchemaText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JAVA_STRING = "avro.java.string";

    private SchemaText() {}

    public static String of(Schema schema) {
        try {
            return plain(JSON.readTree(schema.toString())).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema's own text is JSON", e);
        }
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            boolean isJavaString = object.remove(JAVA_STRING) != null;
            JsonNode type = object.get("type");
            if (isJavaString && object.size() == 1 && type != null) {
                return type;
            }
            object.properties().forEach(property -> property.setValue(plain(property.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, plain(array.get(i)));
            }
        }
        return node;
    }
}
