package dev.winnow.triage.command;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ids of commands that were taken, so that a command sent twice changes things once. An id is remembered for
 * {@link #RETENTION_MILLIS} of event time, and no more than the newest {@link #MOST} of a tenant.
 */
public final class CommandMemory {
    /** 30 days: longer than any client tries again. */
    public static final long RETENTION_MILLIS = 30L * 86_400_000;
    /** Ids per tenant; some 100 bytes each. */
    public static final int MOST = 10_000;

    private static final int VERSION = 1;
    private static final int MOST_CHECKED = 4;
    /** Due time of an id that was taken before the tenant's first event. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Rows rows;
    private final AgingQueue queue;

    public CommandMemory(Rows rows) {
        this.rows = rows;
        this.queue = new AgingQueue(rows, "command");
    }

    /** What is known of a command's id. */
    public enum Seen {
        NEW,
        /** The same command was taken before. */
        SAME,
        /** Another command of this id was taken before. */
        OTHER
    }

    /** What is known of an id; changes nothing. */
    public Seen seen(String tenant, String id, byte[] contentHash) {
        byte[] row = rows.get(key(tenant, id));
        if (row == null) {
            return Seen.NEW;
        }
        return Arrays.equals(open(row).readBytes(), contentHash) ? Seen.SAME : Seen.OTHER;
    }

    /** Remembers an id, and forgets what is too old or too much. */
    public void remember(String tenant, String id, byte[] contentHash, Optional<Long> watermark) {
        forget(tenant, watermark);
        rows.put(
                key(tenant, id),
                RowFormat.begin(VERSION).writeBytes(contentHash).toBytes());
        queue.add(tenant, id, due(watermark));
    }

    private void forget(String tenant, Optional<Long> watermark) {
        for (int i = 0; i < MOST_CHECKED; i++) {
            Optional<AgingQueue.Entry> entry = queue.size(tenant) >= MOST
                    ? queue.take(tenant)
                    : watermark.flatMap(now -> queue.takeDue(tenant, now));
            if (entry.isEmpty()) {
                return;
            }
            if (entry.get().dueMillis() == UNKNOWN && queue.size(tenant) < MOST - 1) {
                // Taken before the tenant's first event: its time begins now.
                queue.add(tenant, entry.get().key(), due(watermark));
            } else {
                rows.delete(key(tenant, entry.get().key()));
            }
        }
    }

    private static long due(Optional<Long> watermark) {
        return watermark.map(now -> now + RETENTION_MILLIS).orElse(UNKNOWN);
    }

    private static StateReader open(byte[] row) {
        return RowFormat.open("command", row, VERSION);
    }

    private static String key(String tenant, String id) {
        return RowKey.of("ci", tenant, id);
    }
}
