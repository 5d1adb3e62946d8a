package dev.winnow.triage.cluster;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From bands, entities and links to the clusters that have them; each bucket is one bounded row. */
final class ClusterIndex {
    private static final int VERSION = 1;
    /** Clusters in one bucket; the one that was added first leaves, and is still found by its other keys. */
    private static final int MOST_IN_BUCKET = 64;

    private final Rows rows;

    ClusterIndex(Rows rows) {
        this.rows = rows;
    }

    /** Cluster ids that share a key, those that share most first, at most so many. */
    List<String> candidates(String tenant, List<String> keys, int most) {
        Map<String, Integer> hits = new LinkedHashMap<>();
        for (String key : keys) {
            for (String id : bucket(tenant, key)) {
                hits.merge(id, 1, Integer::sum);
            }
        }
        List<Map.Entry<String, Integer>> ranked = new ArrayList<>(hits.entrySet());
        ranked.sort(Comparator.comparing((Map.Entry<String, Integer> hit) -> -hit.getValue())
                .thenComparing(Map.Entry::getKey));
        return ranked.stream().limit(most).map(Map.Entry::getKey).toList();
    }

    void add(String tenant, String key, String id) {
        List<String> ids = bucket(tenant, key);
        if (ids.contains(id)) {
            return;
        }
        if (ids.size() >= MOST_IN_BUCKET) {
            ids.remove(0);
        }
        ids.add(id);
        write(tenant, key, ids);
    }

    void remove(String tenant, String key, String id) {
        List<String> ids = bucket(tenant, key);
        if (ids.remove(id)) {
            write(tenant, key, ids);
        }
    }

    private List<String> bucket(String tenant, String key) {
        byte[] row = rows.get(RowKey.of("i", tenant, key));
        if (row == null) {
            return new ArrayList<>();
        }
        StateReader reader = RowFormat.open("cluster index", row, VERSION);
        return ClusterRow.read(reader);
    }

    private void write(String tenant, String key, List<String> ids) {
        if (ids.isEmpty()) {
            rows.delete(RowKey.of("i", tenant, key));
            return;
        }
        StateWriter writer = RowFormat.begin(VERSION);
        ClusterRow.write(writer, ids);
        rows.put(RowKey.of("i", tenant, key), writer.toBytes());
    }
}
