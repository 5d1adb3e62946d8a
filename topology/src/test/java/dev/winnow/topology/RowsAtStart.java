package dev.winnow.topology;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows into the stores of a task before its processors start, as a restoration does; and keeps the stores in memory
 * where a test is not about RocksDB, which the driver commits after every record.
 */
public final class RowsAtStart implements ProcessorWrapper {
    /** Streams setting: rows by store. */
    public static final String ROWS = "winnow.test.rows";

    /** Streams setting: whether the stores are the real ones. */
    public static final String ROCKS_DB = "winnow.test.rocksdb";

    private Map<String, TreeMap<Bytes, byte[]>> rows = Map.of();
    private boolean isOnRocksDb;

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> configs) {
        rows = (Map<String, TreeMap<Bytes, byte[]>>) java.util.Objects.requireNonNull(configs.get(ROWS));
        isOnRocksDb = Boolean.TRUE.equals(configs.get(ROCKS_DB));
    }

    @Override
    public <KI, VI, KO, VO> WrappedProcessorSupplier<KI, VI, KO, VO> wrapProcessorSupplier(
            String name, ProcessorSupplier<KI, VI, KO, VO> supplier) {
        return new WrappedProcessorSupplier<>() {
            @Override
            public Processor<KI, VI, KO, VO> get() {
                return filled(supplier.get(), supplier.stores());
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                Set<StoreBuilder<?>> stores = supplier.stores();
                if (stores == null || isOnRocksDb) {
                    return stores;
                }
                return stores.stream().map(RowsAtStart::inMemory).collect(Collectors.toSet());
            }
        };
    }

    @Override
    public <KI, VI, VO> WrappedFixedKeyProcessorSupplier<KI, VI, VO> wrapFixedKeyProcessorSupplier(
            String name, FixedKeyProcessorSupplier<KI, VI, VO> supplier) {
        return ProcessorWrapper.asWrappedFixedKey(supplier);
    }

    private static StoreBuilder<?> inMemory(StoreBuilder<?> real) {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(real.name()), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(real.logConfig());
    }

    private <KI, VI, KO, VO> Processor<KI, VI, KO, VO> filled(
            Processor<KI, VI, KO, VO> processor, @Nullable Set<StoreBuilder<?>> stores) {
        return new Processor<>() {
            @Override
            public void init(ProcessorContext<KO, VO> context) {
                if (stores != null) {
                    for (StoreBuilder<?> builder : stores) {
                        KeyValueStore<Bytes, byte[]> store = context.getStateStore(builder.name());
                        rows.getOrDefault(builder.name(), new TreeMap<>()).forEach(store::put);
                    }
                }
                processor.init(context);
            }

            @Override
            public void process(Record<KI, VI> record) {
                processor.process(record);
            }

            @Override
            public void close() {
                processor.close();
            }
        };
    }
}
