package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

final class SharedRocksDbMemoryTest {
    static {
        RocksDB.loadLibrary();
    }

    @Test
    void storesShareOneCacheAndOneWriteBufferManager() {
        SharedRocksDbMemory first = new SharedRocksDbMemory();
        SharedRocksDbMemory second = new SharedRocksDbMemory();
        try (Options one = options();
                Options other = options()) {
            first.setConfig("one", one, Map.of(SharedRocksDbMemory.TOTAL_BYTES, 8L << 20));
            second.setConfig("other", other, Map.of(SharedRocksDbMemory.TOTAL_BYTES, 64L << 20));

            assertThat(one.writeBufferManager()).isNotNull().isSameAs(other.writeBufferManager());
            // The table's configuration has no accessor for its cache; the cache's charge shows that it is one object.
            assertThat(one.tableFormatConfig()).isInstanceOf(BlockBasedTableConfig.class);
            assertThat(cacheOf(one)).isNotNull().isSameAs(cacheOf(other));

            first.close("one", one);
            assertThat(cacheOf(other)).as("what is shared outlives a store").matches(cache -> isOpen(cache));
            second.close("other", other);
        }
    }

    private static Options options() {
        return new Options().setTableFormatConfig(new BlockBasedTableConfig());
    }

    private static Object cacheOf(Options options) {
        try {
            java.lang.reflect.Field field = BlockBasedTableConfig.class.getDeclaredField("blockCache");
            field.setAccessible(true);
            return field.get(options.tableFormatConfig());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOpen(Object cache) {
        return ((org.rocksdb.Cache) cache).isOwningHandle();
    }
}
