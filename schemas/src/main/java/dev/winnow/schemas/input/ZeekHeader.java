package dev.winnow.schemas.input;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a tab-separated Zeek log, ready to read rows with; immutable, thread-safe.
 *
 * <p>Header lines are {@code #separator \x09} (always behind one blank, because the separator is not known yet), then
 * {@code #set_separator, #empty_field, #unset_field, #path, #fields, #types}, each followed by the separator and its
 * values. Only {@code #fields} must be there. The separators are single bytes.
 */
final class ZeekHeader {
    private final byte separator;
    private final char setSeparator;
    private final String emptyField;
    private final String unsetField;
    private final String path;
    private final String[] names;
    private final @Nullable ZeekColumn[] columns;

    /** True where the column is no field of ours but is configured as the entity or the tenant. */
    private final boolean[] wanted;

    private ZeekHeader(Builder from, List<String> fields, InputOptions options) {
        this.separator = from.separator;
        this.setSeparator = from.setSeparator;
        this.emptyField = from.emptyField;
        this.unsetField = from.unsetField;
        this.path = from.path;
        this.names = fields.toArray(String[]::new);
        this.columns = new ZeekColumn[names.length];
        this.wanted = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            columns[i] = TruthColumn.isOne(names[i]) ? null : ZeekColumn.of(names[i]);
            wanted[i] = columns[i] == null
                    && (names[i].equals(options.entityField()) || names[i].equals(options.tenantField()));
        }
    }

    /** Parses header lines, all of which start with {@code #}. */
    static ZeekHeader parse(byte[] record, int from, int to, InputOptions options) throws Refusal {
        Builder builder = new Builder();
        List<String> fields = List.of();
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && record[end] != '\n') {
                end++;
            }
            int trimmed = end > start && record[end - 1] == '\r' ? end - 1 : end;
            String line = new String(record, start, trimmed - start, StandardCharsets.UTF_8);
            start = end + 1;
            if (line.isEmpty()) {
                continue;
            }
            if (line.charAt(0) != '#') {
                throw broken("header lines and one row", "more rows than one");
            }
            if (line.startsWith("#fields")) {
                if (!fields.isEmpty()) {
                    throw broken("one #fields line", "two");
                }
                fields = builder.values(line);
            } else {
                builder.directive(line);
            }
        }
        if (fields.isEmpty()) {
            throw broken("a #fields line before its row", "none");
        }
        if (fields.size() > options.maxFields()) {
            throw new Refusal(
                    InputCode.TOO_MANY_FIELDS,
                    "a record must have at most " + options.maxFields() + " fields; found more; send fewer or raise"
                            + " maxFields");
        }
        Set<String> seen = new HashSet<>();
        for (String field : fields) {
            if (!seen.add(field)) {
                throw Refusal.duplicate(field);
            }
        }
        return new ZeekHeader(builder, fields, options);
    }

    static Refusal broken(String required, String found) {
        return new Refusal(
                InputCode.BROKEN_ZEEK,
                "a Zeek record must have " + required + "; found " + found + "; send each row with its header lines");
    }

    /** Name of the log; empty if the header has none. */
    String path() {
        return path;
    }

    /** Reads one row into the fields. */
    void read(byte[] record, int from, int to, ZeekInput.Row row) throws Refusal {
        int column = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i < to && record[i] != separator) {
                continue;
            }
            if (column < names.length && (columns[column] != null || wanted[column])) {
                value(column, new String(record, start, i - start, StandardCharsets.UTF_8), row);
            }
            column++;
            start = i + 1;
        }
        if (column != names.length) {
            throw broken(names.length + " columns as in #fields", column + " columns");
        }
    }

    private void value(int index, String raw, ZeekInput.Row row) throws Refusal {
        if (raw.equals(unsetField) || raw.equals(emptyField)) {
            return;
        }
        String value = raw.indexOf('\\') >= 0 ? unescape(raw) : raw;
        ZeekColumn column = columns[index];
        if (column == null) {
            row.unknown(names[index], value);
        } else {
            row.text(names[index], column, value, setSeparator);
        }
    }

    /**
     * Resolves {@code \xHH} and {@code \\}. The bytes that result are UTF-8 in today's Zeek; where they are not, the text
     * stays escaped, so that no byte is lost.
     */
    static String unescape(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '\\' && i + 3 < raw.length && raw[i + 1] == 'x') {
                int high = Character.digit(raw[i + 2], 16);
                int low = Character.digit(raw[i + 3], 16);
                if (high >= 0 && low >= 0) {
                    bytes[length++] = (byte) (high << 4 | low);
                    i += 3;
                    continue;
                }
            } else if (raw[i] == '\\' && i + 1 < raw.length && raw[i + 1] == '\\') {
                i++;
            }
            bytes[length++] = raw[i];
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    /** The directives before {@code #fields}, with Zeek's defaults. */
    private static final class Builder {
        private byte separator = '\t';
        private char setSeparator = ',';
        private String emptyField = "(empty)";
        private String unsetField = "-";
        private String path = "";

        private void directive(String line) throws Refusal {
            if (line.startsWith("#separator")) {
                String text = unescape(line.substring("#separator".length()).stripLeading());
                if (text.isEmpty() && line.length() > "#separator".length()) {
                    // A separator that is itself a blank or a tab, not escaped.
                    text = line.substring(line.length() - 1);
                }
                if (text.length() != 1 || text.charAt(0) > 0x7E || text.charAt(0) == '\n') {
                    throw broken("a #separator of one ASCII byte", Refusal.quote(text));
                }
                separator = (byte) text.charAt(0);
                return;
            }
            List<String> values = values(line);
            String value = values.isEmpty() ? "" : values.get(0);
            if (line.startsWith("#set_separator")) {
                setSeparator = value.isEmpty() ? setSeparator : unescape(value).charAt(0);
            } else if (line.startsWith("#empty_field")) {
                emptyField = value;
            } else if (line.startsWith("#unset_field")) {
                unsetField = value;
            } else if (line.startsWith("#path")) {
                path = value;
            }
        }

        /** The values behind the directive's name. */
        private List<String> values(String line) {
            List<String> values = new ArrayList<>();
            int start = line.indexOf((char) separator) + 1;
            while (start > 0) {
                int end = line.indexOf((char) separator, start);
                values.add(end < 0 ? line.substring(start) : line.substring(start, end));
                start = end + 1;
            }
            return values;
        }
    }
}
