package dev.winnow.audit.entry;

import java.util.Optional;

/** What an entry records. The numbers are part of the format and never change. */
public enum AuditKind {
    /** First entry of a chain; its value is the chain's identity. */
    GENESIS(1),
    /** A decision on one candidate, alerted or suppressed. */
    DECISION(2),
    /** An act of a person: a mute, a lifecycle command, a read or an export of the log. */
    OPERATOR(3),
    /** A verdict and what became of it. */
    FEEDBACK(4),
    /** A configuration in force from here on. */
    CONFIG(5),
    /** A change of a model or calibrator. */
    MODEL(6),
    /** The full text of a schema; the record key is that text. */
    SCHEMA(7),
    /** A writer started. */
    SESSION(8),
    /** Nothing happened, and the writer is alive. */
    HEARTBEAT(9),
    /** A key came into or went out of use. */
    KEY_ROTATION(10),
    /** Older entries were removed on purpose. */
    CUT(11),
    /** The body of an entry was erased on purpose. */
    ERASURE(12),
    /** Last entry of a chain. */
    CLOSE(13);

    private static final AuditKind[] BY_NUMBER = new AuditKind[14];

    static {
        for (AuditKind kind : values()) {
            BY_NUMBER[kind.number] = kind;
        }
    }

    private final int number;

    AuditKind(int number) {
        this.number = number;
    }

    /** The byte in the header. */
    public int number() {
        return number;
    }

    /** The kind with this number; empty if this version of the format has none. */
    public static Optional<AuditKind> of(int number) {
        return number < 0 || number >= BY_NUMBER.length ? Optional.empty() : Optional.ofNullable(BY_NUMBER[number]);
    }
}
