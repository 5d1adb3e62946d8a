package dev.winnow.app.demo.analyst;

import dev.winnow.app.demo.day.DayRecord;
import dev.winnow.wire.Band;

/**
 * What the demo's analyst and summary need to know of an alert.
 *
 * @param id alert id
 * @param tenant tenant
 * @param entity whose behaviour was judged
 * @param timeMillis event time
 * @param band as shown
 * @param claim what the alert said of its probability
 * @param foldId exact fold that the alert opened or joined; empty where it stands alone
 * @param isFolded whether it was counted in a fold rather than shown by itself
 * @param recordIndex {@link DayRecord#index()} of the record that it is about, or {@link #NO_RECORD} for an alert without one,
 *     such as the silence of a source
 */
public record ShownAlert(
        String id,
        String tenant,
        String entity,
        long timeMillis,
        Band band,
        Claim claim,
        String foldId,
        boolean isFolded,
        long recordIndex) {
    /** In place of a record index where no record stands behind the alert. */
    public static final long NO_RECORD = -1;

    public ShownAlert {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("alert id must not be empty");
        }
        if (recordIndex < NO_RECORD) {
            throw new IllegalArgumentException("record index must be at least -1, was " + recordIndex);
        }
    }

    /** Whether the band is medium or above: what the demo counts as an alarm. */
    public boolean isAlarm() {
        return band.compareTo(Band.MEDIUM) >= 0;
    }

    /**
     * @param probability as shown, 0 to 1
     * @param prior what the stated prior alone would have said of the score as detected, before any verdict
     * @param calibrator in force when it was shown
     * @param labels verdicts that the calibrator rested on
     */
    public record Claim(double probability, double prior, String calibrator, long labels) {
        public Claim {
            for (double each : new double[] {probability, prior}) {
                if (!(each >= 0 && each <= 1)) {
                    throw new IllegalArgumentException("probability must be in [0, 1], was " + each);
                }
            }
        }

        boolean isFitted() {
            return !calibrator.equals("prior");
        }

        /** Whether its calibrator rests on more: a fitted one outranks the prior, whose labels are too few. */
        public boolean restsOnMoreThan(Claim other) {
            return isFitted() == other.isFitted() ? labels > other.labels : isFitted();
        }
    }
}
