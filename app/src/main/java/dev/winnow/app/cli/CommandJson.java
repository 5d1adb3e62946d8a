package dev.winnow.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.config.NearWord;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.schemas.wire.WireSchemas;
import dev.winnow.wire.Command;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Commands as JSON: the fields of the schema {@code Command}, times as ISO 8601, words in lower case, and the action as one
 * field named after its schema, {@code {"muteEnd": {"muteId": "m1"}}}. What is not known is refused.
 */
final class CommandJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SpecificData DATA = WireSchemas.data(Command.getClassSchema());

    private CommandJson() {}

    /**
     * Reads one command, or an array of them.
     *
     * @param now time of commands that name none
     * @throws CommandFailure CLI-060 with the field, what it must be and what was found
     */
    static List<Command> read(String text, Instant now) {
        JsonNode document;
        try {
            document = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw bad("command", "be JSON", e.getOriginalMessage());
        }
        List<Command> commands = new ArrayList<>();
        if (document.isArray()) {
            document.forEach(each -> commands.add(command(each, now)));
        } else {
            commands.add(command(document, now));
        }
        return commands;
    }

    private static Command command(JsonNode document, Instant now) {
        if (!(document instanceof ObjectNode given)) {
            throw bad("command", "be an object", document.toString());
        }
        ObjectNode filled = given.deepCopy();
        putIfAbsent(filled, "tenant", "default");
        putIfAbsent(filled, "actorType", "human");
        putIfAbsent(filled, "time", now.toString());
        putIfAbsent(filled, "id", CommandIds.of(filled.toString()));
        return (Command) record("command", filled, Command.getClassSchema());
    }

    private static void putIfAbsent(ObjectNode object, String field, String text) {
        if (!object.has(field)) {
            object.put(field, text);
        }
    }

    private static SpecificRecordBase record(String path, JsonNode node, Schema schema) {
        if (!node.isObject()) {
            throw bad(path, "be an object", node.toString());
        }
        List<String> known = schema.getFields().stream().map(Schema.Field::name).toList();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw bad(path + "." + name, "be one of " + known, "an unknown field" + near(name, known));
            }
        }
        SpecificRecordBase record = (SpecificRecordBase) SpecificData.newInstance(DATA.getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = node.get(field.name());
            if (value == null && !field.hasDefaultValue()) {
                throw bad(path + "." + field.name(), "be given", "nothing");
            }
            record.put(
                    field.pos(),
                    value == null
                            ? DATA.getDefaultValue(field)
                            : value(path + "." + field.name(), value, field.schema()));
        }
        return record;
    }

    private static @Nullable Object value(String path, JsonNode node, Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(path, node, schema);
            case UNION -> union(path, node, schema);
            case ARRAY -> {
                if (!node.isArray()) {
                    throw bad(path, "be a list", node.toString());
                }
                List<Object> values = new ArrayList<>();
                node.forEach(each -> values.add(value(path, each, schema.getElementType())));
                yield values;
            }
            case ENUM -> word(path, node, schema);
            case STRING -> {
                if (!node.isTextual()) {
                    throw bad(path, "be a text", node.toString());
                }
                yield node.textValue();
            }
            case LONG -> time(path, node);
            case INT -> {
                if (!node.canConvertToInt() || !node.isIntegralNumber()) {
                    throw bad(path, "be a whole number", node.toString());
                }
                yield node.intValue();
            }
            case DOUBLE -> {
                if (!node.isNumber()) {
                    throw bad(path, "be a number", node.toString());
                }
                yield node.doubleValue();
            }
            default -> throw new IllegalStateException("commands have no " + schema.getType());
        };
    }

    /** Either a value that may be null, or one of several records by name. */
    private static @Nullable Object union(String path, JsonNode node, Schema schema) {
        Optional<Schema> nullable = schema.getTypes().stream()
                .filter(type -> schema.isNullable() && type.getType() != Schema.Type.NULL)
                .findFirst();
        if (nullable.isPresent()) {
            return node.isNull() ? null : value(path, node, nullable.get());
        }
        List<String> names = schema.getTypes().stream().map(CommandJson::name).toList();
        if (!node.isObject() || node.size() != 1) {
            throw bad(path, "have exactly one field, of " + names, node.toString());
        }
        String name = node.fieldNames().next();
        int index = names.indexOf(name);
        if (index < 0) {
            throw bad(path, "have exactly one field, of " + names, name + near(name, names));
        }
        return record(path + "." + name, node.get(name), schema.getTypes().get(index));
    }

    private static Object word(String path, JsonNode node, Schema schema) {
        List<String> words = schema.getEnumSymbols().stream()
                .filter(symbol -> !symbol.equals(schema.getEnumDefault()))
                .map(symbol -> symbol.toLowerCase(Locale.ROOT))
                .toList();
        String word = node.asText("");
        if (!words.contains(word)) {
            throw bad(path, "be one of " + words, "\"" + word + "\"" + near(word, words));
        }
        return DATA.createEnum(word.toUpperCase(Locale.ROOT), schema);
    }

    private static Instant time(String path, JsonNode node) {
        try {
            return Instant.ofEpochMilli(Instant.parse(node.asText("")).toEpochMilli());
        } catch (DateTimeException e) {
            throw bad(path, "be a time such as 2027-01-08T00:00:00Z", node.toString());
        }
    }

    private static String name(Schema action) {
        return Character.toLowerCase(action.getName().charAt(0))
                + action.getName().substring(1);
    }

    private static String near(String word, List<String> known) {
        return NearWord.of(word, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    private static CommandFailure bad(String path, String requirement, String found) {
        return new CommandFailure(ExitCode.USAGE, "CLI-060 " + path + ": must " + requirement + ", found " + found);
    }
}
