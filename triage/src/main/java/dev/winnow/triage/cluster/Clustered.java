package dev.winnow.triage.cluster;

import dev.winnow.triage.band.Banded;
import java.util.List;
import java.util.Optional;

/**
 * A candidate in its fold and incident.
 *
 * @param foldId empty where a mute kept the candidate out of folds
 * @param shownAlert newest shown alert of the fold, this one included; empty where there is none
 * @param foldedCount alerts in the fold so far, this one included; 0 where there is no fold
 * @param cluster state of the incident with this alert in it; empty where there is none
 * @param closed clusters that had to close for a new one
 */
public record Clustered(
        Banded banded,
        Disposition disposition,
        String foldId,
        String shownAlert,
        long foldedCount,
        Optional<ClusterSummary> cluster,
        List<ClosedCluster> closed) {
    public Clustered {
        closed = List.copyOf(closed);
    }
}
