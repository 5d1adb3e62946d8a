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

/** Verdicts that wait: for their alert, or (retractions) for the verdict that they take back. Ids by what they wait for. */
final class PendingVerdicts {
    private static final int VERSION = 1;
    /** Verdicts that may wait for one alert or verdict. */
    private static final int MOST_TOGETHER = 16;

    private final FeedbackConfig config;
    private final Rows rows;
    private final AgingQueue queue;

    PendingVerdicts(FeedbackConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
        this.queue = new AgingQueue(rows, "pending");
    }

    /** False where too many wait for the same. */
    boolean add(Verdict verdict, long watermark) {
        List<String> ids = ids(key(verdict));
        if (ids.size() >= MOST_TOGETHER) {
            return false;
        }
        ids.add(verdict.id());
        write(key(verdict), ids);
        queue.add(verdict.tenant(), verdict.id(), watermark, config.pendingMillis());
        return true;
    }

    void remove(Verdict verdict) {
        List<String> ids = ids(key(verdict));
        if (ids.remove(verdict.id())) {
            write(key(verdict), ids);
        }
    }

    /** Ids that waited for the alert, in order of arrival; they wait no more. */
    List<String> takeForAlert(String tenant, String alertId) {
        String key = RowKey.of("p", tenant, alertId);
        List<String> ids = ids(key);
        if (!ids.isEmpty()) {
            rows.delete(key);
        }
        return ids;
    }

    /** Ids of retractions that wait for the verdict, in order of arrival. */
    List<String> retractionsOf(String tenant, String verdictId) {
        return ids(RowKey.of("r", tenant, verdictId));
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

    private List<String> ids(String key) {
        List<String> ids = new ArrayList<>();
        byte[] row = rows.get(key);
        if (row != null) {
            StateReader reader = RowFormat.open("pending", row, VERSION);
            int size = reader.readByte();
            for (int i = 0; i < size; i++) {
                ids.add(reader.readString());
            }
        }
        return ids;
    }

    private void write(String key, List<String> ids) {
        if (ids.isEmpty()) {
            rows.delete(key);
            return;
        }
        StateWriter writer = RowFormat.begin(VERSION).writeByte(ids.size());
        ids.forEach(writer::writeString);
        rows.put(key, writer.toBytes());
    }

    private static String key(Verdict verdict) {
        return verdict.retracts()
                .map(target -> RowKey.of("r", verdict.tenant(), target))
                .orElseGet(() -> RowKey.of("p", verdict.tenant(), verdict.alertId()));
    }
}
