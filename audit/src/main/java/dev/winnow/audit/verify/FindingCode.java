package dev.winnow.audit.verify;

/** What a finding is about. The names are stable. */
public enum FindingCode {
    /** The tag is not that of the stored bytes under the chain's key. */
    BAD_MAC(Gravity.TAMPERED),
    /** Numbers are missing in the middle. */
    GAP(Gravity.TAMPERED),
    /** A number appears again with the same tag. */
    DUPLICATE(Gravity.TAMPERED),
    /** An entry lies after one with a higher number. */
    REORDERED(Gravity.TAMPERED),
    /** A number appears with another tag. */
    FORK(Gravity.TAMPERED),
    /** An entry does not name its predecessor's tag. */
    BAD_LINK(Gravity.TAMPERED),
    /** The first entry is not a well-formed genesis, or a genesis is elsewhere. */
    BAD_GENESIS(Gravity.TAMPERED),
    /** The chain is another one than expected. */
    WRONG_CHAIN(Gravity.TAMPERED),
    /** A header field has a value that no writer writes. */
    BAD_HEADER(Gravity.TAMPERED),
    BAD_HEADER_LENGTH(Gravity.TAMPERED),
    /** The header's version is not the chain's. */
    BAD_VERSION(Gravity.TAMPERED),
    /** A record without the audit header. */
    MISSING_HEADER(Gravity.TAMPERED),
    /** Two audit headers, so that two readers may choose differently. */
    REPEATED_HEADER(Gravity.TAMPERED),
    /** A record header that the seal does not cover. */
    EXTRA_HEADER(Gravity.UNTRUSTED),
    SESSION_BACKWARDS(Gravity.TAMPERED),
    /** Session numbers were left out, as after a start that failed. */
    SESSION_SKIPPED(Gravity.INFORMATION),
    /** The key epoch is not what the key mode allows. */
    BAD_EPOCH(Gravity.TAMPERED),
    /** Something follows a CLOSE entry. */
    AFTER_CLOSE(Gravity.TAMPERED),
    /** A source offset was decided twice or out of order. */
    SOURCE_NOT_RISING(Gravity.TAMPERED),
    /** The exported file is not the one that the manifest names. */
    FILE_CHANGED(Gravity.TAMPERED),
    /** No given key verifies a single entry. */
    UNKNOWN_KEY(Gravity.UNTRUSTED),
    /** No key was given. */
    NO_KEY(Gravity.UNTRUSTED),
    /** Neither a genesis nor the caller says which chain it is. */
    NO_CHAIN_ID(Gravity.UNTRUSTED),
    /** The chain's keys change in a way that this version cannot follow. */
    UNSUPPORTED_KEY_MODE(Gravity.UNTRUSTED),
    /** There are more entries than the manifest says. */
    UNEXPECTED_TAIL(Gravity.UNTRUSTED),
    /** A chain file that the manifest does not list. */
    UNLISTED_FILE(Gravity.UNTRUSTED),
    /** The state file cannot be trusted. */
    BAD_STATE(Gravity.UNTRUSTED),
    UNREADABLE_FILE(Gravity.UNREADABLE),
    UNKNOWN_KIND(Gravity.UNREADABLE),
    VALUE_TOO_LARGE(Gravity.LIMIT),
    /** A file exceeds a limit of the format. */
    FILE_LIMIT(Gravity.LIMIT),
    /** More schemas or sources than the verifier keeps. */
    TOO_MANY(Gravity.LIMIT),
    MISSING_HEAD(Gravity.INCOMPLETE),
    /** The chain ends before the expected head; tampered against a pin, which is proof that more was there. */
    MISSING_TAIL(Gravity.INCOMPLETE),
    /** A chain that an earlier audit saw is not there. */
    MISSING_CHAIN(Gravity.INCOMPLETE),
    /** An entry's schema text was not logged before it. */
    UNKNOWN_SCHEMA(Gravity.INCOMPLETE),
    EMPTY(Gravity.INCOMPLETE),
    /** The range starts late, so schemas logged before it are unknown. */
    SCHEMAS_NOT_CHECKED(Gravity.INFORMATION),
    /** Only the first findings of a chain are listed. */
    MORE_FINDINGS(Gravity.INFORMATION),
    /** The writer ran without exactly-once. */
    WEAK_GUARANTEE(Gravity.INFORMATION);

    private final Gravity gravity;

    FindingCode(Gravity gravity) {
        this.gravity = gravity;
    }

    /** Gravity unless the finding says otherwise. */
    public Gravity gravity() {
        return gravity;
    }
}
