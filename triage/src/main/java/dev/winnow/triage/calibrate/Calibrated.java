package dev.winnow.triage.calibrate;

import dev.winnow.triage.adjust.Adjusted;

/**
 * A candidate with a probability.
 *
 * @param probability that an analyst would call it a true positive, in [0, 1]
 */
public record Calibrated(Adjusted adjusted, double probability, Calibrator calibration) {}
