package dev.winnow.triage.calibrate;

/**
 * One verdict as the calibrator sees it.
 *
 * @param score current score of the alert when it was decided
 * @param positive true for a true positive
 * @param predicted probability that the alert was shown with, before anyone labelled it
 */
public record Label(double score, boolean positive, double predicted) {}
