package dev.winnow.app.run;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning to where it ends at the moment of asking, partition by partition, committed records only.
 * One thread.
 */
public final class CommittedTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    /** Brokers that say nothing for so long are given up. */
    private static final Duration SILENT = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;

    /** Where a partition begins and ends; records are held from the first offset up to the one before the end. */
    public record Span(int partition, long first, long end) {}

    public CommittedTopic(WinnowConfig config, String topic) {
        Map<String, Object> properties = new HashMap<>(ClientProperties.consumer(config));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.topic = topic;
    }

    /** The partitions in order; empty where there is no such topic. */
    public List<Span> spans() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        // For a consumer of committed records this is the last stable offset.
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        TreeMap<Integer, Span> spans = new TreeMap<>();
        partitions.forEach(partition -> spans.put(
                partition.partition(),
                new Span(partition.partition(), first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L))));
        return List.copyOf(spans.values());
    }

    /**
     * Hands on every record of a span, in order.
     *
     * @throws TimeoutException where the brokers say nothing for a minute
     */
    public void read(Span span, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        TopicPartition partition = new TopicPartition(topic, span.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, span.first());
        long movedAt = System.nanoTime();
        long before = span.first();
        while (before < span.end()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < span.end()) {
                    visitor.accept(record);
                }
            }
            long now = consumer.position(partition);
            if (now > before) {
                before = now;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > SILENT.toNanos()) {
                throw new TimeoutException("APP-016 topic \"" + topic + "\" partition " + span.partition()
                        + ": nothing came for " + SILENT.toSeconds() + " s at offset " + now + " of " + span.end());
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
