package dev.winnow.audit.verify;

import java.util.Locale;

/** How bad a finding is, from the mildest to the worst; each leads to one {@link Conclusion}. */
public enum Gravity {
    /** Worth knowing; changes no conclusion. */
    INFORMATION(Conclusion.VERIFIED),
    /** The check was stopped. */
    INTERRUPTED(Conclusion.INTERRUPTED),
    /** Something that should be there is not, which may be retention or a short export. */
    INCOMPLETE(Conclusion.INCOMPLETE),
    /** Something exceeds a limit of the format. */
    LIMIT(Conclusion.LIMIT_EXCEEDED),
    /** Something cannot be read. */
    UNREADABLE(Conclusion.UNREADABLE),
    /** Nothing vouches for it: no key, a wrong key, or bytes outside the seal. */
    UNTRUSTED(Conclusion.NOT_TRUSTED),
    /** What no honest writer leaves behind. */
    TAMPERED(Conclusion.TAMPERED);

    private final Conclusion conclusion;

    Gravity(Conclusion conclusion) {
        this.conclusion = conclusion;
    }

    /** The conclusion of a report whose worst finding has this gravity. */
    public Conclusion conclusion() {
        return conclusion;
    }

    /** The word in reports. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    Gravity worse(Gravity other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
