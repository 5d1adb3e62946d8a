package dev.winnow.triage.band;

import dev.winnow.triage.calibrate.Calibrated;

/**
 * A candidate with a severity band.
 *
 * @param weighted probability after the asset weight, by which the band was chosen
 * @param heldBack true where the alert budget lowered the band
 */
public record Banded(Calibrated calibrated, Band band, double weighted, boolean heldBack) {}
