package dev.winnow.audit.verify;

/** What a finding is about. The names are stable. */
public enum FindingCode {
    /** The tag is not that of the stored bytes under the chain's key. */
    BAD_MAC(Severity.TAMPERED),
    /** Numbers are missing in the middle. */
    GAP(Severity.TAMPERED),
    /** A number appears again with the same tag. */
    DUPLICATE(Severity.TAMPERED),
    /** An entry lies after one with a higher number. */
    REORDERED(Severity.TAMPERED),
    /** A number appears with another tag. */
    FORK(Severity.TAMPERED),
    /** An entry does not name its predecessor's tag. */
    BAD_LINK(Severity.TAMPERED),
    /** The first entry is not a well-formed genesis, or a genesis is elsewhere. */
    BAD_GENESIS(Severity.TAMPERED),
    /** The chain is another one than expected. */
    WRONG_CHAIN(Severity.TAMPERED),
    /** A header field has a value that no writer writes. */
    BAD_HEADER(Severity.TAMPERED),
    BAD_HEADER_LENGTH(Severity.TAMPERED),
    /** The header's version is not the chain's. */
    BAD_VERSION(Severity.TAMPERED),
    /** A record without the audit header. */
    MISSING_HEADER(Severity.TAMPERED),
    /** Two audit headers, so that two readers may choose differently. */
    REPEATED_HEADER(Severity.TAMPERED),
    /** A record header that the seal does not cover. */
    EXTRA_HEADER(Severity.UNTRUSTED),
    SESSION_BACKWARDS(Severity.TAMPERED),
    /** Session numbers were left out, as after a start that failed. */
    SESSION_SKIPPED(Severity.INFORMATION),
    /** The key epoch is not what the key mode allows. */
    BAD_EPOCH(Severity.TAMPERED),
    /** Something follows a CLOSE entry. */
    AFTER_CLOSE(Severity.TAMPERED),
    /** A source offset was decided twice or out of order. */
    SOURCE_NOT_RISING(Severity.TAMPERED),
    /** The exported file is not the one that the manifest names. */
    FILE_CHANGED(Severity.TAMPERED),
    /** No given key verifies a single entry. */
    UNKNOWN_KEY(Severity.UNTRUSTED),
    /** No key was given. */
    NO_KEY(Severity.UNTRUSTED),
    /** Neither a genesis nor the caller says which chain it is. */
    NO_CHAIN_ID(Severity.UNTRUSTED),
    /** The chain's keys change in a way that this version cannot follow. */
    UNSUPPORTED_KEY_MODE(Severity.UNTRUSTED),
    /** There are more entries than the manifest says. */
    UNEXPECTED_TAIL(Severity.UNTRUSTED),
    /** A chain file that the manifest does not list. */
    UNLISTED_FILE(Severity.UNTRUSTED),
    /** The state file cannot be trusted. */
    BAD_STATE(Severity.UNTRUSTED),
    UNREADABLE_FILE(Severity.UNREADABLE),
    UNKNOWN_KIND(Severity.UNREADABLE),
    VALUE_TOO_LARGE(Severity.LIMIT),
    /** A file exceeds a limit of the format. */
    FILE_LIMIT(Severity.LIMIT),
    /** More schemas or sources than the verifier keeps. */
    TOO_MANY(Severity.LIMIT),
    MISSING_HEAD(Severity.INCOMPLETE),
    /** The chain ends before the expected head; tampered against a pin, which is proof that more was there. */
    MISSING_TAIL(Severity.INCOMPLETE),
    /** A chain that an earlier audit saw is not there. */
    MISSING_CHAIN(Severity.INCOMPLETE),
    /** An entry's schema text was not logged before it. */
    UNKNOWN_SCHEMA(Severity.INCOMPLETE),
    EMPTY(Severity.INCOMPLETE),
    /** The range starts late, so schemas logged before it are unknown. */
    SCHEMAS_NOT_CHECKED(Severity.INFORMATION),
    /** Only the first findings of a chain are listed. */
    MORE_FINDINGS(Severity.INFORMATION),
    /** The writer ran without exactly-once. */
    WEAK_GUARANTEE(Severity.INFORMATION);

    private final Severity severity;

    FindingCode(Severity severity) {
        this.severity = severity;
    }

    /** Severity unless the finding says otherwise. */
    public Severity severity() {
        return severity;
    }
}
