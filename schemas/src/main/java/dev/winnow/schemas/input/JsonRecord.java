package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A streaming JSON parser that counts depth and fields and turns every fault into a {@link Refusal}; mutable, one owner,
 * one record. No tree is built.
 *
 * <p>NaN and infinity are let through the tokenizer only to be refused here by their own code, wherever they stand.
 */
final class JsonRecord implements AutoCloseable {
    private final JsonParser parser;
    private final int maxDepth;
    private final int maxFields;
    private int depth;
    private int fields;
    private @Nullable JsonToken token;

    private JsonRecord(JsonParser parser, InputOptions options) {
        this.parser = parser;
        this.maxDepth = options.maxDepth();
        this.maxFields = options.maxFields();
    }

    /** A factory for records within the limits of the options; thread-safe, to be kept. */
    static JsonFactory factory(InputOptions options) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(options.maxDepth() + 1)
                        .maxStringLength(options.maxRecordBytes())
                        .maxNameLength(options.maxRecordBytes())
                        .build())
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                // Names from outside must not pile up in the JVM's table of interned strings.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /** Checks the record's bytes, and opens it at the first token, which must start an object. */
    static JsonRecord open(JsonFactory factory, byte[] record, InputOptions options) throws Refusal {
        int start = RecordBounds.checkText(record, options);
        for (int i = start; i < record.length && i < start + 4; i++) {
            // A zero byte there would make the parser guess UTF-16 or UTF-32.
            if (record[i] == 0) {
                throw broken(i);
            }
        }
        try {
            JsonRecord reader = new JsonRecord(factory.createParser(record, start, record.length - start), options);
            JsonToken first = reader.next();
            if (first != JsonToken.START_OBJECT) {
                reader.close();
                throw Refusal.wrongType("(record)", "a JSON object", reader.found());
            }
            return reader;
        } catch (IOException e) {
            throw broken(0);
        }
    }

    /** The next token; null at the end of the input. */
    @Nullable
    JsonToken next() throws Refusal {
        try {
            token = parser.nextToken();
        } catch (IOException | IllegalArgumentException e) {
            throw broken(parser.currentLocation().getByteOffset());
        }
        if (token == null) {
            return null;
        }
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                if (++depth > maxDepth) {
                    throw new Refusal(
                            InputCode.TOO_DEEP,
                            "a record must be nested at most " + maxDepth + " deep; found deeper; flatten it or raise"
                                    + " maxDepth");
                }
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> {
                if (++fields > maxFields) {
                    throw new Refusal(
                            InputCode.TOO_MANY_FIELDS,
                            "a record must have at most " + maxFields + " fields; found more; send fewer or raise"
                                    + " maxFields");
                }
            }
            case VALUE_NUMBER_FLOAT -> {
                if (isNonFinite()) {
                    throw Refusal.notFinite(name());
                }
            }
            case VALUE_STRING,
                    VALUE_NUMBER_INT,
                    VALUE_TRUE,
                    VALUE_FALSE,
                    VALUE_NULL,
                    VALUE_EMBEDDED_OBJECT,
                    NOT_AVAILABLE -> {
                // Nothing to count.
            }
        }
        return token;
    }

    /** The current token. */
    JsonToken token() {
        if (token == null) {
            throw new IllegalStateException("no current token");
        }
        return token;
    }

    /** Moves to the next field's value and gives its name; null at the object's end. */
    @Nullable
    String nextField() throws Refusal {
        JsonToken at = next();
        if (at != JsonToken.FIELD_NAME) {
            return null;
        }
        String name = name();
        next();
        return name;
    }

    /** Skips the rest of the current value if it is an object or an array. */
    void skip() throws Refusal {
        if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
            return;
        }
        int outer = depth - 1;
        while (depth > outer) {
            if (next() == null) {
                throw broken(parser.currentLocation().getByteOffset());
            }
        }
    }

    /** Refuses anything behind the object that was read. */
    void expectEnd() throws Refusal {
        @Nullable JsonToken rest;
        try {
            rest = parser.nextToken();
        } catch (IOException e) {
            throw trailing();
        }
        if (rest != null) {
            throw trailing();
        }
    }

    /** The current string, or the digits of the current number as they stand. */
    String text() throws Refusal {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(parser.currentLocation().getByteOffset());
        }
    }

    /** The current number. */
    double number(String field) throws Refusal {
        double value;
        try {
            value = parser.getDoubleValue();
        } catch (IOException | IllegalArgumentException e) {
            throw broken(parser.currentLocation().getByteOffset());
        }
        if (!Double.isFinite(value)) {
            throw Refusal.notFinite(field);
        }
        return value;
    }

    /** Name of the current token's kind, for messages. */
    String found() {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "something else";
        };
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a parser over bytes does no I/O", e);
        }
    }

    private String name() {
        String name;
        try {
            name = parser.currentName();
        } catch (IOException e) {
            throw new IllegalStateException("a parser over bytes knows its name", e);
        }
        return name == null ? "(array)" : name;
    }

    private boolean isNonFinite() throws Refusal {
        try {
            return parser.isNaN();
        } catch (IOException e) {
            throw broken(parser.currentLocation().getByteOffset());
        }
    }

    private static Refusal broken(long at) {
        return new Refusal(
                InputCode.BROKEN_JSON,
                "a record must be one complete JSON object; it is broken near byte " + at + "; correct the source");
    }

    private static Refusal trailing() {
        return new Refusal(
                InputCode.TRAILING,
                "a record must be one JSON object; found something behind it; send one object a record");
    }
}
