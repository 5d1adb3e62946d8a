package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * Moves values from the JSON reader into the event, typed; mutable, one owner, one record.
 *
 * <p>A value of the wrong type does not end the decoding here: it is noted and left out, because whether the field was
 * needed may only be known when the event type has been read. The caller looks at {@link #takeNoted}. A key that stands
 * twice and a number that is not finite always end it. JSON null is the same as an absent field.
 */
final class JsonFields {
    /** Longest list that is joined into one text; the text is bounded anyway. */
    private static final int MAX_JOINED = 32;

    private final JsonRecord in;
    private final EventBuilder event;
    private @Nullable Refusal noted;

    JsonFields(JsonRecord in, EventBuilder event) {
        this.in = in;
        this.event = event;
    }

    /** The first fault noted since the last call; clears it. */
    @Nullable
    Refusal takeNoted() {
        Refusal first = noted;
        noted = null;
        return first;
    }

    /** Notes that the current value is not what the field needs, and skips it. */
    void noteWrongType(String field, String required) throws Refusal {
        if (in.token() != JsonToken.VALUE_NULL && noted == null) {
            noted = Refusal.wrongType(field, required, in.found());
        }
        in.skip();
    }

    /** A number, or a text that holds one (some shippers quote everything). */
    void number(String field, String target) throws Refusal {
        JsonToken token = in.token();
        double value;
        if (token.isNumeric()) {
            value = in.number(field);
        } else if (token == JsonToken.VALUE_STRING) {
            String text = in.text().strip();
            if (text.isEmpty()) {
                return;
            }
            value = Decimals.parse(text);
            if (Double.isNaN(value)) {
                noteWrongType(field, "a number");
                return;
            }
            if (Double.isInfinite(value)) {
                throw Refusal.notFinite(field);
            }
        } else {
            noteWrongType(field, "a number");
            return;
        }
        if (!event.number(target, value)) {
            throw Refusal.duplicate(field);
        }
    }

    /** A boolean as 1 or 0; also written as 0, 1, T, F or in words. */
    void flag(String field, String target) throws Refusal {
        double value;
        switch (in.token()) {
            case VALUE_TRUE -> value = 1;
            case VALUE_FALSE -> value = 0;
            case VALUE_STRING, VALUE_NUMBER_INT -> {
                value = flagValue(in.text());
                if (value < 0) {
                    noteWrongType(field, "a boolean");
                    return;
                }
            }
            default -> {
                noteWrongType(field, "a boolean");
                return;
            }
        }
        if (!event.number(target, value)) {
            throw Refusal.duplicate(field);
        }
    }

    /** 1, 0, or −1 for text that is no truth value. */
    static int flagValue(String text) {
        return switch (text) {
            case "T", "true", "True", "1" -> 1;
            case "F", "false", "False", "0" -> 0;
            default -> -1;
        };
    }

    /** A text. */
    void text(String field, String target) throws Refusal {
        String value = string(field);
        if (value != null) {
            put(field, target, value);
        }
    }

    /** A text, or a number as it is written. */
    void textOrNumber(String field, String target) throws Refusal {
        if (in.token().isNumeric()) {
            put(field, target, in.text());
        } else {
            text(field, target);
        }
    }

    /** A list of texts joined by commas, or one text. */
    void joined(String field, String target) throws Refusal {
        if (in.token() != JsonToken.START_ARRAY) {
            text(field, target);
            return;
        }
        StringBuilder list = new StringBuilder();
        int count = 0;
        while (in.next() != JsonToken.END_ARRAY) {
            boolean scalar = in.token() == JsonToken.VALUE_STRING || in.token().isNumeric();
            if (scalar && count < MAX_JOINED) {
                list.append(count++ == 0 ? "" : ",").append(in.text());
            }
            in.skip();
        }
        put(field, target, list.toString());
    }

    /** The current text; null, and noted unless it is JSON null, if it is something else. */
    @Nullable
    String string(String field) throws Refusal {
        if (in.token() == JsonToken.VALUE_STRING) {
            return in.text();
        }
        noteWrongType(field, "a text");
        return null;
    }

    /** True at the start of an object; otherwise notes and skips. */
    boolean entersObject(String field) throws Refusal {
        if (in.token() == JsonToken.START_OBJECT) {
            return true;
        }
        noteWrongType(field, "an object");
        return false;
    }

    void put(String field, String target, String value) throws Refusal {
        if (!event.text(target, value)) {
            throw Refusal.duplicate(field);
        }
    }

    /** Keeps the current scalar as the configured entity or tenant if the field is one of them; then skips it. */
    void unknown(String field, InputOptions options) throws Refusal {
        boolean entity = field.equals(options.entityField());
        boolean tenant = field.equals(options.tenantField());
        if ((entity || tenant)
                && (in.token() == JsonToken.VALUE_STRING || in.token().isNumeric())) {
            if (entity) {
                event.rawEntity(in.text());
            }
            if (tenant) {
                event.rawTenant(in.text());
            }
        }
        in.skip();
    }
}
