package dev.winnow.detectors.snapshot;

/**
 * STA-001: state is whole, but of a version that this build does not read. Neither retrying nor starting anew is right:
 * the build that wrote it can read it.
 */
public final class StateVersionException extends StateFormatException {
    private static final long serialVersionUID = 1L;

    public StateVersionException(String message) {
        super(message);
    }
}
