package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.Extraction;
import dev.winnow.detectors.feature.FeatureExtractor;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.Rarity;
import dev.winnow.detectors.feature.RarityConfig;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The model of one segment (tenant × feature set × group × shard): events in, tail probabilities and reasons out. Mutable, one owner,
 * not thread-safe.
 *
 * <p>Per event, in this order: {@link #observe}, {@link #assess}, for candidates {@link #attribute} and {@link #baseline},
 * then {@link #learn} and {@link EntityRow#learn}. Only the last two change anything. {@link Observation#toBytes} is the journal's
 * delta: a {@link #restore restored} snapshot that {@link #replay replays} the deltas after it equals the live model bit for
 * bit.
 *
 * <p>One of several shards also says now and then what the others should know ({@link #facts}), and takes in what they
 * said ({@link #absorb}), so that what a feature says of all entities is true of all.
 */
public final class SegmentModel {
    private static final int VERSION = 4;
    private static final int CHECKSUM_BYTES = 4;

    private final SegmentConfig config;
    private final FeatureSet set;
    private final long seed;
    private final SegmentCore core;
    private final FeatureExtractor extractor;
    private final Rarity rarity;
    /** Null where there is one shard. */
    private final @Nullable Sharing sharing;

    private @Nullable ShardFacts facts;

    private SegmentModel(
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
    public static SegmentModel fresh(SegmentConfig config, FeatureSet set, long seed) {
        return new SegmentModel(
                config,
                set,
                seed,
                SegmentCore.fresh(config, set.schema().size(), seed),
                Rarity.empty(Draws.at(seed, Draws.RARITY, 0)),
                null);
    }

    /**
     * A model that has seen nothing, of one of several shards.
     *
     * @param seed secret seed of (application, segment, shard, generation)
     * @param populationSeed secret seed of (application, segment), the same on every shard; keys of {@link Rarity} derive from it
     */
    public static SegmentModel ofShard(SegmentConfig config, FeatureSet set, long seed, long populationSeed) {
        return new SegmentModel(
                config,
                set,
                seed,
                SegmentCore.fresh(config, set.schema().size(), seed),
                Rarity.ofShard(RarityConfig.defaults(), Draws.at(populationSeed, Draws.RARITY, 0)),
                new Sharing(populationSeed));
    }

    /**
     * Reads what {@link #snapshot} wrote.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for another configuration or feature set (start a new
     *     generation), STA-002 or STA-004 for damaged bytes
     */
    public static SegmentModel restore(SegmentConfig config, FeatureSet set, byte[] snapshot) {
        int length = snapshot.length - CHECKSUM_BYTES;
        if (length < 1) {
            throw new StateFormatException("STA-002 segment: snapshot must have at least " + (CHECKSUM_BYTES + 1)
                    + " bytes, has " + snapshot.length);
        }
        int version = snapshot[0] & 0xff;
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of segment model has version " + version
                    + ", this build reads " + VERSION + "; let the model start a new generation");
        }
        StateReader trailer = new StateReader(Arrays.copyOfRange(snapshot, length, snapshot.length));
        int stated = trailer.readInt();
        int found = checksum(snapshot, length);
        if (stated != found) {
            throw new StateFormatException(String.format(
                    "STA-004 segment: checksum says %08x, recomputed %08x; use the older snapshot", stated, found));
        }
        StateReader in = new StateReader(Arrays.copyOf(snapshot, length));
        in.readByte();
        expect("configuration", config.fingerprint(), in.readString());
        expect("feature set", set.fingerprint(), in.readString());
        long seed = in.readLong();
        SegmentCore core = SegmentCore.restore(config, set.schema().size(), in);
        Rarity rarity = Rarity.restore(in);
        Sharing sharing = in.readBoolean() ? Sharing.restore(in) : null;
        in.expectEnd();
        return new SegmentModel(config, set, seed, core, rarity, sharing);
    }

    /** Grammar: version, fingerprints of configuration and feature set, seed, core, rarity, sharing if any, CRC-32C of all that. */
    public byte[] snapshot() {
        StateWriter out = new StateWriter(1 << 19);
        out.writeByte(VERSION)
                .writeString(config.fingerprint())
                .writeString(set.fingerprint())
                .writeLong(seed);
        core.snapshot(out);
        rarity.snapshot(out);
        out.writeBoolean(sharing != null);
        if (sharing != null) {
            sharing.snapshot(out);
        }
        byte[] bytes = out.toBytes();
        return out.writeInt(checksum(bytes, bytes.length)).toBytes();
    }

    /** Inputs so far, and so deltas: events, whether learnt or not, facts of other shards, and orders. */
    public long sequence() {
        return core.sequence();
    }

    public ModelState state() {
        return core.state();
    }

    public FeatureSet featureSet() {
        return set;
    }

    /** Bytes of live state, for the model cache; an estimate. */
    public long liveBytes() {
        return 256 + core.liveBytes() + rarity.liveBytes() + (sharing == null ? 0 : sharing.liveBytes());
    }

    /** The row of an entity that was never seen. */
    public EntityRow emptyRow() {
        return EntityRow.empty(config, set, Draws.at(seed, Draws.WINDOWS, 0));
    }

    /** The row of an entity as it was stored. */
    public EntityRow decodeRow(byte[] bytes) {
        return EntityRow.decode(config, set, bytes);
    }

    /** Features of an event and what its entity's own members say. Changes nothing. */
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

    /** How strange an observation is. Changes nothing. */
    public Assessment assess(Observation observation) {
        return core.assess(observation);
    }

    /**
     * Why: shares of the features in the fused score, which they add up to within 1e-6; all 0 where nothing was scored. Ask before
     * learning. Changes nothing.
     */
    public Attribution attribute(Observation observation, Assessment assessment) {
        return core.attribute(observation, assessment);
    }

    /**
     * What was normal: the entity's own history where it has 30 admitted events, else the segment's. Ask before learning.
     * Changes nothing.
     *
     * @param neighbours how many of the nearest normal samples to give, at least 0
     */
    public Baseline baseline(Observation observation, EntityRow row, int neighbours) {
        return core.baseline(observation, row.history(), neighbours);
    }

    /** The vector in scaled space, where distances mean something; empty while collecting. */
    public float[] scaled(Observation observation) {
        return core.scaled(observation.vector());
    }

    /** Learns an observation as far as the gate lets it. The assessment must be the one of this observation, by this model, now. */
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

    /**
     * Takes in what the model is told about the entities of the other shards; what it was told before is passed over.
     *
     * @throws IllegalStateException if the segment has one shard
     */
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

    /** What the other shards should be told after the last input; mostly empty, and always where there are none. */
    public Optional<ShardFacts> facts() {
        return Optional.ofNullable(facts);
    }

    /**
     * Repeats the input that a delta of the journal records.
     *
     * @throws StateFormatException if it is none of this feature set
     */
    public Learned replay(byte[] delta) {
        int kind = delta.length > 0 ? delta[0] & 0xff : -1;
        if (kind == PopulationFacts.KIND) {
            return absorb(PopulationFacts.fromBytes(delta));
        }
        if (kind == ModelOrder.KIND) {
            return obey(ModelOrder.fromBytes(delta));
        }
        Observation observation = Observation.fromBytes(set.schema(), delta);
        return learn(observation, assess(observation));
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

    /** Does what people say: stops scoring or learning, or goes on. An order that is in force already changes nothing. */
    public Learned obey(ModelOrder order) {
        Learned learned = core.obey(order);
        facts = dueFacts();
        return learned;
    }

    private static void expect(String what, String required, String found) {
        if (!required.equals(found)) {
            throw new StateFormatException("STA-003 snapshot of segment model: " + what + " must have fingerprint "
                    + abbreviated(required) + ", snapshot was taken under " + abbreviated(found)
                    + "; let the model start a new generation");
        }
    }

    private static String abbreviated(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length())) + "…";
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
