package dev.winnow.triage.cluster;

/**
 * A cluster that will absorb no more.
 *
 * @param why {@code idle}, {@code age} or {@code capacity}
 */
public record ClosedCluster(ClusterSummary state, String why) {}
