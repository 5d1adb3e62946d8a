package dev.winnow.triage.cluster;

import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Closed clusters whose last state is still kept for readers; after their retention they are forgotten for good. */
public final class ClosedClusters {
    private static final int MOST_CHECKED = 4;
    /** Closed clusters kept for each open one that there may be; beyond, the oldest leave early. */
    private static final int KEPT_PER_OPEN = 16;

    private final ClusterConfig config;
    private final AgingQueue queue;

    public ClosedClusters(ClusterConfig config, Rows rows) {
        this.config = config;
        this.queue = new AgingQueue(rows, "closed");
    }

    public void add(ClosedCluster cluster, long watermark) {
        for (String id : cluster.ids()) {
            queue.add(cluster.state().tenant(), id, watermark, config.closedRetentionMillis());
        }
    }

    /** Ids of clusters whose retention is over, a few a call. */
    public List<String> takeOld(String tenant, long watermark) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MOST_CHECKED; i++) {
            boolean isFull = queue.size(tenant) > (long) KEPT_PER_OPEN * config.maxClusters();
            Optional<AgingQueue.Entry> entry = isFull ? queue.take(tenant) : queue.takeDue(tenant, watermark);
            if (entry.isEmpty()) {
                break;
            }
            ids.add(entry.get().key());
        }
        return ids;
    }
}
