package dev.winnow.detectors.drift;

/**
 * Ordinary events of a segment look stranger than before.
 *
 * @param meanBefore mean tail probability of ordinary events before, in (0, 1)
 * @param meanAfter and since
 * @param sinceMillis event time at which it began
 * @param events ordinary events since then
 */
public record ScoreDrift(double meanBefore, double meanAfter, long sinceMillis, long events) {}
