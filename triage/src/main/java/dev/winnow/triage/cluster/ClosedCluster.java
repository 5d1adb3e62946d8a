package dev.winnow.triage.cluster;

/**
 * A cluster that will absorb no more.
 *
 * @param why {@code idle}, {@code age}, {@code capacity} or {@code secret}
 */
public record ClosedCluster(ClusterSummary state, String why) {
    /** The secret of its hashes has changed. */
    public static final String SECRET = "secret";
}
