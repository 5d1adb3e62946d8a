package dev.winnow.detectors.snapshot;

/** Stored state that this build cannot read; the message starts with a stable code. */
public final class StateFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateFormatException(String message) {
        super(message);
    }
}
