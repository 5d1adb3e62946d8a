package dev.winnow.evaluation.datasets;

import org.jspecify.annotations.Nullable;

/** A data set cannot be used. The message is one line with a code of docs/errors.md. */
public final class DataSetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Cause {
        /** What was asked for does not exist in the data: a column, a value. */
        REQUEST,
        /** A file cannot be read. */
        FILE,
        /** What the file holds is not what it must hold. */
        CONTENT
    }

    private final Cause kind;

    public DataSetException(Cause kind, String message) {
        this(kind, message, null);
    }

    public DataSetException(Cause kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
