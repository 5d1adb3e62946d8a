package dev.winnow.audit.export;

/** An exported file that does not follow docs/audit-format.md; the message has a code and quotes nothing of the file. */
public final class ExportFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isLimit;

    ExportFormatException(String message, boolean isLimit) {
        super(message);
        this.isLimit = isLimit;
    }

    /** Whether the file may be sound but exceeds a limit of the format. */
    public boolean isLimit() {
        return isLimit;
    }
}
