package dev.winnow.topology.detect;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.segment.Learned;
import dev.winnow.detectors.segment.ModelOrder;
import dev.winnow.detectors.segment.PopulationFacts;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.LifecycleOrders;
import dev.winnow.topology.mapping.Population;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.mapping.Signals;
import dev.winnow.topology.store.LiveModel;
import dev.winnow.wire.LifecycleOrder;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What an input that is no event does to one model. Computes only; the caller writes. */
final class ModelInputHandler {
    private static final String FORMAT = "winnow";

    private final SingleObjectCodec codec = new SingleObjectCodec();

    /**
     * What came of an input.
     *
     * @param delta for the journal
     * @param out candidates and notes for triage
     */
    record Taken(byte[] delta, List<SpecificRecord> out) {}

    /** Applies the input to the model; empty where it does not concern it, and nothing has changed. */
    Optional<Taken> take(LiveModel held, SegmentFactory factory, ModelInput input, RecordMetadata place) {
        if (input.getBody() instanceof dev.winnow.wire.PopulationFacts told) {
            if (!told.getPopulation().equals(factory.populationName())) {
                // Of shards that run under another configuration, before or after this one.
                return Optional.empty();
            }
            try {
                return Optional.of(absorb(held, factory.segment(), input, Population.domain(input, told), place));
            } catch (StateFormatException e) {
                // Of a shard that another build runs: the record is refused, and the task goes on.
                throw new IllegalArgumentException("model input: " + e.getMessage(), e);
            }
        }
        if (input.getBody() instanceof LifecycleOrder told) {
            return Optional.of(obey(held, factory.segment(), input, order(told)));
        }
        throw new IllegalStateException(
                "no rule for a model input of " + input.getBody().getClass().getSimpleName());
    }

    private static Taken obey(LiveModel held, Segment segment, ModelInput input, ModelOrder order) {
        List<SpecificRecord> out = new ArrayList<>();
        if (held.isUnannouncedReplacement()) {
            out.add(Signals.newGeneration(input.getTime(), segment, held.generation(), held.causes()));
        }
        Learned learned = held.model().obey(order);
        out.addAll(Signals.of(input.getTime(), segment, learned));
        return new Taken(order.toBytes(), out);
    }

    static ModelOrder order(LifecycleOrder told) {
        return switch (told.getOrder()) {
            case LifecycleOrders.PAUSE -> ModelOrder.PAUSE;
            case LifecycleOrders.FREEZE -> ModelOrder.FREEZE;
            case LifecycleOrders.RESUME -> ModelOrder.RESUME;
            case LifecycleOrders.PROMOTE_SHADOW -> ModelOrder.PROMOTE_SHADOW;
            default -> throw new IllegalArgumentException("model input: no order \"" + told.getOrder() + "\"");
        };
    }

    private Taken absorb(
            LiveModel held, Segment segment, ModelInput input, PopulationFacts facts, RecordMetadata place) {
        List<SpecificRecord> out = new ArrayList<>();
        if (held.isUnannouncedReplacement()) {
            out.add(Signals.newGeneration(input.getTime(), segment, held.generation(), held.causes()));
        }
        Learned learned = held.model().absorb(facts);
        out.addAll(Signals.of(input.getTime(), segment, learned));
        if (!learned.silences().isEmpty()) {
            Candidates.Revealing revealing =
                    revealing(input, place, input.getTime().toEpochMilli());
            learned.silences().forEach(silence -> out.add(Candidates.silence(revealing, segment, held, silence)));
        }
        return new Taken(facts.toBytes(), out);
    }

    /** The input as what revealed a silence, at that event time. */
    Candidates.Revealing revealing(ModelInput input, RecordMetadata place, long timeMillis) {
        return new Candidates.Revealing(
                new Source(place.topic(), place.partition(), place.offset()),
                FORMAT,
                Instant.ofEpochMilli(Math.max(0, timeMillis)),
                ByteBuffer.wrap(Sha256.of(codec.encode("", input))));
    }
}
