package dev.winnow.evaluation.bench;

import dev.winnow.topology.WinnowTopology;
import dev.winnow.topology.store.Stores;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Counts the bytes of keys and values that an application hands to its producers, by what they are. Kafka makes it by name. */
public final class WrittenBytes implements ProducerInterceptor<byte[], byte[]> {
    /** Setting of the producer: the tally to count in. */
    static final String TALLY = "winnow.bench.tally";

    private Tally tally = new Tally("");

    /** What is written. */
    enum Kind {
        RE_KEY("reKey"),
        ROW("row"),
        DELTA("delta"),
        SNAPSHOT("snapshot"),
        CANDIDATE("candidates"),
        STATE("otherState"),
        AUDIT("audit"),
        OUTPUT("outputs");

        private final String field;

        Kind(String field) {
            this.field = field;
        }

        /** Name in the document. */
        String field() {
            return field;
        }
    }

    /** Sums of one application. Thread-safe. */
    static final class Tally {
        private final String auditTopic;
        private final AtomicLongArray sums = new AtomicLongArray(Kind.values().length);

        Tally(String auditTopic) {
            this.auditTopic = auditTopic;
        }

        Map<Kind, Long> bytes() {
            Map<Kind, Long> bytes = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                bytes.put(kind, sums.get(kind.ordinal()));
            }
            return bytes;
        }

        void add(String topic, byte @Nullable [] key, byte @Nullable [] value) {
            int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
            sums.addAndGet(kind(topic, key).ordinal(), size);
        }

        private Kind kind(String topic, byte @Nullable [] key) {
            if (topic.endsWith(WinnowTopology.CANDIDATES)) {
                return Kind.CANDIDATE;
            }
            if (topic.endsWith("-repartition")) {
                return Kind.RE_KEY;
            }
            if (topic.endsWith("-" + Stores.ENTITIES + "-changelog")) {
                return Kind.ROW;
            }
            if (topic.endsWith("-" + Stores.MODELS + "-changelog")) {
                // Keys of the ring begin with D, those of a snapshot's parts with S and M.
                return key != null && key.length > 0 && key[0] == 'D' ? Kind.DELTA : Kind.SNAPSHOT;
            }
            if (topic.endsWith("-changelog")) {
                return Kind.STATE;
            }
            return topic.equals(auditTopic) ? Kind.AUDIT : Kind.OUTPUT;
        }
    }

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(TALLY) instanceof Tally given) {
            tally = given;
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        tally.add(record.topic(), record.key(), record.value());
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {}

    @Override
    public void close() {}
}
