package dev.winnow.triage.state;

/**
 * How far one record may move a tenant's watermark.
 *
 * @param maxStepMillis what a single record may add to the watermark on its own word
 * @param window number of newest records that may confirm a larger jump
 * @param witnesses how many of them must lie at or beyond the new time; more than half of the window
 */
public record TimeConfig(long maxStepMillis, int window, int witnesses) {
    public TimeConfig {
        new Problems("CFG-017", "triage.time")
                .setting(maxStepMillis > 0, "maxStepMillis", "must be above 0", maxStepMillis)
                .setting(window >= 1 && window <= 64, "window", "must be between 1 and 64", window)
                .setting(
                        witnesses <= window && witnesses * 2 > window,
                        "witnesses",
                        "must be more than half of window (" + window + ") and at most all of it",
                        witnesses)
                .raise();
    }

    /** Ten minutes on one record's word; five of the newest nine for more. */
    public static TimeConfig defaults() {
        return new TimeConfig(10 * 60_000L, 9, 5);
    }
}
