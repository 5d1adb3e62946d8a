package dev.winnow.detectors.drift;

/**
 * A feature of a segment is distributed unlike in its reference.
 *
 * @param feature the one that moved most
 * @param psi its population stability index, at least 0
 * @param divergence Kullback-Leibler divergence of now from the reference, in nats, at least 0
 * @param others further features that moved
 * @param sinceMillis event time at which it began
 * @param windowEvents ordinary events of the window that showed it
 */
public record FeatureDrift(
        String feature, double psi, double divergence, int others, long sinceMillis, int windowEvents) {}
