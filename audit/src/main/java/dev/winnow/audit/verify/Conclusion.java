package dev.winnow.audit.verify;

/** Outcome of a verification, with the exit code of the command. */
public enum Conclusion {
    /** Everything in the demanded range verifies with the key. */
    VERIFIED(0),
    TAMPERED(1),
    /** A head, tail, chain or schema is missing, or there was nothing to verify. */
    INCOMPLETE(3),
    /** No key, a wrong key, or something that no key vouches for. */
    NOT_TRUSTED(4),
    UNREADABLE(5),
    LIMIT_EXCEEDED(6),
    INTERRUPTED(7);

    /** Exit code of wrong usage, which has no conclusion. */
    public static final int USAGE_EXIT_CODE = 2;

    private final int exitCode;

    Conclusion(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
