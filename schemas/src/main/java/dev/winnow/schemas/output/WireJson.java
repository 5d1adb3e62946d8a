package dev.winnow.schemas.output;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.IndexedRecord;

/**
 * Any wire record as one line of JSON: fields in the order of the schema, keys of maps sorted, enum symbols in lower case,
 * times as ISO 8601 in UTC, bytes as lower-case hex, absent values and numbers that are not finite as null. The same record gives the same bytes.
 */
public final class WireJson {
    private WireJson() {}

    /** The record as UTF-8 without a line end. */
    public static byte[] encode(IndexedRecord record) {
        return AlertText.json(json -> write(json, record));
    }

    /** Writes the record as one JSON object. */
    public static void write(JsonGenerator json, IndexedRecord record) throws IOException {
        json.writeStartObject();
        for (Schema.Field field : record.getSchema().getFields()) {
            json.writeFieldName(field.name());
            value(json, record.get(field.pos()));
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof IndexedRecord record) {
            write(json, record);
        } else if (value instanceof Enum<?> || value instanceof GenericEnumSymbol<?>) {
            json.writeString(value.toString().toLowerCase(Locale.ROOT));
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(key.toString(), element));
            for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                json.writeFieldName(entry.getKey());
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Instant instant) {
            json.writeString(instant.toString());
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            json.writeString(HexFormat.of().formatHex(copy));
        } else if (value instanceof Double number) {
            // Jackson would write "NaN" as text: another type than the schema says.
            if (Double.isFinite(number)) {
                json.writeNumber(number);
            } else {
                json.writeNull();
            }
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writeString(value.toString());
        }
    }
}
