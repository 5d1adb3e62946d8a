package dev.winnow.audit.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one strict JSON document (RFC 8259) into {@link Map}, {@link List}, {@link String}, {@link Long} and {@link Boolean};
 * null becomes {@link #NULL}. Fractions, repeated names, invalid UTF-8 and nesting beyond 8 levels are refused. Every failure
 * is an {@link IllegalArgumentException} with code AUD-015 that quotes nothing of the document.
 */
public final class JsonReader {
    /** Stands for JSON's null. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final int MAXIMUM_DEPTH = 8;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    public static Object parse(byte[] utf8) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("AUD-015 JSON: must be UTF-8", e);
        }
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.blank();
        if (reader.at != text.length()) {
            throw reader.wrong("must end after one document");
        }
        return value;
    }

    private Object value(int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw wrong("must not nest beyond " + MAXIMUM_DEPTH + " levels");
        }
        blank();
        char c = peek();
        switch (c) {
            case '{':
                return object(depth);
            case '[':
                return array(depth);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", NULL);
            default:
                return number();
        }
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        blank();
        if (peek() == '}') {
            at++;
            return members;
        }
        while (true) {
            blank();
            String name = string();
            blank();
            expect(':');
            if (members.put(name, value(depth + 1)) != null) {
                throw wrong("must not repeat a name");
            }
            blank();
            if (peek() == '}') {
                at++;
                return Collections.unmodifiableMap(members);
            }
            expect(',');
        }
    }

    private List<Object> array(int depth) {
        List<Object> items = new ArrayList<>();
        at++;
        blank();
        if (peek() == ']') {
            at++;
            return items;
        }
        while (true) {
            items.add(value(depth + 1));
            blank();
            if (peek() == ']') {
                at++;
                return Collections.unmodifiableList(items);
            }
            expect(',');
        }
    }

    private String string() {
        expect('"');
        StringBuilder result = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return result.toString();
            } else if (c == '\\') {
                result.append(escape());
            } else if (c < 0x20) {
                throw wrong("must escape control characters");
            } else {
                result.append(c);
            }
        }
    }

    private char escape() {
        char c = peek();
        at++;
        switch (c) {
            case '"', '\\', '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(peek(), 16);
                    if (digit < 0 || peek() > 'f') {
                        throw wrong("must have four hexadecimal digits after \\u");
                    }
                    code = code * 16 + digit;
                    at++;
                }
                return (char) code;
            default:
                throw wrong("has an unknown escape");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("has an unknown word");
        }
        at += word.length();
        return value;
    }

    private Long number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int digits = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        boolean hasLeadingZero = at - digits > 1 && text.charAt(digits) == '0';
        if (at == digits || at - digits > 18 || hasLeadingZero) {
            throw wrong("must have a value here; numbers are whole, of at most 18 digits");
        }
        if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            throw wrong("must have whole numbers only");
        }
        return Long.valueOf(text.substring(start, at));
    }

    private void blank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("ends too early");
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw wrong("must have '" + c + "' here");
        }
        at++;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("AUD-015 JSON at character " + at + ": " + what);
    }
}
