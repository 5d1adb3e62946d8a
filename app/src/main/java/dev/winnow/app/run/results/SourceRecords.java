package dev.winnow.app.run.results;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads single records back by their coordinates, for dead letters that name their original and do not carry it. One thread. */
public final class SourceRecords implements AutoCloseable {
    /** For a broker to answer; a record that it does not hold any more is known at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param properties how to reach the brokers */
    public SourceRecords(Map<String, Object> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.consumer = new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The letter with its original, if it lacks it and the source topic still holds it: the same bytes, by the SHA-256 that the
     * letter names. Else the letter as it is.
     */
    public DeadLetter completed(DeadLetter letter) {
        if (letter.getOriginalLength() >= 0) {
            return letter;
        }
        return read(letter.getSource())
                .filter(record -> isMeant(letter.getOriginalSha256(), record.value()))
                .map(record -> DeadLetter.newBuilder(letter)
                        .setOriginal(ByteBuffer.wrap(record.value()))
                        .setOriginalLength(record.value().length)
                        .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
                        .build())
                .orElse(letter);
    }

    private Optional<ConsumerRecord<byte[], byte[]>> read(Source source) {
        TopicPartition partition = new TopicPartition(source.getTopic(), source.getPartition());
        try {
            consumer.assign(List.of(partition));
            Map<TopicPartition, Long> first = consumer.beginningOffsets(List.of(partition), PATIENCE);
            Map<TopicPartition, Long> end = consumer.endOffsets(List.of(partition), PATIENCE);
            if (source.getOffset() < first.getOrDefault(partition, 0L)
                    || source.getOffset() >= end.getOrDefault(partition, 0L)) {
                return Optional.empty();
            }
            consumer.seek(partition, source.getOffset());
            // Ends with the first answer that moves the position; a compacted or aborted record is passed over by it.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) <= source.getOffset() && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    return record.offset() == source.getOffset() && record.value() != null
                            ? Optional.of(record)
                            : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (KafkaException e) {
            // The topic is gone, or may not be read: the letter stands without its original.
            return Optional.empty();
        }
    }

    private static boolean isMeant(ByteBuffer sha256, byte[] value) {
        if (!sha256.hasRemaining()) {
            return true;
        }
        return ByteBuffer.wrap(Sha256.of(value)).equals(sha256.duplicate());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
