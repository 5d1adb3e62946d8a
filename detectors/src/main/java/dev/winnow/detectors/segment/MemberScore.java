package dev.winnow.detectors.segment;

/**
 * What one member said of one event.
 *
 * @param detector member's name
 * @param score raw score, finite, at least 0
 * @param pValue tail probability in (0, 1], or NaN while the member's tail is not known
 */
public record MemberScore(String detector, double score, double pValue) {}
