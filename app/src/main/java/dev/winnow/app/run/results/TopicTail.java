package dev.winnow.app.run.results;

import dev.winnow.app.config.ClientProperties;
import dev.winnow.app.config.WinnowConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The committed records of a topic as they come. One thread. */
public final class TopicTail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * @param isFromBeginning from the oldest record that is held, else from what comes now
     */
    public TopicTail(WinnowConfig config, String topic, boolean isFromBeginning) {
        Map<String, Object> properties = new HashMap<>(ClientProperties.consumer(config));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        if (isFromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
            // Seeking is lazy: only now does the end mean the end at this moment.
            partitions.forEach(consumer::position);
        }
    }

    /** Whether there is such a topic. */
    public boolean exists() {
        return !partitions.isEmpty();
    }

    /**
     * Hands on record by record, each partition in its order.
     *
     * @param isBounded end where the topic ends at this moment; else wait for more
     * @param visitor says whether it wants another record
     */
    public void read(boolean isBounded, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!isBounded
                || partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (!(isBounded && record.offset() >= ends.getOrDefault(partition, 0L)) && !visitor.test(record)) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
