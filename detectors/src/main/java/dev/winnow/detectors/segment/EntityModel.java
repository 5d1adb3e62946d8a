package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.MomentWeights;
import dev.winnow.detectors.feature.Extraction;
import dev.winnow.detectors.feature.FeatureExtractor;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.feature.Rarity;
import dev.winnow.detectors.feature.RarityConfig;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The engine {@code entities}: an entity's events, by windows and by members of its own, beside all entities. */
final class EntityModel implements SegmentModel {
    private static final int VERSION = 5;

    private final SegmentConfig config;
    private final FeatureSet set;
    private final long seed;
    private final SegmentCore core;
    private final MomentWeights weights;
    private final FeatureExtractor extractor;
    private final Rarity rarity;
    /** Null where there is one shard. */
    private final @Nullable Sharing sharing;

    private @Nullable ShardFacts facts;

    private EntityModel(
            SegmentConfig config,
            FeatureSet set,
            long seed,
            SegmentCore core,
            Rarity rarity,
            @Nullable Sharing sharing) {
        this.config = config;
        this.set = set;
        this.seed = seed;
        this.core = core;
        this.weights = EntityHistory.weights(config);
        this.rarity = rarity;
        this.sharing = sharing;
        extractor = new FeatureExtractor(
                set, Draws.at(sharing == null ? seed : sharing.populationSeed(), Draws.EXTRACTOR, 0));
    }

    /**
     * A model that has seen nothing, and is its segment's only one.
     *
     * @param seed secret seed of (application, segment, generation); everything random derives from it
     */
    static EntityModel fresh(SegmentConfig config, FeatureSet set, long seed) {
        return new EntityModel(
                config,
                set,
                seed,
                SegmentCore.fresh(config, set.schema().size(), seed),
                Rarity.empty(RarityConfig.defaults(), Draws.at(seed, Draws.RARITY, 0), set.rankedKinds()),
                null);
    }

    /**
     * A model that has seen nothing, of one of several shards.
     *
     * @param seed secret seed of (application, segment, shard, generation)
     * @param populationSeed secret seed of (application, segment), the same on every shard; keys of {@link Rarity} derive from it
     */
    static EntityModel ofShard(SegmentConfig config, FeatureSet set, long seed, long populationSeed) {
        return new EntityModel(
                config,
                set,
                seed,
                SegmentCore.fresh(config, set.schema().size(), seed),
                Rarity.ofShard(RarityConfig.defaults(), Draws.at(populationSeed, Draws.RARITY, 0), set.rankedKinds()),
                new Sharing(populationSeed));
    }

    /**
     * Reads what {@link #snapshot} wrote.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for another configuration or feature set (start a new
     *     generation), STA-002 or STA-004 for damaged bytes
     */
    static EntityModel restore(SegmentConfig config, FeatureSet set, byte[] snapshot) {
        StateReader in = SnapshotFrame.open(snapshot, VERSION, config, set);
        long seed = in.readLong();
        SegmentCore core = SegmentCore.restore(config, set.schema().size(), in);
        Rarity rarity = Rarity.restore(in);
        Sharing sharing = in.readBoolean() ? Sharing.restore(in) : null;
        in.expectEnd();
        return new EntityModel(config, set, seed, core, rarity, sharing);
    }

    /** Grammar: version, fingerprints of configuration and feature set, seed, core, rarity, sharing if any, CRC-32C of all that. */
    @Override
    public byte[] snapshot() {
        StateWriter out = SnapshotFrame.begin(VERSION, config, set).writeLong(seed);
        core.snapshot(out);
        rarity.snapshot(out);
        out.writeBoolean(sharing != null);
        if (sharing != null) {
            sharing.snapshot(out);
        }
        return SnapshotFrame.close(out);
    }

    @Override
    public long sequence() {
        return core.sequence();
    }

    @Override
    public ModelState state() {
        return core.state();
    }

    @Override
    public FeatureSet featureSet() {
        return set;
    }

    @Override
    public long liveBytes() {
        return 256 + core.liveBytes() + rarity.liveBytes() + (sharing == null ? 0 : sharing.liveBytes());
    }

    @Override
    public EntityRow emptyRow() {
        return EntityRow.empty(config, set, weights, Draws.at(seed, Draws.WINDOWS, 0));
    }

    @Override
    public EntityRow decodeRow(byte[] bytes) {
        return EntityRow.decode(config, set, weights, bytes);
    }

    @Override
    public Observation observe(Event event, EntityRow row) {
        Extraction extraction = extractor.extract(event, row.windows(), rarity);
        return core.observe(
                event.timeMillis(),
                event.entity(),
                extraction.vector(),
                extraction.rarityKeys(),
                extraction.late(),
                event,
                row.history());
    }

    @Override
    public Assessment assess(Observation observation) {
        return core.assess(observation);
    }

    @Override
    public Attribution attribute(Observation observation, Assessment assessment) {
        return core.attribute(observation, assessment);
    }

    @Override
    public Baseline baseline(Observation observation, EntityRow row, int neighbours) {
        return core.baseline(observation, row.history(), neighbours);
    }

    @Override
    public Optional<ForestReasons> forestReasons(Observation observation) {
        return core.forestReasons(observation);
    }

    @Override
    public Optional<LeadingFeature> leadingFeature(Observation observation) {
        return core.leadingFeature(observation);
    }

    @Override
    public List<String> changeable() {
        return set.schema().names();
    }

    @Override
    public Optional<Observation> changed(Observation observation, EntityRow row, Map<String, String> values) {
        FeatureVector vector = observation.vector();
        if (!Arrays.equals(again(observation, vector, row).toBytes(), observation.toBytes())) {
            return Optional.empty();
        }
        double[] numbers = new double[vector.size()];
        boolean[] missing = vector.missing();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = vector.value(i);
        }
        values.forEach((name, text) -> {
            int index = ChangedValue.index(changeable(), name);
            numbers[index] = text.isEmpty() ? vector.value(index) : ChangedValue.number(name, text);
            missing[index] = text.isEmpty();
        });
        return Optional.of(again(observation, new FeatureVector(vector.schema(), numbers, missing), row));
    }

    private Observation again(Observation observation, FeatureVector vector, EntityRow row) {
        return core.observe(
                observation.timeMillis(),
                observation.entity(),
                vector,
                observation.rarityKeys(),
                observation.isLate(),
                null,
                row.history());
    }

    @Override
    public float[] scaled(Observation observation) {
        return core.scaled(observation.vector());
    }

    @Override
    public Learned learn(Observation observation, Assessment assessment) {
        rarity.observe(observation.rarityKeys(), observation.timeMillis());
        boolean isLesson = core.isLesson(rarity.nowMillis());
        Learned learned = core.learn(observation, assessment, isLesson);
        if (sharing != null) {
            sharing.countEvent();
            if (isLesson) {
                sharing.keepLesson(observation);
            }
        }
        facts = dueFacts();
        return learned;
    }

    @Override
    public Learned absorb(PopulationFacts told) {
        Sharing known = sharing;
        if (known == null) {
            throw new IllegalStateException("a segment of one shard has nobody to hear from");
        }
        List<Observation> lessons = List.of();
        if (known.isNew(told)) {
            known.take(told);
            rarity.absorb(told.sightings());
            lessons = told.lessons().stream()
                    .map(bytes -> Observation.fromBytes(set.schema(), bytes))
                    .toList();
        }
        Learned learned = core.absorb(told, lessons, rarity.nowMillis());
        facts = dueFacts();
        return learned;
    }

    @Override
    public Optional<ShardFacts> facts() {
        return Optional.ofNullable(facts);
    }

    @Override
    public boolean keepsRows() {
        return true;
    }

    @Override
    public byte[] delta(Observation observation) {
        return observation.toBytes();
    }

    @Override
    public Observation observation(byte[] delta) {
        return Observation.fromBytes(set.schema(), delta);
    }

    private @Nullable ShardFacts dueFacts() {
        if (sharing == null) {
            return null;
        }
        long now = rarity.nowMillis();
        if (!sharing.isDue(now, core.isWarmingUp())) {
            return null;
        }
        return new ShardFacts(
                sharing.untoldEvents(),
                sharing.tell(now),
                Math.max(0, now),
                core.entities(),
                rarity.take(),
                sharing.takeLessons());
    }

    @Override
    public Learned obey(ModelOrder order) {
        Learned learned = core.obey(order);
        facts = dueFacts();
        return learned;
    }
}
