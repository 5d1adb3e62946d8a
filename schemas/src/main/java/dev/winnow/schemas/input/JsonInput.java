package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Any JSON object; type {@code numeric} unless the mapping names another. The order of keys does not matter.
 *
 * <p>With declared fields, those and nothing else; a boolean under a number's name counts as 1 or 0. Without, every
 * scalar becomes a number or a text under its path ({@code cpu.load}, array indices are keys); paths ending in
 * {@code label} are left out. The time is the mapping's path, else {@code time}, else {@code timestamp}; the entity see
 * {@link Mapping}. JSON null is a missing value.
 */
final class JsonInput implements InputFormat {
    static final String NAME = "json";

    private final InputOptions options;
    private final JsonFactory json;
    private final GenericFields fields;

    JsonInput(InputOptions options) {
        this.options = options;
        this.json = JsonRecord.factory(options);
        this.fields = new GenericFields(options);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.JSON_VALUES;
    }

    @Override
    public Decoded decode(byte[] record) {
        return decode(record, 0);
    }

    @Override
    public Decoded decode(byte[] record, long recordMillis) {
        try (JsonRecord in = JsonRecord.open(json, record, options)) {
            GenericFields.Row row = fields.row();
            object(in, "", row);
            in.expectEnd();
            return row.finish(recordMillis);
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }

    /** Depth is bounded by the reader, so that the recursion is too. */
    private void object(JsonRecord in, String prefix, GenericFields.Row row) throws Refusal {
        for (String key = in.nextField(); key != null; key = in.nextField()) {
            value(in, prefix.isEmpty() ? key : prefix + '.' + key, row);
        }
    }

    private void value(JsonRecord in, String path, GenericFields.Row row) throws Refusal {
        JsonToken token = in.token();
        switch (token) {
            case VALUE_STRING -> row.value(path, in.text(), GenericFields.Kind.TEXT);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> row.value(path, in.text(), GenericFields.Kind.NUMBER);
            case VALUE_TRUE -> row.value(path, "true", GenericFields.Kind.FLAG);
            case VALUE_FALSE -> row.value(path, "false", GenericFields.Kind.FLAG);
            case START_OBJECT -> {
                row.value(path, "", GenericFields.Kind.OTHER);
                if (fields.isOnTheWay(path)) {
                    object(in, path, row);
                } else {
                    in.skip();
                }
            }
            case START_ARRAY -> {
                row.value(path, "", GenericFields.Kind.OTHER);
                if (fields.isOnTheWay(path)) {
                    int index = 0;
                    while (in.next() != JsonToken.END_ARRAY) {
                        value(in, path + '.' + index++, row);
                    }
                } else {
                    in.skip();
                }
            }
            case VALUE_NULL -> {
                // A missing value.
            }
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("no value can be " + token);
        }
    }
}
