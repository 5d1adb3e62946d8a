package dev.winnow.schemas.input;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CSV record of a header line and one row, as RFC 4180 has it: commas, quotes doubled inside quoted fields, line ends
 * LF or CRLF, line breaks allowed inside quotes. A quote that does not begin a field is an ordinary character.
 */
final class CsvRecord {
    private final Header header;
    private final List<String> values;

    private CsvRecord(Header header, List<String> values) {
        this.header = header;
        this.values = values;
    }

    /** Reads a record; the header comes from the cache if it was seen before. */
    static CsvRecord read(byte[] record, InputOptions options, HeaderCache<Header> cache) throws Refusal {
        int start = RecordBounds.checkText(record, options);
        int headerEnd = headerEnd(record, start);
        if (headerEnd == start) {
            throw broken("a header line first", "a blank line");
        }
        Header header = cache.find(record, start, headerEnd);
        if (header == null) {
            header = Header.parse(new String(record, start, headerEnd - start, StandardCharsets.UTF_8), options);
            cache.keep(record, start, headerEnd, header);
        }
        if (headerEnd >= record.length) {
            throw broken("a header line and one row", "no row");
        }
        String row = new String(record, headerEnd + 1, record.length - headerEnd - 1, StandardCharsets.UTF_8);
        List<String> values = new ArrayList<>(header.names.size());
        int end = parseLine(row, values, options.maxFields());
        if (!row.substring(end).isBlank()) {
            throw new Refusal(
                    InputCode.TRAILING,
                    "a record must be a header line and one row; found more; send one row a record");
        }
        if (values.size() == 1 && values.get(0).isBlank()) {
            throw broken("a header line and one row", "no row");
        }
        if (values.size() != header.names.size()) {
            throw broken(
                    header.names.size() + " columns as in the header",
                    values.size() == 1 ? "1 column" : values.size() + " columns");
        }
        return new CsvRecord(header, values);
    }

    /**
     * The fields of one row.
     *
     * @throws Refusal if a quote is not closed or closed too early, or there are too many fields
     */
    static List<String> fields(String row, int maxFields) throws Refusal {
        List<String> fields = new ArrayList<>();
        parseLine(row, fields, maxFields);
        return fields;
    }

    int columns() {
        return values.size();
    }

    String name(int column) {
        return header.names.get(column);
    }

    String value(int column) {
        return values.get(column);
    }

    /** The value of that column; null if there is no such column. */
    @Nullable
    String value(String name) {
        Integer column = header.index.get(name);
        return column == null ? null : values.get(column);
    }

    private static Refusal broken(String required, String found) {
        return new Refusal(
                InputCode.BROKEN_CSV,
                "a CSV record must have " + required + "; found " + found + "; correct the line or its header");
    }

    /** Index of the line feed that ends the header line, or of the record's end. */
    private static int headerEnd(byte[] record, int start) {
        boolean quoted = false;
        for (int i = start; i < record.length; i++) {
            if (record[i] == '"') {
                quoted = !quoted;
            } else if (record[i] == '\n' && !quoted) {
                return i;
            }
        }
        return record.length;
    }

    /** Reads the fields of one line; gives the index behind it. */
    private static int parseLine(String text, List<String> fields, int maxFields) throws Refusal {
        int i = 0;
        while (true) {
            if (fields.size() >= maxFields) {
                throw new Refusal(
                        InputCode.TOO_MANY_FIELDS,
                        "a record must have at most " + maxFields
                                + " fields; found more; send fewer or raise maxFields");
            }
            if (i < text.length() && text.charAt(i) == '"') {
                StringBuilder field = new StringBuilder();
                i = quoted(text, i + 1, field);
                fields.add(field.toString());
            } else {
                int end = i;
                while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != '\n') {
                    end++;
                }
                boolean carriage =
                        end > i && text.charAt(end - 1) == '\r' && (end == text.length() || text.charAt(end) == '\n');
                fields.add(text.substring(i, carriage ? end - 1 : end));
                i = end;
            }
            if (i >= text.length()) {
                return i;
            }
            if (text.charAt(i) == '\r' && (i + 1 == text.length() || text.charAt(i + 1) == '\n')) {
                return Math.min(text.length(), i + 2);
            }
            if (text.charAt(i) == '\n') {
                return i + 1;
            }
            if (text.charAt(i) != ',') {
                throw broken("a comma or the line's end behind a closing quote", "something else");
            }
            i++;
        }
    }

    private static int quoted(String text, int start, StringBuilder field) throws Refusal {
        int i = start;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '"') {
                field.append(c);
                i++;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i += 2;
            } else {
                return i + 1;
            }
        }
        throw broken("a closing quote for each opening one", "the record's end");
    }

    /** Column names in order; immutable. */
    static final class Header {
        private final List<String> names;
        private final Map<String, Integer> index;

        private Header(List<String> names, Map<String, Integer> index) {
            this.names = List.copyOf(names);
            this.index = Map.copyOf(index);
        }

        private static Header parse(String line, InputOptions options) throws Refusal {
            List<String> names = new ArrayList<>();
            parseLine(line, names, options.maxFields());
            Map<String, Integer> index = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).strip();
                names.set(i, name);
                if (name.isEmpty()) {
                    throw broken("a name for each column", "none for column " + (i + 1));
                }
                if (index.put(name, i) != null) {
                    throw Refusal.duplicate(EventBuilder.bounded(name));
                }
            }
            return new Header(names, index);
        }
    }
}
