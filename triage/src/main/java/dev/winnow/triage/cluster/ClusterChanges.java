package dev.winnow.triage.cluster;

import dev.winnow.triage.state.Digest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Merges and splits of open clusters. Each is undone by its opposite: a merged cluster that is split off again is what it
 * would have become alone, and entities that were taken out and merged back count as if they had stayed.
 */
public final class ClusterChanges {
    private final Incidents incidents;
    private final ClusterGroups groups;

    ClusterChanges(Incidents incidents) {
        this.incidents = incidents;
        this.groups = incidents.groups();
    }

    /** Lets one open cluster take in others, with all that was merged into those. */
    public ClusterChange merge(String tenant, String into, List<String> parts) {
        if (parts.isEmpty() || new LinkedHashSet<>(parts).size() < parts.size() || parts.contains(into)) {
            return ClusterChange.refused(
                    "CMD-031",
                    "cluster merge: must name at least one other cluster, each once; into \"" + into + "\" came "
                            + parts);
        }
        Optional<ClusterChange> problem = unknown(tenant, into);
        int size = groups.tree(tenant, into).size();
        for (String part : parts) {
            problem = problem.or(() -> unknown(tenant, part));
            size += groups.tree(tenant, part).size();
        }
        if (problem.isPresent()) {
            return problem.get();
        }
        if (size > ClusterGroups.MOST) {
            return ClusterChange.refused(
                    "CMD-033",
                    "cluster merge: a cluster can have at most " + ClusterGroups.MOST + " parts, would have " + size);
        }
        List<ClusterSummary> states = incidents.merge(tenant, into, parts);
        return ClusterChange.made(
                "Cluster " + into + " took in " + String.join(", ", parts) + " and has "
                        + states.get(0).alerts() + " alerts now.",
                states);
    }

    /** Takes clusters out again that were merged into one. */
    public ClusterChange takeOutParts(String tenant, String id, List<String> parts) {
        Optional<ClusterChange> problem = unknown(tenant, id);
        if (problem.isPresent()) {
            return problem.get();
        }
        if (parts.isEmpty()
                || new LinkedHashSet<>(parts).size() < parts.size()
                || !groups.parts(tenant, id).containsAll(parts)) {
            return ClusterChange.refused(
                    "CMD-032",
                    "cluster split: must name clusters that were merged into \"" + id + "\", each once; those are "
                            + groups.parts(tenant, id) + ", found " + parts);
        }
        List<ClusterSummary> states = incidents.takeOutParts(tenant, id, parts);
        return ClusterChange.made(
                "Cluster " + id + " gave back " + String.join(", ", parts) + " and has "
                        + states.get(0).alerts() + " alerts now.",
                states);
    }

    /**
     * Opens a cluster for the coming alerts of some of the cluster's entities. Alerts that it has stay where they are.
     *
     * @param cause id of what caused it, from which the new cluster's id derives
     */
    public ClusterChange takeOutEntities(
            String tenant, String id, List<String> entities, String cause, long watermark) {
        Optional<ClusterChange> problem = unknown(tenant, id);
        if (problem.isPresent()) {
            return problem.get();
        }
        List<String> known = incidents.open(tenant, id).orElseThrow().entities();
        if (entities.isEmpty()
                || new LinkedHashSet<>(entities).size() < entities.size()
                || !known.containsAll(entities)
                || entities.size() >= known.size()) {
            return ClusterChange.refused(
                    "CMD-032",
                    "cluster split: must name some but not all entities of \"" + id + "\", each once; those are "
                            + known + ", found " + entities);
        }
        int size = groups.entitiesOut(tenant, id) + entities.size();
        if (size > ClusterGroups.MOST) {
            return ClusterChange.refused(
                    "CMD-033",
                    "cluster split: at most " + ClusterGroups.MOST + " entities can be taken out, would be " + size);
        }
        String newId = Digest.hex("split", tenant, id, cause);
        return ClusterChange.made(
                "Alerts of " + String.join(", ", entities) + " go to cluster " + newId + " instead of " + id
                        + " from now on.",
                incidents.takeOutEntities(tenant, id, entities, newId, watermark));
    }

    private Optional<ClusterChange> unknown(String tenant, String id) {
        if (incidents.open(tenant, id).isPresent()) {
            return Optional.empty();
        }
        String head = groups.head(tenant, id);
        return Optional.of(ClusterChange.refused(
                "CMD-030",
                "cluster \"" + id + "\": must be open and stand for itself; found "
                        + (head.equals(id) ? "no open cluster of this id" : "a part of " + head)));
    }
}
