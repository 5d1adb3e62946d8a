package dev.winnow.app.cli;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.VerdictDetail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads in the audit log what became of a verdict. One thread. */
final class VerdictWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final WireCodec codec;
    private final String topic;

    private VerdictWatch(KafkaConsumer<byte[], byte[]> consumer, WireCodec codec, String topic) {
        this.consumer = consumer;
        this.codec = codec;
        this.topic = topic;
    }

    /** From the log's present end on; empty where the log is not there or may not be read. */
    static Optional<VerdictWatch> begin(WinnowConfig config) {
        Map<String, Object> properties = ClientProperties.consumer(config);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        String topic = Wiring.topics(config).audit();
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (!partitions.isEmpty()) {
                consumer.assign(partitions);
                consumer.endOffsets(partitions).forEach(consumer::seek);
                return Optional.of(new VerdictWatch(consumer, Wiring.codec(config), topic));
            }
        } catch (KafkaException e) {
            // Sending says what is wrong with the brokers; an outcome is only shown where it can be read.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return Optional.empty();
        }
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        return Optional.empty();
    }

    /** The entry about a verdict, as soon as it stands in the log. */
    Optional<VerdictDetail> await(String verdictId, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    AuditEntry entry = record.value() == null ? null : LiveAudit.body(codec, topic, record.value());
                    if (entry != null
                            && entry.getDetail() instanceof VerdictDetail detail
                            && detail.getVerdict().getId().equals(verdictId)) {
                        return Optional.of(detail);
                    }
                }
            }
        } catch (KafkaException e) {
            // The verdict is sent, and that has been said.
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
