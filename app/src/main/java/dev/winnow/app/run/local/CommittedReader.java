package dev.winnow.app.run.local;

import dev.winnow.app.run.audit.AuditRecords;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.settings.Topics;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads Winnow's own topics from their beginning, committed records only, and counts what it has handed on. One thread. */
final class CommittedReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final WireCodec codec;
    private final CommittedSink outputs;
    private long alerts;
    private long clusters;
    private long deadLetters;
    private long auditEntries;

    CommittedReader(String bootstrapServers, Topics topics, WireCodec codec, CommittedSink outputs) {
        this.topics = topics;
        this.codec = codec;
        this.outputs = outputs;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        2000,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic :
                List.of(topics.alerts(), topics.clusters(), topics.deadLetters(), topics.signals(), topics.audit())) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Hands on what is there, waiting for something for at most the given time. */
    void poll(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.topic().equals(topics.audit())) {
                auditEntries++;
                outputs.auditEntry(record.partition(), AuditRecords.stored(record));
                continue;
            }
            SpecificRecord value = codec.decode(record.topic(), record.value());
            if (value instanceof Alert alert) {
                alerts++;
                outputs.alert(alert);
            } else if (value instanceof Cluster cluster) {
                clusters++;
                outputs.cluster(cluster);
            } else if (value instanceof DeadLetter letter) {
                deadLetters++;
                outputs.deadLetter(letter);
            } else if (value instanceof Signal signal) {
                outputs.signal(signal);
            }
        }
    }

    long alerts() {
        return alerts;
    }

    long clusters() {
        return clusters;
    }

    long deadLetters() {
        return deadLetters;
    }

    long auditEntries() {
        return auditEntries;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
