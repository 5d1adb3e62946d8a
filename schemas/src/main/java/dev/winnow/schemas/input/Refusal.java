package dev.winnow.schemas.input;

/**
 * Ends the decoding of one record; never leaves the package. It has no stack trace, because bad input is an everyday
 * outcome and may come at line rate.
 */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** Longest quotation of a found value in a message; enough for a time stamp, too short to leak an event. */
    private static final int QUOTE_CHARS = 40;

    private final InputCode code;

    Refusal(InputCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    static Refusal missing(String field) {
        return new Refusal(
                InputCode.MISSING,
                "field " + quote(field) + " is required; it is missing; send it, or name another field");
    }

    static Refusal wrongType(String field, String required, String found) {
        return new Refusal(
                InputCode.WRONG_TYPE,
                "field " + quote(field) + " must be " + required + "; found " + found + "; correct it at the source");
    }

    static Refusal duplicate(String field) {
        return new Refusal(
                InputCode.DUPLICATE,
                "field " + quote(field) + " must stand once; found it twice; correct it at the source");
    }

    static Refusal notFinite(String field) {
        return new Refusal(
                InputCode.NOT_FINITE,
                "field " + quote(field)
                        + " must be a finite number; found one that is not; leave the field out instead");
    }

    static Refusal timeUnreadable(String field, String required, CharSequence found) {
        return new Refusal(
                InputCode.TIME_UNREADABLE,
                "field " + quote(field) + " must be " + required + "; found " + quote(found)
                        + "; correct the source or the declared time unit");
    }

    static Refusal emptyEntity(String field) {
        return new Refusal(
                InputCode.EMPTY_ENTITY,
                "field " + quote(field) + " must name the entity; it is empty; send it, or name another field");
    }

    /** A short quotation that cannot break a line or a terminal: anything but printable ASCII becomes a question mark. */
    static String quote(CharSequence text) {
        int length = Math.min(text.length(), QUOTE_CHARS);
        StringBuilder quoted = new StringBuilder(length + 3).append('"');
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            quoted.append(c >= ' ' && c < 0x7f && c != '"' ? c : '?');
        }
        return quoted.append(length < text.length() ? "…\"" : "\"").toString();
    }

    Decoded decoded(String format) {
        return Decoded.refused(code.code(), "input \"" + format + "\": " + getMessage());
    }
}
