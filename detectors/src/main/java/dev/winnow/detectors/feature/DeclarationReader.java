package dev.winnow.detectors.feature;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one mapping in a declaration and notes whatever is wrong with them; after a mistake it answers with
 * something harmless so that the rest is checked too. Mutable, one owner.
 */
final class DeclarationReader {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})(ms|s|m|h|d)");

    private final JsonNode node;
    private final String where;
    private final List<String> problems;
    private final Set<String> known = new HashSet<>();

    /** @param where what stands before a key in messages, for example {@code feature set "x", features[2].} */
    DeclarationReader(JsonNode node, String where, List<String> problems) {
        this.node = node;
        this.where = where;
        this.problems = problems;
    }

    void problem(String code, String key, String what) {
        problems.add(code + " " + where + key + ": " + what);
    }

    boolean has(String key) {
        known.add(key);
        return node.hasNonNull(key);
    }

    String text(String key) {
        JsonNode value = required(key);
        if (value != null && (!value.isTextual() || value.textValue().isBlank())) {
            problem("DET-104", key, "must be a text, was " + value);
        }
        return value != null && value.isTextual() ? value.textValue() : "";
    }

    String textOr(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    long integer(String key, long least, long most) {
        JsonNode value = required(key);
        if (value == null) {
            return least;
        }
        if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
            problem("DET-104", key, "must be a whole number between " + least + " and " + most + ", was " + value);
            return least;
        }
        return value.longValue();
    }

    boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        JsonNode value = node.get(key);
        if (!value.isBoolean()) {
            problem("DET-104", key, "must be true or false, was " + value);
        }
        return value.asBoolean();
    }

    /** One of the given words. */
    String word(String key, List<String> words) {
        String text = text(key);
        if (!text.isEmpty() && !words.contains(text)) {
            problem("DET-104", key, "must be one of " + words + ", was \"" + text + "\"");
        }
        return words.contains(text) ? text : words.get(0);
    }

    /** A text, or a list of texts. */
    List<String> texts(String key) {
        JsonNode value = required(key);
        return value == null ? List.of() : texts(key, value);
    }

    List<String> textsOrNone(String key) {
        return has(key) ? texts(key) : List.of();
    }

    private List<String> texts(String key, JsonNode value) {
        List<String> result = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isTextual() && !element.isNumber()) {
                problem("DET-104", key, "must be a text or a list of texts, was " + value);
                return List.of();
            }
            result.add(element.asText());
        }
        if (result.isEmpty()) {
            problem("DET-104", key, "must not be empty");
        }
        return result;
    }

    String field(String key) {
        String text = text(key);
        checkField(key, text);
        return text.isEmpty() ? "unknown" : text;
    }

    List<String> fields(String key) {
        List<String> fields = texts(key);
        fields.forEach(field -> checkField(key, field));
        return fields.isEmpty() ? List.of("unknown") : fields;
    }

    private void checkField(String key, String field) {
        if (!field.isEmpty()) {
            try {
                FieldRef.parse(field);
            } catch (IllegalArgumentException refused) {
                problem("DET-106", key, String.valueOf(refused.getMessage()));
            }
        }
    }

    /** A whole number with its unit ({@code ms, s, m, h, d}), in milliseconds. */
    long duration(String key) {
        String text = text(key);
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            if (!text.isEmpty()) {
                problem("DET-107", key, "must be a duration such as 30s, 5m, 1h or 7d, was \"" + text + "\"");
            }
            return 60_000;
        }
        long unit = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    long window(String key) {
        long millis = duration(key);
        if (millis < 1000 || millis > 31 * 86_400_000L) {
            problem("DET-107", key, "must be between 1s and 31d, was \"" + text(key) + "\"");
        }
        return millis;
    }

    @Nullable
    Condition conditionOrNone(String key) {
        return has(key) ? condition(key) : null;
    }

    /** A mapping of field references to accepted values. */
    Condition condition(String key) {
        JsonNode value = required(key);
        Map<String, List<String>> declared = new TreeMap<>();
        if (value != null && !value.isObject()) {
            problem("DET-104", key, "must map fields to their accepted values, was " + value);
        } else if (value != null) {
            for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                checkField(key, name);
                declared.put(name, texts(key + "." + name, value.get(name)));
            }
            if (declared.isEmpty()) {
                problem("DET-104", key, "must name at least one field");
            }
        }
        try {
            return new Condition(declared);
        } catch (IllegalArgumentException alreadyNoted) {
            return new Condition(Map.of("unknown", List.of("unknown")));
        }
    }

    @Nullable
    JsonNode required(String key) {
        if (!has(key)) {
            problem("DET-103", key, "is required");
            return null;
        }
        return node.get(key);
    }

    /** Notes every key that nobody asked for. */
    void refuseUnknownKeys() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                List<String> sorted = known.stream().sorted().toList();
                problem("DET-102", name, "unknown key; known are " + sorted);
            }
        }
    }
}
