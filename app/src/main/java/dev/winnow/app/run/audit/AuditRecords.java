package dev.winnow.app.run.audit;

import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records of the audit topic. */
public final class AuditRecords {
    private AuditRecords() {}

    /** The record as the verifier takes it: exact bytes, all headers. */
    public static StoredEntry stored(ConsumerRecord<byte[], byte[]> record) {
        List<StoredEntry.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new StoredEntry.Header(header.key(), header.value()));
        }
        return new StoredEntry(record.offset(), record.timestamp(), record.key(), headers, record.value());
    }

    /** The entry's header; null where there is none that can be read. */
    public static @Nullable EntryHeader header(StoredEntry entry) {
        for (StoredEntry.Header header : entry.headers()) {
            byte[] value = header.value();
            if (header.name().equals(EntryHeader.NAME) && value != null && value.length == EntryHeader.BYTES) {
                return EntryHeader.of(value);
            }
        }
        return null;
    }
}
