package dev.winnow.triage.feedback;

import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.Optional;

/** Alerts that can still be judged. */
public final class AlertIndex {
    private static final int MOST_DROPPED = 4;

    private final FeedbackConfig config;
    private final Rows rows;
    private final AgingQueue queue;

    public AlertIndex(FeedbackConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
        this.queue = new AgingQueue(rows, "alert");
    }

    public Optional<IndexedAlert> find(String tenant, String alertId) {
        byte[] row = rows.get(key(tenant, alertId));
        return row == null ? Optional.empty() : Optional.of(IndexedAlert.decode(row));
    }

    public void add(String tenant, String alertId, IndexedAlert alert, long watermark) {
        rows.put(key(tenant, alertId), alert.encode());
        queue.add(tenant, alertId, watermark + config.alertRetentionMillis());
    }

    /** Forgets what is too old or too much, a few a call. */
    public void expire(String tenant, long watermark) {
        for (int i = 0; i < MOST_DROPPED; i++) {
            Optional<AgingQueue.Entry> entry =
                    queue.size(tenant) >= config.maxAlerts() ? queue.take(tenant) : queue.takeDue(tenant, watermark);
            if (entry.isEmpty()) {
                return;
            }
            rows.delete(key(tenant, entry.get().key()));
        }
    }

    private static String key(String tenant, String alertId) {
        return RowKey.of("a", tenant, alertId);
    }
}
