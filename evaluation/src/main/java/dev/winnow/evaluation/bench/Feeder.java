package dev.winnow.evaluation.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records in order and without loss. At most 32 MiB wait for the broker; then {@link #send} blocks. One thread, but
 * for {@link #close}.
 */
final class Feeder implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Feeder(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 << 10,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        32L << 20,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (written, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            }
        });
    }

    /**
     * The same, and says where the record stands once it is written.
     *
     * @param written gets the place and the record's time stamp, on the producer's thread
     */
    void send(ProducerRecord<byte[], byte[]> record, ObjLongConsumer<RecordMetadata> written) {
        producer.send(record, (place, problem) -> {
            if (problem != null) {
                failure.compareAndSet(null, problem);
            } else {
                written.accept(place, record.timestamp());
            }
        });
    }

    /** Returns when everything sent is written. */
    void flush() {
        producer.flush();
        Exception problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException(
                    "BEN-002 input: every record must be written; found " + problem.getMessage(), problem);
        }
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
