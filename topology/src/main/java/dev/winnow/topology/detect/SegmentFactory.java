package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.ModelFactory;
import dev.winnow.topology.store.ModelFingerprint;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Makes the model of one segment. Its seed derives from the application secret, the segment and the generation, and where each shard
 * has a model of its own, from the shard: a table or a unit of a series draws the same numbers on however many shards.
 */
public record SegmentFactory(TopologySettings settings, FeatureSet set, Segment segment) implements ModelFactory {
    @Override
    public SegmentModel fresh(long generation) {
        boolean isOnEachShard = set.engine() == Engine.ENTITIES;
        long seed = settings.secret().seed(isOnEachShard ? segment.key() : segment.name(), generation);
        return segment.shards() == 1
                ? SegmentModel.fresh(settings.segments(set), set, seed)
                : SegmentModel.ofShard(
                        settings.segments(set),
                        set,
                        seed,
                        ByteBuffer.wrap(population()).getLong());
    }

    @Override
    public SegmentModel restore(long generation, byte[] snapshot) {
        return SegmentModel.restore(settings.segments(set), set, snapshot);
    }

    @Override
    public ModelFingerprint fingerprint() {
        return new ModelFingerprint(
                settings.segments(set).fingerprint(),
                set.fingerprint(),
                settings.secret().name());
    }

    /** Names the population whose sightings this segment's shards can add. */
    String populationName() {
        // Not of the bytes that make the seed.
        return HexFormat.of().formatHex(population(), 16, 32);
    }

    private byte[] population() {
        // With the configuration, for what shards of two configurations tell cannot be added.
        return settings.secret()
                .derive("winnow/v1/population\0" + segment.name() + '\0'
                        + fingerprint().text());
    }
}
