package dev.winnow.triage.cluster;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which open clusters people merged, and which entities they took out of one. A merged cluster keeps its row and goes on
 * growing by itself; what is shown is the sum. So a merge loses nothing, and its undoing is exact.
 */
final class ClusterGroups {
    /** Clusters below one head, entities taken out of one cluster. */
    static final int MOST = 64;

    private static final int VERSION = 1;

    private final Rows rows;

    ClusterGroups(Rows rows) {
        this.rows = rows;
    }

    /** Whether people changed nothing about this tenant's open clusters; one look-up. */
    boolean isEmpty(String tenant) {
        return rows.get(countKey(tenant)) == null;
    }

    /** The cluster under whose id a cluster is shown: itself where it is part of none. */
    String head(String tenant, String id) {
        String head = id;
        for (Optional<String> above = above(tenant, head); above.isPresent(); above = above(tenant, head)) {
            head = above.get();
        }
        return head;
    }

    boolean isPart(String tenant, String id) {
        return above(tenant, id).isPresent();
    }

    /** Clusters that were merged into this one itself, in the order of merging. */
    List<String> parts(String tenant, String id) {
        byte[] row = rows.get(partsKey(tenant, id));
        return row == null ? new ArrayList<>() : ClusterRow.read(RowFormat.open("cluster parts", row, VERSION));
    }

    /** The cluster, then all that was merged into it and into those. */
    List<String> tree(String tenant, String id) {
        List<String> tree = new ArrayList<>();
        collect(tenant, id, tree);
        return tree;
    }

    private void collect(String tenant, String id, List<String> tree) {
        tree.add(id);
        parts(tenant, id).forEach(part -> collect(tenant, part, tree));
    }

    void attach(String tenant, String head, String part) {
        List<String> parts = parts(tenant, head);
        parts.add(part);
        write(partsKey(tenant, head), parts);
        rows.put(
                aboveKey(tenant, part),
                RowFormat.begin(VERSION).writeString(head).toBytes());
        count(tenant, 1);
    }

    void detach(String tenant, String head, String part) {
        List<String> parts = parts(tenant, head);
        parts.remove(part);
        write(partsKey(tenant, head), parts);
        rows.delete(aboveKey(tenant, part));
        count(tenant, -1);
    }

    /** Where an entity's alerts go instead of to this cluster. */
    Optional<String> ownCluster(String tenant, String id, String entity) {
        return Optional.ofNullable(text(rows.get(entityKey(tenant, id, entity))));
    }

    int entitiesOut(String tenant, String id) {
        return entities(tenant, id).size();
    }

    /** From now on the entity's alerts go to the other cluster. */
    void takeOut(String tenant, String id, String entity, String other) {
        List<String> entities = entities(tenant, id);
        if (!entities.contains(entity)) {
            entities.add(entity);
            write(entitiesKey(tenant, id), entities);
            count(tenant, 1);
        }
        rows.put(
                entityKey(tenant, id, entity),
                RowFormat.begin(VERSION).writeString(other).toBytes());
    }

    /** Forgets everything about a cluster that closed with its whole tree. */
    void forget(String tenant, String id) {
        above(tenant, id).ifPresent(head -> {
            rows.delete(aboveKey(tenant, id));
            count(tenant, -1);
        });
        rows.delete(partsKey(tenant, id));
        for (String entity : entities(tenant, id)) {
            rows.delete(entityKey(tenant, id, entity));
            count(tenant, -1);
        }
        rows.delete(entitiesKey(tenant, id));
    }

    private List<String> entities(String tenant, String id) {
        byte[] row = rows.get(entitiesKey(tenant, id));
        return row == null ? new ArrayList<>() : ClusterRow.read(RowFormat.open("cluster entities", row, VERSION));
    }

    private Optional<String> above(String tenant, String id) {
        return Optional.ofNullable(text(rows.get(aboveKey(tenant, id))));
    }

    private static @Nullable String text(byte @Nullable [] row) {
        return row == null
                ? null
                : RowFormat.open("cluster group", row, VERSION).readString();
    }

    private void write(String key, List<String> texts) {
        if (texts.isEmpty()) {
            rows.delete(key);
            return;
        }
        StateWriter writer = RowFormat.begin(VERSION);
        ClusterRow.write(writer, texts);
        rows.put(key, writer.toBytes());
    }

    private void count(String tenant, int change) {
        byte[] row = rows.get(countKey(tenant));
        int before = 0;
        if (row != null) {
            StateReader reader = RowFormat.open("cluster groups", row, VERSION);
            before = reader.readInt();
        }
        if (before + change == 0) {
            rows.delete(countKey(tenant));
        } else {
            rows.put(
                    countKey(tenant),
                    RowFormat.begin(VERSION).writeInt(before + change).toBytes());
        }
    }

    private static String countKey(String tenant) {
        return RowKey.of("gn", tenant);
    }

    private static String aboveKey(String tenant, String id) {
        return RowKey.of("ga", tenant, id);
    }

    private static String partsKey(String tenant, String id) {
        return RowKey.of("gp", tenant, id);
    }

    private static String entitiesKey(String tenant, String id) {
        return RowKey.of("ge", tenant, id);
    }

    private static String entityKey(String tenant, String id, String entity) {
        return RowKey.of("go", tenant, id, entity);
    }
}
