package dev.winnow.triage.cluster;

import java.util.List;

/**
 * A cluster that will absorb no more.
 *
 * @param why {@code idle}, {@code age}, {@code capacity} or {@code secret}
 * @param ids its own, and those of the clusters that were merged into it
 */
public record ClosedCluster(ClusterSummary state, String why, List<String> ids) {
    /** The secret of its hashes has changed. */
    public static final String SECRET = "secret";

    public ClosedCluster {
        ids = List.copyOf(ids);
    }
}
