package dev.winnow.detectors.segment;

/**
 * The feature that a segment's forest finds strangest in an event, and how firm that is.
 *
 * @param feature the one with the largest part of the forest's raw score
 * @param share how often, of forests redrawn from its trees, it has the largest part, in [0, 1]
 */
public record LeadingFeature(String feature, double share) {}
