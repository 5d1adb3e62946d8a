package dev.winnow.topology.ingest;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.Source;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Feedback bytes to verdicts keyed by tenant, whatever key and partitioner the client used (clients in other languages
 * hash keys otherwise than the Java client). Keeps no state.
 */
public final class DecodeVerdictProcessor extends ContextualProcessor<byte[], byte[], String, SpecificRecord> {
    private static final byte[] NOTHING = new byte[0];

    private final WireCodec codec;
    private final Set<String> tenants;
    private final Counters counters;

    /** @param tenants declared tenants; empty where any tenant is welcome */
    public DecodeVerdictProcessor(WireCodec codec, Set<String> tenants, Counters counters) {
        this.codec = codec;
        this.tenants = tenants;
        this.counters = counters;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        counters.add(Count.VERDICTS_READ);
        byte @Nullable [] value = record.value();
        if (value == null) {
            refuse(record, place, new Rejection("FBK-001", "verdict: value must not be null"));
            return;
        }
        SpecificRecord decoded;
        try {
            decoded = codec.decode(place.topic(), value);
        } catch (WireFormatException e) {
            refuse(record, place, new Rejection("FBK-002", "verdict: " + e.getMessage()));
            return;
        }
        if (!(decoded instanceof Verdict verdict)) {
            refuse(
                    record,
                    place,
                    new Rejection(
                            "FBK-003",
                            "verdict: expected schema Verdict, got "
                                    + decoded.getSchema().getName()));
            return;
        }
        if (verdict.getVerdict() == VerdictKind.UNKNOWN && verdict.getRetracts() == null) {
            refuse(
                    record,
                    place,
                    new Rejection(
                            "FBK-004",
                            "verdict: must be one of true_positive, benign_positive, false_positive, duplicate, undetermined,"
                                    + " auto_closed; a newer word was sent"));
            return;
        }
        if (verdict.getTenant().isEmpty()
                || verdict.getAlertId().isEmpty()
                || verdict.getId().isEmpty()
                || verdict.getAnalyst().isEmpty()) {
            refuse(
                    record,
                    place,
                    new Rejection("FBK-005", "verdict: id, tenant, alertId and analyst must not be empty"));
            return;
        }
        if (!tenants.isEmpty() && !tenants.contains(verdict.getTenant())) {
            refuse(
                    record,
                    place,
                    new Rejection(
                            "FBK-008",
                            "verdict: tenant \"" + bounded(verdict.getTenant())
                                    + "\" is not declared; add it to application.tenants or correct the verdict"));
            return;
        }
        counters.add(Count.VERDICTS_DECODED);
        RecordHeaders headers = new RecordHeaders();
        SourceHeader.add(headers, new Source(place.topic(), place.partition(), place.offset()));
        context()
                .forward(new Record<>(
                        verdict.getTenant(),
                        verdict,
                        // Its arrival, not the time that the analyst claims: brokers refuse a time stamp far ahead.
                        record.timestamp(),
                        headers));
    }

    private static String bounded(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private void refuse(Record<byte[], byte[]> record, RecordMetadata place, Rejection rejection) {
        byte[] original = record.value() == null ? NOTHING : record.value();
        counters.add(Count.DEAD_LETTERS);
        Source source = new Source(place.topic(), place.partition(), place.offset());
        SpecificRecord letter =
                DeadLetters.of(rejection, "feedback", "verdict", source, record.timestamp(), record.key(), original);
        context().forward(new Record<>(place.topic(), letter, record.timestamp()));
    }
}
