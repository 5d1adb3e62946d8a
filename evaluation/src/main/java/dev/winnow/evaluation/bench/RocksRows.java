package dev.winnow.evaluation.bench;

import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** A store on RocksDB without Kafka Streams around it: no cache, no changelog, no write-ahead log, as Streams uses it. */
final class RocksRows implements KeyValueStore<Bytes, byte[]>, AutoCloseable {
    private final Options options;
    private final WriteOptions writes;
    private final RocksDB database;

    private RocksRows(Options options, WriteOptions writes, RocksDB database) {
        this.options = options;
        this.writes = writes;
        this.database = database;
    }

    static RocksRows open(Path directory) {
        RocksDB.loadLibrary();
        Options options = new Options().setCreateIfMissing(true).setCompressionType(CompressionType.NO_COMPRESSION);
        try {
            return new RocksRows(
                    options, new WriteOptions().setDisableWAL(true), RocksDB.open(options, directory.toString()));
        } catch (RocksDBException e) {
            options.close();
            throw failed(e);
        }
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        try {
            if (value == null) {
                database.delete(writes, key.get());
            } else {
                database.put(writes, key.get(), value);
            }
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        try {
            return database.get(key.get());
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        put(key, null);
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        RocksIterator rows = database.newIterator();
        rows.seekToFirst();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return rows.isValid();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                KeyValue<Bytes, byte[]> row = KeyValue.pair(Bytes.wrap(rows.key()), rows.value());
                rows.next();
                return row;
            }

            @Override
            public Bytes peekNextKey() {
                return Bytes.wrap(rows.key());
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long approximateNumEntries() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        return "entities";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        database.close();
        writes.close();
        options.close();
    }

    private static IllegalStateException failed(RocksDBException cause) {
        return new IllegalStateException("BEN-006 entities: RocksDB failed: " + cause.getMessage(), cause);
    }
}
