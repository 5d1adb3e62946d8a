package dev.winnow.topology.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in memory that remembers its changelog; sorted as the real one sorts. */
public final class MapStore implements KeyValueStore<Bytes, byte[]> {
    private final String name;
    private final TreeMap<Bytes, byte[]> rows = new TreeMap<>();
    private final List<Change> changelog = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private int reads;

    /** One changelog record. */
    public record Change(byte[] key, byte @Nullable [] value) {}

    public MapStore(String name) {
        this.name = name;
    }

    /** The same rows with a changelog of its own. */
    public MapStore copy() {
        MapStore copy = new MapStore(name);
        rows.forEach((key, value) -> copy.rows.put(key, value.clone()));
        return copy;
    }

    /** Puts the rows of another store in place of these, as an aborted transaction does. */
    public void become(MapStore other) {
        rows.clear();
        other.rows.forEach((key, value) -> rows.put(key, value.clone()));
    }

    /** Every read fails from here on. */
    public void failReads(RuntimeException with) {
        failure = with;
    }

    /** Reads of one row so far. */
    public int reads() {
        return reads;
    }

    /** A copy of a value that is there. */
    public byte[] value(Bytes key) {
        return Objects.requireNonNull(rows.get(key)).clone();
    }

    public NavigableMap<Bytes, byte[]> rows() {
        return rows;
    }

    public List<Change> changelog() {
        return changelog;
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        changelog.add(new Change(key.get(), value));
        if (value == null) {
            rows.remove(key);
        } else {
            rows.put(key, value);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] before = rows.get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] before = rows.get(key);
        put(key, null);
        return before;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        reads++;
        if (failure != null) {
            throw failure;
        }
        return rows.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        NavigableMap<Bytes, byte[]> part = from == null ? rows : rows.tailMap(from, true);
        return iterator(to == null ? part : part.headMap(to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return iterator(rows);
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(P prefix, PS serializer) {
        byte[] start = serializer.serialize("", prefix);
        TreeMap<Bytes, byte[]> found = new TreeMap<>();
        rows.tailMap(Bytes.wrap(start), true).forEach((key, value) -> {
            byte[] bytes = key.get();
            if (bytes.length >= start.length
                    && java.util.Arrays.equals(bytes, 0, start.length, start, 0, start.length)) {
                found.put(key, value);
            }
        });
        return iterator(found);
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    private static KeyValueIterator<Bytes, byte[]> iterator(NavigableMap<Bytes, byte[]> part) {
        TreeMap<Bytes, byte[]> copied = new TreeMap<>(part);
        Iterator<Map.Entry<Bytes, byte[]>> entries = copied.entrySet().iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                Map.Entry<Bytes, byte[]> entry = entries.next();
                return KeyValue.pair(entry.getKey(), entry.getValue());
            }

            @Override
            public Bytes peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }
}
