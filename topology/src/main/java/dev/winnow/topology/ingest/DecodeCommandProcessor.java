package dev.winnow.topology.ingest;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.schemas.wire.WireFormatException;
import dev.winnow.topology.deadletter.DeadLetters;
import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Command;
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
 * Command bytes to commands keyed by tenant, whatever key and partitioner the client used. Refuses what nobody could
 * answer for; whether a command can be carried out is decided by the tenant's task. Keeps no state.
 */
public final class DecodeCommandProcessor extends ContextualProcessor<byte[], byte[], String, SpecificRecord> {
    private static final byte[] NOTHING = new byte[0];
    private static final int LONGEST_TEXT = 1024;

    private final WireCodec codec;
    private final Set<String> tenants;
    private final Counters counters;

    /** @param tenants declared tenants; empty where any tenant is welcome */
    public DecodeCommandProcessor(WireCodec codec, Set<String> tenants, Counters counters) {
        this.codec = codec;
        this.tenants = tenants;
        this.counters = counters;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata place = context().recordMetadata().orElseThrow();
        byte @Nullable [] value = record.value();
        if (value == null) {
            refuse(record, place, new Rejection("CMD-001", "command: value must not be null"));
            return;
        }
        SpecificRecord decoded;
        try {
            decoded = codec.decode(place.topic(), value);
        } catch (WireFormatException e) {
            refuse(record, place, new Rejection("CMD-002", "command: " + e.getMessage()));
            return;
        }
        if (!(decoded instanceof Command command)) {
            refuse(
                    record,
                    place,
                    new Rejection(
                            "CMD-003",
                            "command: expected schema Command, got "
                                    + decoded.getSchema().getName()));
            return;
        }
        Optional<Rejection> problem = problem(command);
        if (problem.isPresent()) {
            refuse(record, place, problem.get());
            return;
        }
        RecordHeaders headers = new RecordHeaders();
        SourceHeader.add(headers, new Source(place.topic(), place.partition(), place.offset()));
        // The time of arrival: an actor's clock says nothing about the stream.
        context().forward(new Record<>(command.getTenant(), command, Math.max(0, record.timestamp()), headers));
    }

    private Optional<Rejection> problem(Command command) {
        boolean isComplete = isText(command.getId())
                && isText(command.getTenant())
                && isText(command.getActor())
                && isText(command.getReason())
                && command.getActorType() != ActorType.UNKNOWN;
        if (!isComplete) {
            return Optional.of(new Rejection(
                    "CMD-004",
                    "command: id, tenant, actor and reason must have between 1 and " + LONGEST_TEXT
                            + " characters, and actorType must be human, agent or rule"));
        }
        if (!tenants.isEmpty() && !tenants.contains(command.getTenant())) {
            return Optional.of(new Rejection(
                    "CMD-005",
                    "command: tenant \"" + command.getTenant()
                            + "\" is not declared; add it to application.tenants or correct the command"));
        }
        return Optional.empty();
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.length() <= LONGEST_TEXT;
    }

    private void refuse(Record<byte[], byte[]> record, RecordMetadata place, Rejection rejection) {
        byte[] original = record.value() == null ? NOTHING : record.value();
        counters.add(Count.DEAD_LETTERS);
        Source source = new Source(place.topic(), place.partition(), place.offset());
        SpecificRecord letter =
                DeadLetters.of(rejection, "command", "command", source, record.timestamp(), record.key(), original);
        context().forward(new Record<>(place.topic(), letter, record.timestamp()));
    }
}
