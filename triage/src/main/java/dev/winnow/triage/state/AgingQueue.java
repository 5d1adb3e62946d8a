package dev.winnow.triage.state;

import dev.winnow.detectors.snapshot.StateReader;
import java.util.Optional;

/**
 * A first-in-first-out queue of row keys per tenant, with the event time at which each falls due. It replaces scans: the
 * owner adds a key when a row is born and looks only at the front. Due times come from the tenant's watermark, so they
 * rise along the queue and the front is the next one due, whatever times the records themselves claim.
 */
public final class AgingQueue {
    private static final int VERSION = 1;

    private final Rows rows;
    private final String metaKind;
    private final String entryKind;

    public AgingQueue(Rows rows, String name) {
        this.rows = rows;
        this.metaKind = "qm." + name;
        this.entryKind = "qe." + name;
    }

    /** @param dueMillis watermark at which the entry falls due */
    public record Entry(String key, long dueMillis) {}

    private record Meta(long head, long tail, long frontDue) {}

    /** Entries in the queue, those whose row is gone already included. */
    public long size(String tenant) {
        Meta meta = meta(tenant);
        return meta.tail - meta.head;
    }

    public void add(String tenant, String key, long dueMillis) {
        Meta meta = meta(tenant);
        rows.put(
                entryKey(tenant, meta.tail),
                RowFormat.begin(VERSION).writeString(key).writeLong(dueMillis).toBytes());
        write(tenant, new Meta(meta.head, meta.tail + 1, meta.head == meta.tail ? dueMillis : meta.frontDue));
    }

    /** Takes the front if it is due at this watermark. */
    public Optional<Entry> takeDue(String tenant, long watermark) {
        Meta meta = meta(tenant);
        return meta.head < meta.tail && meta.frontDue <= watermark ? take(tenant, meta) : Optional.empty();
    }

    /** Takes the front, due or not. */
    public Optional<Entry> take(String tenant) {
        Meta meta = meta(tenant);
        return meta.head < meta.tail ? take(tenant, meta) : Optional.empty();
    }

    private Optional<Entry> take(String tenant, Meta meta) {
        Entry front = entry(tenant, meta.head);
        rows.delete(entryKey(tenant, meta.head));
        long head = meta.head + 1;
        long frontDue = head < meta.tail ? entry(tenant, head).dueMillis : Long.MAX_VALUE;
        write(tenant, new Meta(head, meta.tail, frontDue));
        return Optional.of(front);
    }

    private Entry entry(String tenant, long position) {
        String key = entryKey(tenant, position);
        byte[] row = rows.get(key);
        if (row == null) {
            throw new IllegalStateException("queue entry " + key + " is missing");
        }
        StateReader reader = RowFormat.open(entryKind, row, VERSION);
        return new Entry(reader.readString(), reader.readLong());
    }

    private Meta meta(String tenant) {
        byte[] row = rows.get(RowKey.of(metaKind, tenant));
        if (row == null) {
            return new Meta(0, 0, Long.MAX_VALUE);
        }
        StateReader reader = RowFormat.open(metaKind, row, VERSION);
        return new Meta(reader.readLong(), reader.readLong(), reader.readLong());
    }

    private void write(String tenant, Meta meta) {
        rows.put(
                RowKey.of(metaKind, tenant),
                RowFormat.begin(VERSION)
                        .writeLong(meta.head)
                        .writeLong(meta.tail)
                        .writeLong(meta.frontDue)
                        .toBytes());
    }

    private String entryKey(String tenant, long position) {
        return RowKey.of(entryKind, tenant, RowKey.number(position));
    }
}
