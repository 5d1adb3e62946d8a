package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verdicts that wait for their alert: ids by alert, and a queue of them all. */
final class PendingVerdicts {
    private static final int VERSION = 1;
    /** Verdicts that may wait for one alert. */
    private static final int MOST_PER_ALERT = 16;

    private final FeedbackConfig config;
    private final Rows rows;
    private final AgingQueue queue;

    PendingVerdicts(FeedbackConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
        this.queue = new AgingQueue(rows, "pending");
    }

    /** False where too many wait for the same alert. */
    boolean add(Verdict verdict, long watermark) {
        List<String> ids = ids(verdict.tenant(), verdict.alertId());
        if (ids.size() >= MOST_PER_ALERT) {
            return false;
        }
        ids.add(verdict.id());
        write(verdict.tenant(), verdict.alertId(), ids);
        queue.add(verdict.tenant(), verdict.id(), watermark + config.pendingMillis());
        return true;
    }

    void remove(Verdict verdict) {
        List<String> ids = ids(verdict.tenant(), verdict.alertId());
        if (ids.remove(verdict.id())) {
            write(verdict.tenant(), verdict.alertId(), ids);
        }
    }

    /** Ids that waited for the alert, in order of arrival; they wait no more. */
    List<String> take(String tenant, String alertId) {
        List<String> ids = ids(tenant, alertId);
        if (!ids.isEmpty()) {
            rows.delete(key(tenant, alertId));
        }
        return ids;
    }

    /** Id of the next verdict whose time is up, which may have been settled meanwhile. */
    Optional<String> takeDue(String tenant, long watermark) {
        return queue.takeDue(tenant, watermark).map(AgingQueue.Entry::key);
    }

    /** Id of the longest-waiting verdict where there is no room for one more, which may have been settled meanwhile. */
    Optional<String> takeForRoom(String tenant) {
        return queue.size(tenant) < config.maxPending()
                ? Optional.empty()
                : queue.take(tenant).map(AgingQueue.Entry::key);
    }

    private List<String> ids(String tenant, String alertId) {
        List<String> ids = new ArrayList<>();
        byte[] row = rows.get(key(tenant, alertId));
        if (row != null) {
            StateReader reader = RowFormat.open("pending", row, VERSION);
            int size = reader.readByte();
            for (int i = 0; i < size; i++) {
                ids.add(reader.readString());
            }
        }
        return ids;
    }

    private void write(String tenant, String alertId, List<String> ids) {
        if (ids.isEmpty()) {
            rows.delete(key(tenant, alertId));
            return;
        }
        StateWriter writer = RowFormat.begin(VERSION).writeByte(ids.size());
        ids.forEach(writer::writeString);
        rows.put(key(tenant, alertId), writer.toBytes());
    }

    private static String key(String tenant, String alertId) {
        return RowKey.of("p", tenant, alertId);
    }
}
