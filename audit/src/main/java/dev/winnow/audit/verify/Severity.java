package dev.winnow.audit.verify;

import java.util.Locale;

/** How bad a finding is, from the mildest to the worst; each leads to one {@link Verdict}. */
public enum Severity {
    /** Worth knowing; changes no verdict. */
    INFORMATION(Verdict.VERIFIED),
    /** The check was stopped. */
    INTERRUPTED(Verdict.INTERRUPTED),
    /** Something that should be there is not, which may be retention or a short export. */
    INCOMPLETE(Verdict.INCOMPLETE),
    /** Something exceeds a limit of the format. */
    LIMIT(Verdict.LIMIT_EXCEEDED),
    /** Something cannot be read. */
    UNREADABLE(Verdict.UNREADABLE),
    /** Nothing vouches for it: no key, a wrong key, or bytes outside the seal. */
    UNTRUSTED(Verdict.NOT_TRUSTED),
    /** What no honest writer leaves behind. */
    TAMPERED(Verdict.TAMPERED);

    private final Verdict verdict;

    Severity(Verdict verdict) {
        this.verdict = verdict;
    }

    /** The verdict of a report whose worst finding has this severity. */
    public Verdict verdict() {
        return verdict;
    }

    /** The word in reports. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    Severity worse(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
