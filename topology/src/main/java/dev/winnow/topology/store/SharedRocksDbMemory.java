package dev.winnow.topology.store;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write-buffer manager for every store and partition of the process: without it memory grows
 * with stores × partitions (each store would take a 50 MB cache and three 16 MB memtables of its own).
 *
 * <p>The first store opened fixes the size, by the Streams setting {@link #TOTAL_BYTES}.
 */
public final class SharedRocksDbMemory implements RocksDBConfigSetter {
    /** Streams setting: bytes that all stores together may use for blocks and memtables. */
    public static final String TOTAL_BYTES = "winnow.rocksdb.total.bytes";

    /** Default for {@link #TOTAL_BYTES}: enough for some ten tasks at demo rates, small beside any heap. */
    public static final long DEFAULT_TOTAL_BYTES = 256L << 20;

    /** Share of the total that memtables may take; they are charged to the cache. */
    private static final double WRITE_BUFFER_SHARE = 0.5;

    private static final int BLOCK_BYTES = 16 << 10;

    private static @Nullable Shared shared;

    private final BloomFilter bloom = new BloomFilter();

    private record Shared(Cache cache, WriteBufferManager writeBuffers) {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared(configs);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        table.setBlockSize(BLOCK_BYTES);
        table.setFilterPolicy(bloom);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(memory.writeBuffers());
        // Memtables are counted by the manager, so a store with much traffic may have larger ones.
        options.setWriteBufferSize(16L << 20);
        options.setMaxWriteBufferNumber(3);
    }

    /** The cache and the manager outlive every store; only what was made for this one is closed. */
    @Override
    public void close(String storeName, Options options) {
        bloom.close();
    }

    private static synchronized Shared shared(Map<String, Object> configs) {
        Shared memory = shared;
        if (memory == null) {
            RocksDB.loadLibrary();
            Object configured = configs.get(TOTAL_BYTES);
            long total = configured == null ? DEFAULT_TOTAL_BYTES : Long.parseLong(configured.toString());
            Cache cache = new LRUCache(total, -1, false, 0.1);
            memory = new Shared(cache, new WriteBufferManager((long) (total * WRITE_BUFFER_SHARE), cache));
            shared = memory;
        }
        return memory;
    }
}
