package dev.winnow.app.advise;

import dev.winnow.app.advise.Advice.Table;
import dev.winnow.detectors.segment.SegmentConfig;

/**
 * How many events a model should see before its scores count.
 *
 * @param events setting {@code readyAfterEvents}
 * @param reason why
 */
record WarmUp(int events, String reason) {
    /** Longest that people wait for a first score. */
    private static final double DAYS = 2;

    /** Events a feature: quartiles and correlations need some twenty. */
    private static final int PER_FEATURE = 20;

    /** Below this the tails, which need 200 scores, are guesses. */
    private static final int LEAST = 256;

    private static final int MOST = 20_000;

    static WarmUp of(Table table, int features, int periodRows) {
        int usual = SegmentConfig.defaults().readyAfterEvents();
        int wanted = usual;
        String reason = "the default";
        if (PER_FEATURE * features > wanted) {
            wanted = PER_FEATURE * features;
            reason = PER_FEATURE + " events for each of " + features + " columns";
        }
        long season = 2L * periodRows * table.entities();
        if (season > wanted) {
            wanted = (int) Math.min(MOST, season);
            reason = "two seasons of " + periodRows + " rows";
        }
        Double span = table.spanSeconds();
        if (span != null && span > 0 && periodRows == 0) {
            double days = wanted / (table.rows() / span) / 86_400;
            if (days > DAYS) {
                int within = (int) (DAYS * 86_400 * table.rows() / span);
                wanted = Math.max(LEAST, within);
                reason = "the default would take " + ColumnAdvice.shortened(days) + " days at this rate";
            }
        }
        return new WarmUp(wanted, reason);
    }
}
