package dev.winnow.audit.json;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds one JSON document, indented by two spaces, members in the order of the calls. Everything outside printable ASCII is
 * escaped, so that no text from a log reaches a terminal as a control or bidirectional character. Not thread-safe.
 */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private final Deque<Boolean> isEmpty = new ArrayDeque<>();
    private boolean afterName;

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    /** The name of the next value. */
    public JsonWriter name(String name) {
        separate();
        quote(name);
        out.append(": ");
        afterName = true;
        return this;
    }

    public JsonWriter value(String value) {
        separate();
        quote(value);
        return this;
    }

    public JsonWriter value(long value) {
        separate();
        out.append(value);
        return this;
    }

    public JsonWriter value(boolean value) {
        separate();
        out.append(value);
        return this;
    }

    public JsonWriter nullValue() {
        separate();
        out.append("null");
        return this;
    }

    /** The document, with a line end. */
    public String finish() {
        if (!isEmpty.isEmpty() || out.length() == 0) {
            throw new IllegalStateException("JSON document is not complete: " + isEmpty.size() + " levels open");
        }
        return out + "\n";
    }

    private JsonWriter begin(char bracket) {
        separate();
        out.append(bracket);
        isEmpty.push(true);
        return this;
    }

    private JsonWriter end(char bracket) {
        if (!isEmpty.pop()) {
            newLine();
        }
        out.append(bracket);
        return this;
    }

    private void separate() {
        if (afterName) {
            afterName = false;
            return;
        }
        if (isEmpty.isEmpty()) {
            return;
        }
        if (!isEmpty.pop()) {
            out.append(',');
        }
        isEmpty.push(false);
        newLine();
    }

    private void newLine() {
        out.append('\n').append("  ".repeat(isEmpty.size()));
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append('"');
    }
}
