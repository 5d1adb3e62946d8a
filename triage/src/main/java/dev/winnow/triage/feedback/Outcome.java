package dev.winnow.triage.feedback;

import java.util.Locale;

/** What became of a verdict. */
public enum Outcome {
    /** It teaches: later scores near its alert and the calibrator change. */
    LEARNT,
    /** Kept, and teaches nothing. */
    RECORDED,
    /** Known already; nothing changed. */
    DUPLICATE,
    /** A newer version of the same analyst's verdict is known; nothing changed. */
    SUPERSEDED,
    /** It took an earlier verdict back. */
    RETRACTED,
    /** Its alert is not known yet; it waits. */
    PENDING,
    /** Its alert did not come in time. */
    EXPIRED,
    /** It cannot be used; nothing changed. */
    REFUSED;

    /** Name as it stands in the audit log. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
