package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model of one segment (tenant × feature set × group × shard): events in, tail probabilities and reasons out. The feature set names
 * its {@link Engine}. Mutable, one owner, not thread-safe.
 *
 * <p>Per event, in this order: {@link #observe}, {@link #assess}, for candidates {@link #attribute} and {@link #baseline},
 * then {@link #learn} and, where the engine {@link #keepsRows keeps rows}, {@link EntityRow#learn}. Only the last two change anything.
 * {@link #delta} is what the journal keeps of an event: a {@link #restore restored} snapshot that {@link #replay replays} the deltas
 * after it equals the live model bit for bit.
 *
 * <p>One of several shards also says now and then what the others should know ({@link #facts}), and takes in what they
 * said ({@link #absorb}), so that what a feature says of all entities is true of all.
 */
public sealed interface SegmentModel permits EntityModel, TableModel, SeriesModel {
    /**
     * A model that has seen nothing, and is its segment's only one.
     *
     * @param seed secret seed of (application, segment, generation); everything random derives from it
     */
    static SegmentModel fresh(SegmentConfig config, FeatureSet set, long seed) {
        return switch (set.engine()) {
            case ENTITIES -> EntityModel.fresh(config, set, seed);
            case TABLE -> TableModel.fresh(config, set, seed);
            case SERIES -> SeriesModel.fresh(config, set, seed);
        };
    }

    /**
     * A model that has seen nothing, of one of several shards.
     *
     * @param seed secret seed of (application, segment, shard, generation)
     * @param populationSeed secret seed of (application, segment), the same on every shard: of what shards compare
     */
    static SegmentModel ofShard(SegmentConfig config, FeatureSet set, long seed, long populationSeed) {
        return switch (set.engine()) {
            case ENTITIES -> EntityModel.ofShard(config, set, seed, populationSeed);
            case TABLE -> TableModel.fresh(config, set, seed);
            case SERIES -> SeriesModel.fresh(config, set, seed);
        };
    }

    /**
     * Reads what {@link #snapshot} wrote.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for another configuration or feature set (start a new
     *     generation), STA-002 or STA-004 for damaged bytes
     */
    static SegmentModel restore(SegmentConfig config, FeatureSet set, byte[] snapshot) {
        return switch (set.engine()) {
            case ENTITIES -> EntityModel.restore(config, set, snapshot);
            case TABLE -> TableModel.restore(config, set, snapshot);
            case SERIES -> SeriesModel.restore(config, set, snapshot);
        };
    }

    byte[] snapshot();

    /** Inputs so far, and so deltas: events, whether learnt or not, facts of other shards, and orders. */
    long sequence();

    ModelState state();

    FeatureSet featureSet();

    /** Bytes of live state, for the model cache; an estimate. */
    long liveBytes();

    /** Whether there is a row of its own for each entity; without, an {@link #emptyRow} is given and nothing is stored. */
    boolean keepsRows();

    /** The row of an entity that was never seen. */
    EntityRow emptyRow();

    /** The row of an entity as it was stored. */
    EntityRow decodeRow(byte[] bytes);

    /** Features of an event and what its entity's own members say. Changes nothing. */
    Observation observe(Event event, EntityRow row);

    /** How strange an observation is; provisional while the state is not READY or DEGRADED. Changes nothing. */
    Assessment assess(Observation observation);

    /**
     * Why: shares of the features in the fused score, which they add up to within 1e-6; all 0 where nothing was scored. Ask before
     * learning. Changes nothing.
     */
    Attribution attribute(Observation observation, Assessment assessment);

    /**
     * What was normal: the entity's own history where it has 30 admitted events, else the segment's. Ask before learning.
     * Changes nothing.
     *
     * @param neighbours how many of the nearest normal samples to give, at least 0
     */
    Baseline baseline(Observation observation, EntityRow row, int neighbours);

    /**
     * Why the segment's forest finds an observation strange; empty where the engine or its configuration has no forest, or none that
     * has seen enough. Takes thousands of scores: for people who ask. Changes nothing.
     */
    default Optional<ForestReasons> forestReasons(Observation observation) {
        return Optional.empty();
    }

    /**
     * The feature that leads the forest's score, and how far its trees agree on that; empty where there are no {@link #forestReasons}. Some eight times the cost of a score. Changes nothing.
     */
    default Optional<LeadingFeature> leadingFeature(Observation observation) {
        return Optional.empty();
    }

    /** Names that {@link #changed} takes: features, or columns of a table. Empty where the engine cannot judge a changed event. */
    default List<String> changeable() {
        return List.of();
    }

    /**
     * The same event with other values, at the same moment, for the question what it would have been. Changes nothing.
     *
     * @param row the entity's row before the event
     * @param values by name, numbers as text; an empty text stands for a missing value
     * @return empty if the observation was not made with this row
     * @throws IllegalArgumentException DET-130 for a name that is none of {@link #changeable} or a text that is no finite number
     */
    default Optional<Observation> changed(Observation observation, EntityRow row, Map<String, String> values) {
        throw new IllegalArgumentException("DET-130 engine " + featureSet().engine() + ": judges no changed events");
    }

    /** The vector in scaled space, where distances mean something; empty while collecting. */
    float[] scaled(Observation observation);

    /** Learns an observation as far as the gate lets it. The assessment must be the one of this observation, by this model, now. */
    Learned learn(Observation observation, Assessment assessment);

    /**
     * Takes in what the model is told about the entities of the other shards; what it was told before is passed over.
     *
     * @throws IllegalStateException if the segment has one shard, or an engine whose shards tell one another nothing
     */
    default Learned absorb(PopulationFacts told) {
        throw new IllegalStateException("the shards of engine " + featureSet().engine() + " tell one another nothing");
    }

    /** What the other shards should be told after the last input; mostly empty, and always where there are none. */
    default Optional<ShardFacts> facts() {
        return Optional.empty();
    }

    /** Does what people say: stops scoring or learning, or goes on. An order that is in force already changes nothing. */
    Learned obey(ModelOrder order);

    /** What the journal keeps of an event: enough to {@link #replay} it. */
    byte[] delta(Observation observation);

    /**
     * The event of a delta, as this model sees it now.
     *
     * @throws StateFormatException if it is none of this feature set
     */
    Observation observation(byte[] delta);

    /** Whether a delta records an event: something else is told to models too. */
    static boolean isEvent(byte[] delta) {
        return delta.length > 0 && (delta[0] & 0xff) != PopulationFacts.KIND && (delta[0] & 0xff) != ModelOrder.KIND;
    }

    /**
     * Repeats the input that a delta of the journal records.
     *
     * @throws StateFormatException if it is none of this feature set
     */
    default Learned replay(byte[] delta) {
        int kind = delta.length > 0 ? delta[0] & 0xff : -1;
        if (kind == PopulationFacts.KIND) {
            return absorb(PopulationFacts.fromBytes(delta));
        }
        if (kind == ModelOrder.KIND) {
            return obey(ModelOrder.fromBytes(delta));
        }
        Observation observation = observation(delta);
        return learn(observation, assess(observation));
    }
}
