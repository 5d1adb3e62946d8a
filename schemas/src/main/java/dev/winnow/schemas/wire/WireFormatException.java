package dev.winnow.schemas.wire;

/** Bytes that are no record of a known schema; the message starts with a stable code and never holds the bytes. */
public final class WireFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireFormatException(String message) {
        super(message);
    }

    public WireFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
