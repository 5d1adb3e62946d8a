package dev.winnow.detectors.feature;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One text for one declaration, whatever the order and layout it was written in.
 *
 * <pre>
 * value  := record | list | map | text | number | "null"
 * record := name "(" [ component "=" value *( "," component "=" value ) ] ")"    components in declared order
 * map    := "{" ... "}"                                                       keys in sorted order
 * text   := '"' characters, with \ before " and \ '"'
 * </pre>
 */
final class Canonical {
    private Canonical() {}

    static String text(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (value instanceof Record) {
            appendRecord(out, (Record) value);
        } else if (value instanceof Condition) {
            append(out, ((Condition) value).declared());
        } else if (value instanceof List) {
            String separator = "[";
            for (Object element : (List<?>) value) {
                out.append(separator);
                append(out, element);
                separator = ",";
            }
            out.append(separator.equals("[") ? "[]" : "]");
        } else if (value instanceof Map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : new TreeMap<>((Map<?, ?>) value).entrySet()) {
                out.append(separator);
                append(out, entry.getKey());
                out.append(':');
                append(out, entry.getValue());
                separator = ",";
            }
            out.append(separator.equals("{") ? "{}" : "}");
        } else if (value instanceof String) {
            out.append('"')
                    .append(((String) value).replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        } else {
            out.append(value);
        }
    }

    private static void appendRecord(StringBuilder out, Record value) {
        out.append(value.getClass().getSimpleName()).append('(');
        String separator = "";
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            out.append(separator).append(component.getName()).append('=');
            try {
                component.getAccessor().setAccessible(true);
                append(out, component.getAccessor().invoke(value));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("a record's own component cannot be read", impossible);
            }
            separator = ",";
        }
        out.append(')');
    }
}
