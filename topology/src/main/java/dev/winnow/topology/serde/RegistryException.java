package dev.winnow.topology.serde;

/**
 * The schema registry cannot be used: it is down, refuses us, or answers with something else. Nothing is wrong with the
 * record at hand, so it must not become a dead letter; the task stops and tries again. The message starts with a stable
 * code and holds no credentials.
 */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
