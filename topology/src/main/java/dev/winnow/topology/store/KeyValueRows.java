package dev.winnow.topology.store;

import dev.winnow.triage.state.Rows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Rows over a store of the task. Writes are held back until {@link #flush}, so that a record whose decision fails half-way
 * leaves no trace ({@link #discard}): nothing else rolls a put back inside a running transaction. One owner.
 */
public final class KeyValueRows implements Rows {
    private static final StringSerializer PREFIX = new StringSerializer();

    private final KeyValueStore<Bytes, byte[]> store;
    /** Held-back writes in the order of the keys' bytes; an absent value is a deletion. */
    private final TreeMap<Bytes, Write> writes = new TreeMap<>();

    private record Write(byte @Nullable [] value) {}

    public KeyValueRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(String key) {
        Bytes bytes = bytes(key);
        Write write = writes.get(bytes);
        return write != null ? write.value() : store.get(bytes);
    }

    @Override
    public void put(String key, byte[] value) {
        writes.put(bytes(key), new Write(value));
    }

    @Override
    public void delete(String key) {
        writes.put(bytes(key), new Write(null));
    }

    @Override
    public void forEach(String prefix, BiConsumer<String, byte[]> visitor) {
        List<KeyValue<Bytes, byte[]>> stored = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.prefixScan(prefix, PREFIX)) {
            rows.forEachRemaining(stored::add);
        }
        if (writes.isEmpty()) {
            stored.forEach(row -> visitor.accept(text(row.key), row.value));
            return;
        }
        TreeMap<Bytes, byte[]> merged = new TreeMap<>();
        stored.forEach(row -> merged.put(row.key, row.value));
        for (Map.Entry<Bytes, Write> write : writes.tailMap(bytes(prefix)).entrySet()) {
            if (!text(write.getKey()).startsWith(prefix)) {
                break;
            }
            byte[] value = write.getValue().value();
            if (value == null) {
                merged.remove(write.getKey());
            } else {
                merged.put(write.getKey(), value);
            }
        }
        merged.forEach((key, value) -> visitor.accept(text(key), value));
    }

    /** Puts everything that was held back. */
    public void flush() {
        writes.forEach((key, write) -> store.put(key, write.value()));
        writes.clear();
    }

    /** Forgets everything that was held back. */
    public void discard() {
        writes.clear();
    }

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Bytes key) {
        return new String(key.get(), StandardCharsets.UTF_8);
    }
}
