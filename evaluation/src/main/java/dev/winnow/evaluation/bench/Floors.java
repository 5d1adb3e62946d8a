package dev.winnow.evaluation.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The topologies of the floors. */
final class Floors {
    private static final String STORE = "rows";
    private static final int ROW_BYTES = 200;

    private Floors() {}

    enum Kind {
        PASS_THROUGH("pass-through"),
        ROCKSDB("rocksdb");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }

    static Topology topology(Kind kind, String input, String output, Properties properties) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        Serde<byte[]> bytes = Serdes.ByteArray();
        KStream<byte[], byte[]> records =
                builder.stream(input, Consumed.with(bytes, bytes).withName("in"));
        KStream<byte[], byte[]> processed = switch (kind) {
            case PASS_THROUGH -> records;
            case ROCKSDB -> records.process(new RowSupplier(), Named.as("row"));
        };
        processed.to(output, Produced.with(bytes, bytes).withName("out"));
        return builder.build(properties);
    }

    private static final class RowSupplier implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new RowProcessor();
        }

        /** Without a cache in front: every put reaches RocksDB and the changelog. */
        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.keyValueStoreBuilder(
                            Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                    .withCachingDisabled()
                    .withLoggingEnabled(Map.of()));
        }
    }

    /** The row is the value's first bytes and, in the last one, how often its key came: so the old row is really read. */
    private static final class RowProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            KeyValueStore<Bytes, byte[]> store = context().getStateStore(STORE);
            Bytes key = Bytes.wrap(record.key());
            byte[] before = store.get(key);
            byte[] row = Arrays.copyOf(record.value(), ROW_BYTES);
            row[ROW_BYTES - 1] = (byte) (before == null ? 1 : before[ROW_BYTES - 1] + 1);
            store.put(key, row);
            context().forward(record);
        }
    }
}
