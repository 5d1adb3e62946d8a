package dev.winnow.audit.entry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as it lies in the audit topic or an export. Arrays are handed over, not copied.
 *
 * @param offset in the topic's partition; gaps are normal
 * @param timestamp of the record; not authenticated
 * @param headers all headers, in order
 * @param value null only where somebody wrote a tombstone
 */
public record StoredEntry(
        long offset, long timestamp, byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {
    // Canonical constructors are written out because NullAway does not see type annotations on the compact form.
    public StoredEntry(
            long offset, long timestamp, byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {
        this.offset = offset;
        this.timestamp = timestamp;
        this.key = key;
        this.headers = List.copyOf(headers);
        this.value = value;
    }

    /** A record header; Kafka allows a null value. */
    public record Header(String name, byte @Nullable [] value) {
        public Header(String name, byte @Nullable [] value) {
            this.name = name;
            this.value = value;
        }
    }

    /** A record with the one header that a writer gives it. */
    public static StoredEntry of(long offset, long timestamp, byte @Nullable [] key, byte[] header, byte[] value) {
        return new StoredEntry(offset, timestamp, key, List.of(new Header(EntryHeader.NAME, header)), value);
    }

    @Override
    public String toString() {
        return "StoredEntry[@" + offset + "]";
    }
}
