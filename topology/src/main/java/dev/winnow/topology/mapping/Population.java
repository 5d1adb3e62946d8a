package dev.winnow.topology.mapping;

import dev.winnow.detectors.feature.Sightings;
import dev.winnow.detectors.segment.PopulationFacts;
import dev.winnow.detectors.segment.ShardFacts;
import dev.winnow.wire.ModelInput;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What shards tell one another, between the domain and the wire. */
public final class Population {
    private Population() {}

    /** @param population names configuration and secret of the sightings */
    public static dev.winnow.wire.ShardFacts wire(
            Segment segment, String population, long generation, ShardFacts facts) {
        return new dev.winnow.wire.ShardFacts(
                segment.tenant(),
                segment.featureSet(),
                population,
                segment.shard(),
                segment.shards(),
                generation,
                facts.number(),
                Instant.ofEpochMilli(facts.timeMillis()),
                (long) facts.entities(),
                facts.events(),
                ByteBuffer.wrap(facts.sightings().toBytes()),
                facts.lessons().stream().map(ByteBuffer::wrap).toList());
    }

    /** @throws dev.winnow.detectors.snapshot.StateFormatException if the sightings are not whole */
    public static PopulationFacts domain(ModelInput input, dev.winnow.wire.PopulationFacts facts) {
        return new PopulationFacts(
                facts.getFrom(),
                facts.getGeneration(),
                facts.getNumber(),
                input.getTime().toEpochMilli(),
                facts.getEntities(),
                facts.getEvents(),
                Sightings.fromBytes(bytes(facts.getSightings())),
                facts.getLessons().stream().map(Population::bytes).toList());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
