package dev.winnow.topology.ingest;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.Source;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What people and their tools send: bytes to records keyed by tenant, whatever key and partitioner the client used (clients in
 * other languages hash keys otherwise than the Java client). Refuses what nobody could answer for. Keeps no state.
 *
 * @param <T> the record that the topic is for
 */
abstract class ClientRecordDecoder<T extends SpecificRecord>
        extends ContextualProcessor<byte[], byte[], String, SpecificRecord> {
    private static final byte[] NOTHING = new byte[0];
    private static final int SHOWN_CHARACTERS = 80;

    private final Class<T> type;
    private final String codes;
    private final String word;
    private final String stage;
    private final WireCodec codec;
    private final Set<String> tenants;
    private final Counters counters;

    /**
     * @param codes three letters of the error codes; 001 to 003 mean the same for every kind of record
     * @param word what a record is called in errors
     * @param stage stage that dead letters name
     * @param tenants declared tenants; empty where any tenant is welcome
     */
    ClientRecordDecoder(
            Class<T> type,
            String codes,
            String word,
            String stage,
            WireCodec codec,
            Set<String> tenants,
            Counters counters) {
        this.type = type;
        this.codes = codes;
        this.word = word;
        this.stage = stage;
        this.codec = codec;
        this.tenants = tenants;
        this.counters = counters;
    }

    abstract String tenant(T record);

    /** What is wrong with a record's content; empty where nothing is. */
    abstract Optional<Rejection> problem(T record);

    /** Code of a record whose tenant is not declared. */
    abstract String undeclaredTenantCode();

    @Override
    public final void process(Record<byte[], byte[]> record) {
        arrived();
        RecordMetadata place = context().recordMetadata().orElseThrow();
        Source source = new Source(place.topic(), place.partition(), place.offset());
        Object decoded = decode(place.topic(), record.value());
        if (decoded instanceof Rejection rejection) {
            refuse(record, source, rejection);
            return;
        }
        T content = type.cast(decoded);
        Optional<Rejection> problem = problem(content).or(() -> undeclared(tenant(content)));
        if (problem.isPresent()) {
            refuse(record, source, problem.get());
            return;
        }
        accepted();
        RecordHeaders headers = new RecordHeaders();
        SourceHeader.add(headers, source);
        // The time of arrival, not the one that the sender claims: brokers refuse a time stamp far ahead.
        context().forward(new Record<>(tenant(content), content, Math.max(0, record.timestamp()), headers));
    }

    /** Counts a record, whatever it holds. */
    void arrived() {}

    /** Counts a record that goes on. */
    void accepted() {}

    /** The record, or why it is none. */
    private Object decode(String topic, byte @Nullable [] value) {
        if (value == null) {
            return new Rejection(codes + "-001", word + ": value must not be null");
        }
        try {
            SpecificRecord decoded = codec.decode(topic, value);
            return type.isInstance(decoded)
                    ? decoded
                    : new Rejection(
                            codes + "-003",
                            word + ": expected schema " + type.getSimpleName() + ", got "
                                    + decoded.getSchema().getName());
        } catch (WireFormatException e) {
            return new Rejection(codes + "-002", word + ": " + e.getMessage());
        }
    }

    private Optional<Rejection> undeclared(String tenant) {
        if (tenants.isEmpty() || tenants.contains(tenant)) {
            return Optional.empty();
        }
        String shown = tenant.length() <= SHOWN_CHARACTERS ? tenant : tenant.substring(0, SHOWN_CHARACTERS) + "…";
        return Optional.of(new Rejection(
                undeclaredTenantCode(),
                word + ": tenant \"" + shown + "\" is not declared; add it to application.tenants or correct the "
                        + word));
    }

    private void refuse(Record<byte[], byte[]> record, Source source, Rejection rejection) {
        counters.add(Count.DEAD_LETTERS);
        byte[] original = record.value() == null ? NOTHING : record.value();
        SpecificRecord letter =
                DeadLetters.of(rejection, stage, word, source, record.timestamp(), record.key(), original);
        context().forward(new Record<>(source.getTopic(), letter, record.timestamp()));
    }
}
