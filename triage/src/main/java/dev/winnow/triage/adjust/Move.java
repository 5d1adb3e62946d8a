package dev.winnow.triage.adjust;

/**
 * What one verdict did to one score.
 *
 * @param amount score units (−log10 p); negative where the verdict was benign or false
 */
public record Move(String verdictId, double amount) {}
