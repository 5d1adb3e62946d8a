package dev.winnow.triage.cluster;

import java.util.List;
import java.util.Optional;

/**
 * What came of a change that people made to clusters.
 *
 * @param code code of the refusal; empty where it was made
 * @param text one sentence for people
 * @param clusters the clusters as they are shown now, the changed one first
 */
public record ClusterChange(Optional<String> code, String text, List<ClusterSummary> clusters) {
    public ClusterChange {
        clusters = List.copyOf(clusters);
    }

    static ClusterChange made(String text, List<ClusterSummary> clusters) {
        return new ClusterChange(Optional.empty(), text, clusters);
    }

    static ClusterChange refused(String code, String text) {
        return new ClusterChange(Optional.of(code), text, List.of());
    }
}
