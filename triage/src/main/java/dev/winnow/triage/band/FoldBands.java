package dev.winnow.triage.band;

/**
 * Bands of the open fold that a candidate belongs to.
 *
 * @param current band of its newest alert, for hysteresis
 * @param highest highest band it has shown
 */
public record FoldBands(Band current, Band highest) {}
