package dev.winnow.topology.ingest;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.event.Event;
import dev.winnow.schemas.input.Decoded;
import dev.winnow.schemas.input.Rejection;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.ShardKeys;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Raw bytes to events, keyed by {@link ShardKeys} and stamped with their event time; whatever is refused goes on as a
 * dead letter. Keeps no state.
 */
public final class DecodeProcessor extends ContextualProcessor<byte[], byte[], String, SpecificRecord> {
    private static final byte[] NOTHING = new byte[0];

    private final Map<String, InputTopic> inputs;
    private final Set<String> tenants;
    private final ShardKeys keys;
    private final Counters counters;
    private final MessageDigest sha256 = Sha256.digest();

    /**
     * @param inputs input topics by name
     * @param tenants declared tenants; empty where any tenant is welcome
     * @param keys which events go together
     */
    public DecodeProcessor(Map<String, InputTopic> inputs, Set<String> tenants, ShardKeys keys, Counters counters) {
        this.inputs = inputs;
        this.tenants = tenants;
        this.keys = keys;
        this.counters = counters;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        InputTopic input = inputs.get(place.topic());
        if (input == null) {
            throw new IllegalStateException("no input is declared for topic " + place.topic());
        }
        counters.add(Count.RECORDS_READ);
        Source source = new Source(place.topic(), place.partition(), place.offset());
        Decoded decoded = record.value() == null
                ? Decoded.refused("INP-021", "input \"" + input.format().name() + "\": value must not be null")
                : input.format().decode(record.value(), record.timestamp());
        if (decoded instanceof Decoded.Accepted accepted) {
            String tenant = accepted.tenant().isEmpty() ? input.tenant() : accepted.tenant();
            Event event = accepted.event();
            if (!tenants.isEmpty() && !tenants.contains(tenant)) {
                refuse(
                        record,
                        input,
                        source,
                        new Rejection(
                                "INP-022",
                                "tenant \"" + bounded(tenant)
                                        + "\" is not declared; add it to application.tenants or correct the source"));
            } else if (event.timeMillis() > record.timestamp() + input.maxFutureSkewMillis()) {
                refuse(
                        record,
                        input,
                        source,
                        new Rejection(
                                "INP-023",
                                "event time "
                                        + Instant.ofEpochMilli(event.timeMillis()) + " is more than "
                                        + input.maxFutureSkewMillis() / 1000 + " s after the record's own time stamp "
                                        + Instant.ofEpochMilli(record.timestamp())));
            } else {
                accept(record, input, source, tenant, event);
            }
        } else if (decoded instanceof Decoded.Refused refused) {
            refuse(record, input, source, refused.rejection());
        }
    }

    private void accept(Record<byte[], byte[]> record, InputTopic input, Source source, String tenant, Event event) {
        dev.winnow.wire.Event wire = new dev.winnow.wire.Event(
                tenant,
                event.entity(),
                source,
                input.format().name(),
                event.type(),
                Instant.ofEpochMilli(event.timeMillis()),
                // Their order is another one in every JVM; the codec sorts what it writes, and detect gets its event
                // back without a copy.
                event.numbers(),
                event.texts(),
                ByteBuffer.wrap(sha256.digest(record.value())));
        counters.add(Count.EVENTS_DECODED);
        context().forward(new Record<>(keys.of(tenant, event), wire, Math.max(0, event.timeMillis())));
    }

    private void refuse(Record<byte[], byte[]> record, InputTopic input, Source source, Rejection rejection) {
        byte[] original = record.value() == null ? NOTHING : record.value();
        counters.add(Count.RECORDS_REFUSED);
        counters.add(Count.DEAD_LETTERS);
        SpecificRecord letter = DeadLetters.of(
                rejection, "decode", input.format().name(), source, record.timestamp(), record.key(), original);
        context().forward(new Record<>(source.getTopic(), letter, record.timestamp()));
    }

    private static String bounded(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
