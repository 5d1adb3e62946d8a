package dev.winnow.evaluation.bench;

import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.settings.Topics;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what Winnow has committed, as a consumer of its topics would, and knows how far it is; keeps nothing but, when asked, where
 * alerts came from and when they arrived. A thread of its own reads; the rest is thread-safe.
 */
final class CommittedOutputs implements AutoCloseable {
    private final WireCodec codec;
    private final String alerts;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Thread reader;
    private volatile boolean isNoting;
    private volatile boolean isClosed;

    /**
     * An alert that a consumer of committed records has received.
     *
     * @param source the input record that it is about
     * @param millis wall clock when the consumer had it
     */
    record Arrival(Source source, long millis) {}

    CommittedOutputs(String bootstrapServers, Topics topics, WireCodec codec) {
        this.codec = codec;
        this.alerts = topics.alerts();
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        for (String topic : List.of(topics.alerts(), topics.clusters(), topics.deadLetters(), topics.audit())) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.reader = new Thread(this::read, "bench-outputs");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether everything before these offsets has been read, of the topics that are. */
    boolean hasReached(Map<TopicPartition, Long> ends) {
        RuntimeException problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException("BEN-007 outputs: must be readable; found " + problem, problem);
        }
        return partitions.stream().allMatch(each -> positions.getOrDefault(each, 0L) >= ends.getOrDefault(each, 0L));
    }

    /** From now on, arrivals are noted. */
    void noteArrivals() {
        isNoting = true;
    }

    /** What has been noted. */
    List<Arrival> arrivals() {
        synchronized (arrivals) {
            return List.copyOf(arrivals);
        }
    }

    private void read() {
        try {
            while (!isClosed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (isNoting && record.topic().equals(alerts)) {
                        note(record, System.currentTimeMillis());
                    }
                }
                for (TopicPartition partition : partitions) {
                    positions.put(partition, consumer.position(partition));
                }
            }
        } catch (WakeupException e) {
            // Only close() wakes the consumer.
            return;
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } finally {
            consumer.close();
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, long millis) {
        if (codec.decode(record.topic(), record.value()) instanceof Alert alert) {
            synchronized (arrivals) {
                arrivals.add(new Arrival(alert.getSource(), millis));
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        consumer.wakeup();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
