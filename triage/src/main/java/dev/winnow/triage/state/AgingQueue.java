package dev.winnow.triage.state;

import dev.winnow.detectors.snapshot.StateReader;
import java.util.Optional;

/**
 * A first-in-first-out queue of row keys per tenant, with the watermark at which each falls due. It replaces scans: the
 * owner adds a key when a row is born and looks only at the front. An entry is never due before the one in front of it,
 * whatever the caller says, so the front is always the next one due. What is added before a tenant has a watermark waits
 * from the first one that there is. Where a tenant's first records are outvoted and its watermark falls, so do due times.
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

    /**
     * @param lastDue due time of the newest entry; entries without a watermark count from {@code start}
     * @param start first watermark known; {@link TenantClock#UNKNOWN} before it
     * @param highest highest watermark known since the last fall
     */
    private record Meta(long head, long tail, long frontDue, long lastDue, long start, long highest) {}

    /** Entries in the queue, those whose row is gone already included. */
    public long size(String tenant) {
        Meta meta = meta(tenant);
        return meta.tail - meta.head;
    }

    /**
     * Adds an entry that falls due so long after the watermark.
     *
     * @param watermark now; {@link TenantClock#UNKNOWN} before the tenant's first record
     */
    public void add(String tenant, String key, long watermark, long afterMillis) {
        if (watermark == TenantClock.UNKNOWN) {
            append(tenant, key, afterMillis, false, watermark);
        } else {
            append(tenant, key, watermark + afterMillis, true, watermark);
        }
    }

    /** Adds an entry that falls due at a watermark, or later where those in front of it do. */
    public void add(String tenant, String key, long dueMillis) {
        append(tenant, key, dueMillis, true, TenantClock.UNKNOWN);
    }

    private void append(String tenant, String key, long millis, boolean isDated, long watermark) {
        Meta meta = meta(tenant);
        long due = isDated ? Math.max(millis, meta.lastDue) : millis;
        put(entryKey(tenant, meta.tail), key, due, isDated);
        long front = meta.head == meta.tail ? (isDated ? due : TenantClock.UNKNOWN) : meta.frontDue;
        long last = isDated ? due : meta.lastDue;
        long highest = Math.max(meta.highest, watermark);
        write(tenant, new Meta(meta.head, meta.tail + 1, front, last, meta.start, highest));
    }

    /**
     * Takes the front if it is due at this watermark.
     *
     * @param watermark now; nothing is due while it is {@link TenantClock#UNKNOWN}
     */
    public Optional<Entry> takeDue(String tenant, long watermark) {
        Meta meta = meta(tenant);
        if (meta.head == meta.tail || watermark == TenantClock.UNKNOWN) {
            return Optional.empty();
        }
        if (watermark < meta.highest) {
            meta = fallen(tenant, meta, watermark);
        }
        if (meta.frontDue == TenantClock.UNKNOWN) {
            long start = meta.start == TenantClock.UNKNOWN ? watermark : meta.start;
            Meta started = new Meta(meta.head, meta.tail, 0, meta.lastDue, start, watermark);
            long front = entry(tenant, meta.head, started).dueMillis;
            meta = new Meta(meta.head, meta.tail, front, Math.max(meta.lastDue, front), start, watermark);
            write(tenant, meta);
        }
        return meta.frontDue <= watermark ? take(tenant, meta) : Optional.empty();
    }

    /** A tenant's watermark falls while it has had very few records, so there are few entries to move. */
    private Meta fallen(String tenant, Meta meta, long watermark) {
        long by = meta.highest - watermark;
        for (long position = meta.head; position < meta.tail; position++) {
            String key = entryKey(tenant, position);
            StateReader reader = RowFormat.open(entryKind, row(key), VERSION);
            String what = reader.readString();
            long due = reader.readLong();
            if (reader.readBoolean()) {
                put(key, what, due - by, true);
            }
        }
        long start = meta.start == TenantClock.UNKNOWN ? meta.start : Math.min(meta.start, watermark);
        long last = meta.lastDue == Long.MIN_VALUE ? meta.lastDue : meta.lastDue - by;
        Meta moved = new Meta(meta.head, meta.tail, 0, last, start, watermark);
        long front = entry(tenant, meta.head, moved).dueMillis;
        Meta result = new Meta(meta.head, meta.tail, front, last, start, watermark);
        write(tenant, result);
        return result;
    }

    /** Takes the front, due or not. */
    public Optional<Entry> take(String tenant) {
        Meta meta = meta(tenant);
        return meta.head < meta.tail ? take(tenant, meta) : Optional.empty();
    }

    private Optional<Entry> take(String tenant, Meta meta) {
        Entry front = entry(tenant, meta.head, meta);
        rows.delete(entryKey(tenant, meta.head));
        long head = meta.head + 1;
        long frontDue = head < meta.tail ? entry(tenant, head, meta).dueMillis : Long.MAX_VALUE;
        write(tenant, new Meta(head, meta.tail, frontDue, meta.lastDue, meta.start, meta.highest));
        return Optional.of(front);
    }

    /** The entry; its due time is unknown where it has no watermark and the queue has not started. */
    private Entry entry(String tenant, long position, Meta meta) {
        StateReader reader = RowFormat.open(entryKind, row(entryKey(tenant, position)), VERSION);
        String what = reader.readString();
        long millis = reader.readLong();
        boolean isDated = reader.readBoolean();
        return new Entry(
                what, isDated ? millis : meta.start == TenantClock.UNKNOWN ? TenantClock.UNKNOWN : meta.start + millis);
    }

    private byte[] row(String key) {
        byte[] row = rows.get(key);
        if (row == null) {
            throw new IllegalStateException("queue entry " + key + " is missing");
        }
        return row;
    }

    private void put(String key, String what, long millis, boolean isDated) {
        rows.put(
                key,
                RowFormat.begin(VERSION)
                        .writeString(what)
                        .writeLong(millis)
                        .writeBoolean(isDated)
                        .toBytes());
    }

    private Meta meta(String tenant) {
        byte[] row = rows.get(RowKey.of(metaKind, tenant));
        if (row == null) {
            return new Meta(0, 0, Long.MAX_VALUE, Long.MIN_VALUE, TenantClock.UNKNOWN, TenantClock.UNKNOWN);
        }
        StateReader reader = RowFormat.open(metaKind, row, VERSION);
        return new Meta(
                reader.readLong(),
                reader.readLong(),
                reader.readLong(),
                reader.readLong(),
                reader.readLong(),
                reader.readLong());
    }

    private void write(String tenant, Meta meta) {
        rows.put(
                RowKey.of(metaKind, tenant),
                RowFormat.begin(VERSION)
                        .writeLong(meta.head)
                        .writeLong(meta.tail)
                        .writeLong(meta.frontDue)
                        .writeLong(meta.lastDue)
                        .writeLong(meta.start)
                        .writeLong(meta.highest)
                        .toBytes());
    }

    private String entryKey(String tenant, long position) {
        return RowKey.of(entryKind, tenant, RowKey.number(position));
    }
}
