package dev.winnow.app.shell;

/** Text from outside, made safe for a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * The text with everything escaped that could move the cursor, change colours, reorder or hide what is shown: control
     * characters, bidirectional and other format characters, line and paragraph separators, lone surrogates, private-use and
     * unassigned code points, as <code>&#92;u{…}</code>; tab, newline and carriage return as {@code \t}, {@code \n}, {@code \r}.
     * The backslash is doubled, so that the result is unambiguous.
     */
    public static String of(String text) {
        int clean = 0;
        while (clean < text.length() && isPlainAscii(text.charAt(clean))) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, clean);
        text.substring(clean).codePoints().forEach(code -> append(escaped, code));
        return escaped.toString();
    }

    private static boolean isPlainAscii(char c) {
        return c >= ' ' && c < 0x7f && c != '\\';
    }

    private static void append(StringBuilder escaped, int code) {
        switch (code) {
            case '\\' -> escaped.append("\\\\");
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                if (isHidden(code)) {
                    escaped.append("\\u{").append(Integer.toHexString(code)).append('}');
                } else {
                    escaped.appendCodePoint(code);
                }
            }
        }
    }

    private static boolean isHidden(int code) {
        // Fillers that are letters by their category and blank on the screen.
        if (code == 0x115f || code == 0x1160 || code == 0x3164 || code == 0xffa0 || code == 0x2800) {
            return true;
        }
        return switch (Character.getType(code)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> code != ' ';
            default -> code >= 0xfe00 && code <= 0xfe0f;
        };
    }
}
