package dev.winnow.triage.cluster;

import dev.winnow.triage.state.Problems;
import java.util.List;

/**
 * How alerts are folded and linked into incidents.
 *
 * @param foldGapMillis pause after which a fold's session is over
 * @param foldMaxMillis longest session
 * @param idleMillis pause after which a cluster closes
 * @param maxAgeMillis longest life of a cluster
 * @param closedRetentionMillis how long a closed cluster's last state stays on the clusters topic, in event time
 * @param threshold least similarity to join a cluster that shares an entity or a link value; in (0, 1]
 * @param nearIdentical least similarity of attributions alone to join a cluster that shares neither
 * @param attributionShare weight of attribution against context in the similarity
 * @param maxClusters open clusters per tenant; the one idle for longest is closed for a new one
 * @param maxFolds open folds per tenant; the oldest is forgotten for a new one
 * @param maxExemplars vectors kept of each cluster
 * @param maxEntities entities kept of each cluster
 * @param signatureFields context fields that name the rule that fired; the first present counts
 * @param linkFields context fields whose equal values link alerts of different entities
 */
public record ClusterConfig(
        long foldGapMillis,
        long foldMaxMillis,
        long idleMillis,
        long maxAgeMillis,
        long closedRetentionMillis,
        double threshold,
        double nearIdentical,
        double attributionShare,
        int maxClusters,
        int maxFolds,
        int maxExemplars,
        int maxEntities,
        List<String> signatureFields,
        List<String> linkFields) {
    public ClusterConfig {
        signatureFields = List.copyOf(signatureFields);
        linkFields = List.copyOf(linkFields);
        new Problems("CFG-014", "triage.cluster")
                .setting(foldGapMillis > 0, "foldGapMillis", "must be above 0", foldGapMillis)
                .setting(
                        foldMaxMillis >= foldGapMillis,
                        "foldMaxMillis",
                        "must be at least foldGapMillis (" + foldGapMillis + ")",
                        foldMaxMillis)
                .setting(idleMillis > 0, "idleMillis", "must be above 0", idleMillis)
                .setting(
                        maxAgeMillis >= idleMillis,
                        "maxAgeMillis",
                        "must be at least idleMillis (" + idleMillis + ")",
                        maxAgeMillis)
                .setting(closedRetentionMillis > 0, "closedRetentionMillis", "must be above 0", closedRetentionMillis)
                .setting(threshold > 0 && threshold <= 1, "threshold", "must be above 0 and at most 1", threshold)
                .setting(
                        nearIdentical >= threshold && nearIdentical <= 1,
                        "nearIdentical",
                        "must be between threshold (" + threshold + ") and 1",
                        nearIdentical)
                .setting(
                        attributionShare >= 0 && attributionShare <= 1,
                        "attributionShare",
                        "must be between 0 and 1",
                        attributionShare)
                .setting(
                        maxClusters >= 1 && maxClusters <= 1_000_000,
                        "maxClusters",
                        "must be between 1 and 1000000",
                        maxClusters)
                .setting(
                        maxFolds >= 1 && maxFolds <= 10_000_000, "maxFolds", "must be between 1 and 10000000", maxFolds)
                .setting(
                        maxExemplars >= 1 && maxExemplars <= 64,
                        "maxExemplars",
                        "must be between 1 and 64",
                        maxExemplars)
                .setting(
                        maxEntities >= 1 && maxEntities <= 1024,
                        "maxEntities",
                        "must be between 1 and 1024",
                        maxEntities)
                .raise();
    }

    /** Folds of 15 minutes, at most a day; incidents close after an hour without alerts, at most a day; then 30 days. */
    public static ClusterConfig defaults() {
        return new ClusterConfig(
                15 * 60_000L,
                86_400_000L,
                3_600_000L,
                86_400_000L,
                30 * 86_400_000L,
                0.75,
                0.97,
                0.6,
                16_384,
                65_536,
                6,
                32,
                List.of("signature", "rule", "name", "short"),
                List.of("src_ip", "dest_ip", "ip", "host", "user", "query", "sni", "ja3", "ja4", "file_hash", "url"));
    }
}
