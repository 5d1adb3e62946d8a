package dev.winnow.triage.cluster;

import dev.winnow.triage.band.Band;
import java.util.List;

/**
 * Alerts with one cause, as they stand.
 *
 * @param isOpen open clusters absorb; closed ones do not
 * @param firstSeen event time of the earliest alert
 * @param lastSeen event time of the newest alert
 * @param alerts alerts in it, folded ones included
 * @param folds distinct folds in it
 * @param band highest band seen
 * @param probability highest probability seen, in [0, 1]
 * @param entities entities in order of first appearance; bounded
 * @param representative alert id of the strongest alert
 * @param title one line for people
 * @param featureSets in order of first appearance; bounded
 * @param mergedInto cluster that it became a part of; empty where none
 */
public record ClusterSummary(
        String id,
        String tenant,
        boolean isOpen,
        long firstSeen,
        long lastSeen,
        long alerts,
        long folds,
        Band band,
        double probability,
        List<String> entities,
        String representative,
        String title,
        List<String> featureSets,
        String mergedInto) {
    public ClusterSummary {
        entities = List.copyOf(entities);
        featureSets = List.copyOf(featureSets);
    }

    ClusterSummary closed() {
        return new ClusterSummary(
                id,
                tenant,
                false,
                firstSeen,
                lastSeen,
                alerts,
                folds,
                band,
                probability,
                entities,
                representative,
                title,
                featureSets,
                mergedInto);
    }

    /** The state of a cluster that went on under another's id. */
    ClusterSummary mergedInto(String head) {
        return new ClusterSummary(
                id,
                tenant,
                false,
                firstSeen,
                lastSeen,
                alerts,
                folds,
                band,
                probability,
                entities,
                representative,
                title,
                featureSets,
                head);
    }
}
