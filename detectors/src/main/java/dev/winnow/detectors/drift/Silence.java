package dev.winnow.detectors.drift;

/**
 * An entity that used to report and no longer does. One per episode.
 *
 * @param lastSeenMillis event time of its last event
 * @param expectedGapMillis its usual time between events (geometric mean)
 * @param silentMillis event time since its last event
 * @param pValue probability of so long a gap under its own gaps, in (0, 1]
 */
public record Silence(String entity, long lastSeenMillis, double expectedGapMillis, long silentMillis, double pValue) {}
