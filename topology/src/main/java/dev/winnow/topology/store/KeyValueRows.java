package dev.winnow.topology.store;

import dev.winnow.triage.state.Rows;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Rows over a store of the task. Writes are held back until {@link #flush}, so that a record whose decision fails half-way
 * leaves no trace ({@link #discard}): nothing else rolls a put back inside a running transaction. One owner, and the only
 * one that writes to the store.
 */
public final class KeyValueRows implements Rows {
    // A decision reads some thirty rows, and most of them are those that the last one read: clocks, fronts of queues,
    // the
    // rows of an open fold. They are remembered, for a read of the store costs a search among all that was written
    // since
    // the last commit, and a measurement.

    /** Enough for the rows of some hundred open folds and clusters; a task has nine stores. */
    private static final int REMEMBERED_BYTES = 1 << 20;

    /** What a remembered row costs besides its key and value. */
    private static final int ROW_BYTES = 120;

    private static final StringSerializer PREFIX = new StringSerializer();

    private final KeyValueStore<Bytes, byte[]> store;
    /** Held-back writes; an absent value is a deletion. */
    private final Map<String, Row> writes = new HashMap<>();

    /** What the store has, the row that was asked for longest ago first; an absent value is a row that is not there. */
    private final LinkedHashMap<String, Row> remembered = new LinkedHashMap<>(64, 0.75f, true);

    private int rememberedBytes;

    private record Row(byte @Nullable [] value) {}

    public KeyValueRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] get(String key) {
        Row write = writes.get(key);
        if (write != null) {
            return write.value();
        }
        Row known = remembered.get(key);
        if (known != null) {
            return known.value();
        }
        byte[] value = store.get(bytes(key));
        remember(key, new Row(value));
        return value;
    }

    @Override
    public void put(String key, byte[] value) {
        writes.put(key, new Row(value));
    }

    @Override
    public void delete(String key) {
        writes.put(key, new Row(null));
    }

    @Override
    public void forEach(String prefix, BiConsumer<String, byte[]> visitor) {
        TreeMap<Bytes, byte[]> merged = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.prefixScan(prefix, PREFIX)) {
            rows.forEachRemaining(row -> merged.put(row.key, row.value));
        }
        writes.forEach((key, write) -> {
            byte[] value = write.value();
            if (key.startsWith(prefix) && value == null) {
                merged.remove(bytes(key));
            } else if (key.startsWith(prefix)) {
                merged.put(bytes(key), value);
            }
        });
        merged.forEach((key, value) -> visitor.accept(text(key), value));
    }

    /** Puts everything that was held back, in the order of the keys' bytes. */
    public void flush() {
        if (writes.isEmpty()) {
            return;
        }
        TreeMap<Bytes, byte @Nullable []> ordered = new TreeMap<>();
        writes.forEach((key, write) -> {
            ordered.put(bytes(key), write.value());
            remember(key, write);
        });
        writes.clear();
        ordered.forEach(store::put);
    }

    /** Forgets everything that was held back. */
    public void discard() {
        writes.clear();
    }

    private void remember(String key, Row row) {
        Row before = remembered.put(key, row);
        rememberedBytes += bytes(key, row) - (before == null ? 0 : bytes(key, before));
        if (rememberedBytes <= REMEMBERED_BYTES) {
            return;
        }
        Iterator<Map.Entry<String, Row>> oldest = remembered.entrySet().iterator();
        while (rememberedBytes > REMEMBERED_BYTES && oldest.hasNext()) {
            Map.Entry<String, Row> gone = oldest.next();
            rememberedBytes -= bytes(gone.getKey(), gone.getValue());
            oldest.remove();
        }
    }

    private static int bytes(String key, Row row) {
        return ROW_BYTES + 2 * key.length() + (row.value() == null ? 0 : row.value().length);
    }

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Bytes key) {
        return new String(key.get(), StandardCharsets.UTF_8);
    }
}
