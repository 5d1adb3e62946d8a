package dev.winnow.app.run.local;

import dev.winnow.app.run.audit.AuditRecords;
import dev.winnow.app.run.results.SourceRecords;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.settings.Topics;
import dev.winnow.wire.Alert;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Signal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics that a run writes from their beginning, committed records only, and hands them on. Candidates, which stand on
 * an internal topic, are only counted. One thread.
 */
final class CommittedReader implements AutoCloseable {
    private static final String CANDIDATE = Candidate.getClassSchema().getFullName();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final WireCodec codec;
    private final CommittedSink outputs;
    private final Set<String> formats;
    private final Set<String> candidates = new HashSet<>();
    private final SingleObjectCodec internal = new SingleObjectCodec();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final String bootstrapServers;
    private String candidateTopic = "";
    private @Nullable SourceRecords originals;

    /**
     * @param formats topics with alerts in other tools' formats
     */
    CommittedReader(
            String bootstrapServers, Topics topics, Set<String> formats, WireCodec codec, CommittedSink outputs) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.codec = codec;
        this.outputs = outputs;
        this.formats = Set.copyOf(formats);
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
        Set<String> names = new TreeSet<>(formats);
        names.addAll(ownTopics(topics));
        names.forEach(this::assign);
    }

    /** Winnow's own topics that a reader of a run's results takes. */
    static Set<String> ownTopics(Topics topics) {
        return Set.of(topics.alerts(), topics.clusters(), topics.deadLetters(), topics.signals(), topics.audit());
    }

    /** Counts the candidates on this topic too, from its beginning; a second call does nothing. */
    void countCandidates(String topic) {
        if (candidateTopic.isEmpty()) {
            candidateTopic = topic;
            assign(topic);
        }
    }

    private void assign(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        assigned.addAll(partitions);
        consumer.assign(assigned);
        consumer.seekToBeginning(partitions);
    }

    /** Hands on what is there, waiting for something for at most the given time; says how many records it was. */
    int poll(Duration wait) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals(candidateTopic)) {
                internal.firstText(CANDIDATE, record.value()).ifPresent(candidates::add);
                continue;
            }
            if (formats.contains(record.topic())) {
                outputs.output(record.topic(), record.value());
                continue;
            }
            if (record.topic().equals(topics.audit())) {
                outputs.auditEntry(record.partition(), AuditRecords.stored(record));
                continue;
            }
            if (record.value() == null) {
                // A cluster that leaves its compacted topic says nothing more.
                continue;
            }
            SpecificRecord value = codec.decode(record.topic(), record.value());
            if (value instanceof Alert alert) {
                outputs.alert(alert);
            } else if (value instanceof Cluster cluster) {
                outputs.cluster(cluster);
            } else if (value instanceof DeadLetter letter) {
                outputs.deadLetter(completed(letter));
            } else if (value instanceof Signal signal) {
                outputs.signal(signal);
            }
        }
        return records.count();
    }

    /** With the original, which detect and triage do not have at hand. */
    private DeadLetter completed(DeadLetter letter) {
        if (letter.getOriginalLength() >= 0) {
            return letter;
        }
        SourceRecords open = originals;
        if (open == null) {
            open = new SourceRecords(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
            originals = open;
        }
        return open.completed(letter);
    }

    /** Whether everything before these offsets has been handed on. */
    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> assigned.contains(end.getKey()))
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** How far it has read, in all partitions together. */
    long position() {
        return assigned.stream().mapToLong(consumer::position).sum();
    }

    /** Distinct candidates seen so far. */
    long candidates() {
        return candidates.size();
    }

    @Override
    public void close() {
        consumer.close();
        SourceRecords open = originals;
        if (open != null) {
            open.close();
        }
    }
}
