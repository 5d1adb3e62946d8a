package dev.winnow.detectors;

/** An exception as one printable, bounded line: its class and its message. */
public final class FailureText {
    /** Enough for a message of ours; what an event brought into it is cut off. */
    private static final int MOST_CHARACTERS = 240;

    private FailureText() {}

    /** Class and message; control and format characters are shown as question marks. */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        String text = failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(MOST_CHARACTERS).forEach(code -> line.appendCodePoint(isShown(code) ? code : '?'));
        return text.length() > line.length() ? line.append('…').toString() : line.toString();
    }

    private static boolean isShown(int code) {
        return switch (Character.getType(code)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
