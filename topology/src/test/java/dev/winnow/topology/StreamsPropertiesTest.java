package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.topology.store.SharedRocksDbMemory;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.junit.jupiter.api.Test;

final class StreamsPropertiesTest {
    private static final Map<String, Object> LEAST =
            Map.of(StreamsConfig.APPLICATION_ID_CONFIG, "w", StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");

    private static Properties with(String name, Object value) {
        Map<String, Object> settings = new TreeMap<>(LEAST);
        settings.put(name, value);
        return StreamsProperties.of(settings, 1 << 20);
    }

    @Test
    void defaultsArePinned() {
        Map<String, Object> all = new TreeMap<>();
        StreamsProperties.of(Map.of(), 1 << 20).forEach((name, value) -> all.put(name.toString(), value));

        assertThat(all)
                .containsExactlyInAnyOrderEntriesOf(new TreeMap<>(Map.ofEntries(
                        Map.entry("commit.interval.ms", 100),
                        Map.entry("statestore.cache.max.bytes", 64L << 20),
                        Map.entry("producer.compression.type", "lz4"),
                        Map.entry("producer.batch.size", 128 << 10),
                        Map.entry("producer.linger.ms", 20),
                        Map.entry("producer.max.request.size", 4 << 20),
                        Map.entry("producer.transaction.timeout.ms", 60_000),
                        Map.entry("consumer.auto.offset.reset", "earliest"),
                        Map.entry("topic.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)),
                        Map.entry("rocksdb.config.setter", SharedRocksDbMemory.class),
                        Map.entry("winnow.rocksdb.total.bytes", 1L << 20),
                        Map.entry("deserialization.exception.handler", LogAndFailExceptionHandler.class),
                        Map.entry("processing.exception.handler", LogAndFailProcessingExceptionHandler.class),
                        Map.entry("processing.exception.handler.global.enabled", true),
                        Map.entry("production.exception.handler", DefaultProductionExceptionHandler.class),
                        Map.entry("ensure.explicit.internal.resource.naming", true),
                        Map.entry("topology.optimization", "none"))));
    }

    @Test
    void callersMayChangeWhatIsTheirs() {
        assertThat(with(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500)).containsEntry("commit.interval.ms", 500);
        assertThat(with("producer.linger.ms", 5)).containsEntry("producer.linger.ms", 5);
    }

    @Test
    void handlersThatGoOnAfterAFailureCannotBeSet() {
        StreamsConfig processing = new StreamsConfig(with(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class));
        StreamsConfig reading = new StreamsConfig(with(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class));
        StreamsConfig writing =
                new StreamsConfig(with(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, "other.Handler"));

        assertThat(processing.processingExceptionHandler()).isInstanceOf(LogAndFailProcessingExceptionHandler.class);
        assertThat(reading.deserializationExceptionHandler()).isInstanceOf(LogAndFailExceptionHandler.class);
        assertThat(writing.productionExceptionHandler()).isInstanceOf(DefaultProductionExceptionHandler.class);
    }

    @Test
    void memoryNamesAndOptimisationCannotBeSet() {
        assertThat(with(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, "other.Setter"))
                .containsEntry("rocksdb.config.setter", SharedRocksDbMemory.class);
        assertThat(with(SharedRocksDbMemory.TOTAL_BYTES, 7L)).containsEntry("winnow.rocksdb.total.bytes", 1L << 20);
        assertThat(with(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, false))
                .containsEntry("ensure.explicit.internal.resource.naming", true);
        assertThat(with(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE))
                .containsEntry("topology.optimization", "none");
    }
}
