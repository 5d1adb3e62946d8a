package dev.winnow.triage.feedback;

import dev.winnow.triage.state.Problems;

/**
 * How long things are remembered for verdicts, in event time.
 *
 * @param alertRetentionMillis how long an alert can be judged
 * @param maxAlerts shown alerts that can be judged, per tenant; the oldest leave. One takes at most 1 kB of state
 * @param maxFolded folded alerts that can be judged by their own id, per tenant; the oldest leave. One takes at most 300
 *     bytes of state
 * @param pendingMillis how long a verdict waits for its alert, and a retraction for its verdict
 * @param maxPending waiting verdicts per tenant; the oldest expires for a new one
 * @param verdictRetentionMillis how long a verdict can be taken back, and moves scores at most
 * @param maxVerdicts verdicts kept per tenant; the oldest leave
 */
public record FeedbackConfig(
        long alertRetentionMillis,
        int maxAlerts,
        int maxFolded,
        long pendingMillis,
        int maxPending,
        long verdictRetentionMillis,
        int maxVerdicts) {
    /** A hundred years: no file of events is longer. */
    private static final long A_FILE_AT_MOST_MILLIS = 100L * 365 * 86_400_000L;

    public FeedbackConfig {
        new Problems("CFG-015", "triage.feedback")
                .setting(alertRetentionMillis > 0, "alertRetentionMillis", "must be above 0", alertRetentionMillis)
                .setting(maxAlerts >= 1, "maxAlerts", "must be at least 1", maxAlerts)
                .setting(maxFolded >= 1, "maxFolded", "must be at least 1", maxFolded)
                .setting(pendingMillis > 0, "pendingMillis", "must be above 0", pendingMillis)
                .setting(maxPending >= 1, "maxPending", "must be at least 1", maxPending)
                .setting(
                        verdictRetentionMillis >= alertRetentionMillis,
                        "verdictRetentionMillis",
                        "must be at least alertRetentionMillis (" + alertRetentionMillis + ")",
                        verdictRetentionMillis)
                .setting(maxVerdicts >= 1, "maxVerdicts", "must be at least 1", maxVerdicts)
                .raise();
    }

    /**
     * For a run over a finished file whose verdicts are all there before the first event: none of them is given up.
     *
     * @param verdicts how many there are, at least 0
     */
    public FeedbackConfig waitingForAll(int verdicts) {
        return new FeedbackConfig(
                alertRetentionMillis,
                maxAlerts,
                maxFolded,
                Math.max(pendingMillis, A_FILE_AT_MOST_MILLIS),
                Math.max(maxPending, verdicts),
                verdictRetentionMillis,
                maxVerdicts);
    }

    /**
     * Alerts 30 days, at most 2,000,000 shown and 10,000,000 folded ones; waiting one day and 10,000; verdicts half a year,
     * six half-lives, and 100,000.
     */
    public static FeedbackConfig defaults() {
        long day = 86_400_000L;
        return new FeedbackConfig(30 * day, 2_000_000, 10_000_000, day, 10_000, 180 * day, 100_000);
    }
}
