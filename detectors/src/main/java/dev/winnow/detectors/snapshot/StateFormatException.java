package dev.winnow.detectors.snapshot;

/** Stored state that this build cannot read; the message starts with a stable code. */
public sealed class StateFormatException extends RuntimeException permits StateVersionException {
    private static final long serialVersionUID = 1L;

    public StateFormatException(String message) {
        super(message);
    }
}
