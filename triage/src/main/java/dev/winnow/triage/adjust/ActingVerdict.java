package dev.winnow.triage.adjust;

/**
 * One verdict as it acts on scores.
 *
 * @param raises true for a true positive, false for the two kinds of benign
 * @param learntAtMillis event time from which its weight decays
 */
public record ActingVerdict(String verdictId, String analyst, boolean raises, long learntAtMillis, ScaledPoint point) {}
