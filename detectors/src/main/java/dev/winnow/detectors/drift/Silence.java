package dev.winnow.detectors.drift;

/**
 * An entity that used to report and no longer does, or a part of it. One per episode.
 *
 * @param entity who
 * @param part metrics of it that are missing while others come, their names joined by a comma; empty where the whole entity is silent
 * @param lastSeenMillis event time of its last event
 * @param expectedGapMillis its usual time between events (geometric mean)
 * @param silentMillis event time since its last event
 * @param pValue probability of so long a gap under its own gaps, in (0, 1]
 */
public record Silence(
        String entity, String part, long lastSeenMillis, double expectedGapMillis, long silentMillis, double pValue) {
    /** Of a whole entity. */
    public Silence(String entity, long lastSeenMillis, double expectedGapMillis, long silentMillis, double pValue) {
        this(entity, "", lastSeenMillis, expectedGapMillis, silentMillis, pValue);
    }
}
