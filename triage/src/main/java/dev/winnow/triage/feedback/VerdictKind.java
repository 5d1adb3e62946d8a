package dev.winnow.triage.feedback;

import java.util.Locale;

/** The six verdicts; only the first three teach. */
public enum VerdictKind {
    TRUE_POSITIVE,
    /** The detector was right and the behaviour is allowed: benign for ranking, kept apart in reports. */
    BENIGN_POSITIVE,
    FALSE_POSITIVE,
    DUPLICATE,
    UNDETERMINED,
    AUTO_CLOSED;

    /** Whether later scores and probabilities change by it. */
    public boolean teaches() {
        return this == TRUE_POSITIVE || this == BENIGN_POSITIVE || this == FALSE_POSITIVE;
    }

    /** Whether it says that the alert deserved attention. */
    public boolean isPositive() {
        return this == TRUE_POSITIVE;
    }

    /** Name as people write it, for example {@code true_positive}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
