package dev.winnow.audit.verify;

/** Makes outside text safe for a terminal: everything but printable ASCII, and the backslash, is escaped. */
final class AsciiText {
    private AsciiText() {}

    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                safe.append("\\\\");
            } else if (c >= 0x20 && c < 0x7f) {
                safe.append(c);
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }

    /** At most {@code limit} characters of {@code text}, escaped. */
    static String of(String text, int limit) {
        return text.length() <= limit ? of(text) : of(text.substring(0, limit)) + "...";
    }
}
