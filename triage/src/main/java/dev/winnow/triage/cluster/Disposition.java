package dev.winnow.triage.cluster;

/** What triage did with an alert. */
public enum Disposition {
    /** First of a fold: shown. */
    OPENED,
    /** Same behaviour of the same entity within the session: counted, not shown again. */
    FOLDED,
    /** In a fold, but of a higher band than anything it had shown: shown. */
    ESCALATED,
    /** Suppressed by a mute: decided, counted and audited, not shown. */
    MUTED
}
