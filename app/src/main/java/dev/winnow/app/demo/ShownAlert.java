package dev.winnow.app.demo;

/**
 * What the demo's analyst and summary need to know of an alert.
 *
 * @param id alert id
 * @param tenant tenant
 * @param entity whose behaviour was judged
 * @param timeMillis event time
 * @param band {@code info}, {@code low}, {@code medium}, {@code high} or {@code critical}, in any case
 * @param probability calibrated probability, 0 to 1
 * @param foldId exact fold that the alert opened or joined; empty where it stands alone
 * @param recordIndex {@link DayRecord#index()} of the record that it is about, or {@link #NO_RECORD} for an alert without one,
 *     such as the silence of a source
 */
public record ShownAlert(
        String id,
        String tenant,
        String entity,
        long timeMillis,
        String band,
        double probability,
        String foldId,
        long recordIndex) {
    /** In place of a record index where no record stands behind the alert. */
    public static final long NO_RECORD = -1;

    public ShownAlert {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("alert id must not be empty");
        }
        band = Severity.of(band).word();
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability must be in [0, 1], was " + probability);
        }
        if (recordIndex < NO_RECORD) {
            throw new IllegalArgumentException("record index must be at least -1, was " + recordIndex);
        }
    }

    /** Whether the band is medium or above: what the demo counts as an alarm. */
    public boolean isAlarm() {
        return severity().compareTo(Severity.MEDIUM) >= 0;
    }

    Severity severity() {
        return Severity.of(band);
    }
}
