package dev.winnow.detectors.series;

/**
 * How strange one row of a series is.
 *
 * @param raw strangeness of this row alone as −log10 of a bound of its tail probability, at least 0: dates an onset
 * @param smoothed the same scale; rises with a row, falls with the average over the last rows: for events that
 *     last, and for ranking ranges
 * @param alert strength of the alarm that this row raises, in [0, 1); 0 while an earlier alarm covers it
 * @param ready whether enough was seen; until then the figures are provisional, and {@code alert} is 0
 */
public record SeriesScore(double raw, double smoothed, double alert, boolean ready) {
    /** What is said of a row that nothing can be compared with. */
    public static final SeriesScore NOT_READY = new SeriesScore(0, 0, 0, false);

    public SeriesScore {
        if (!(raw >= 0 && smoothed >= 0 && Double.isFinite(raw) && Double.isFinite(smoothed))) {
            throw new IllegalArgumentException(
                    "series score: raw and smoothed must be finite and at least 0, were " + raw + " and " + smoothed);
        }
        if (!(alert >= 0 && alert <= 1)) {
            throw new IllegalArgumentException("series score: alert must be in [0, 1], was " + alert);
        }
    }
}
