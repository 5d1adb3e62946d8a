package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * How common things are in a segment: decayed frequencies of keys, and how many entities share a key. Mutable, one
 * owner, not thread-safe; memory is fixed by {@link RarityConfig}.
 *
 * <p>Where a segment has several shards, each keeps its own and tells the others what it saw: {@link #take} on one side,
 * {@link #absorb} on the other. Both need the same seeds.
 *
 * <p>Keys come from a {@link FeatureExtractor}, seeded; frequencies are compared within a key's kind. Time is event
 * time; a jump of more than an hour needs a second event to be believed, until then the sighting counts as of now.
 */
public final class Rarity {
    /*
     * Frequencies: Count-Min sketch with conservative update [1, 2] and forward decay [3]: a sighting at time t weighs
     * 2^((t − landmark) / half-life), so old cells need no work. The landmark moves by whole half-lives, which scales
     * the cells by an exact power of two. Floats do: an estimate's error comes from collisions, not from 24 bits.
     *
     * Spreads: SpreadGrid.
     *
     * [1] Cormode, Muthukrishnan 2005, An improved data stream summary, section 3
     * [2] Estan, Varghese 2002, New directions in traffic measurement, section 3.3.2
     * [3] Cormode, Shkapenyuk, Srivastava, Xu 2009, Forward decay, section 3.1
     */
    private static final int VERSION = 3;
    private static final int ROWS = 3;
    /** Half-lives that weights may grow before the landmark moves. */
    private static final long MOST_HALF_LIVES = 16;

    private final RarityConfig config;
    private final long seed;
    private final Hasher64 hasher;
    private final float[] cells;
    private final double[] totals = new double[RarityKeys.KINDS];
    /** By kind; null where nobody asks for ranks. */
    private final @Nullable HeavyKeys[] heavy = new @Nullable HeavyKeys[RarityKeys.KINDS];

    private final SpreadGrid spreads;
    private final EventClock clock = new EventClock();
    private long landmarkMillis = EventClock.NEVER;
    /** The weight that was asked for last, of an age; derived, so no part of the state. */
    private long weightMillis;

    private double weight = 1;
    private long observations;
    /** Null where there is nobody to tell. */
    private @Nullable SightingLog untold;

    private Rarity(RarityConfig config, long seed, int rankedKinds, @Nullable SightingLog untold) {
        this.config = config;
        for (int kind = 0; kind < heavy.length; kind++) {
            heavy[kind] = (rankedKinds >>> kind & 1) != 0 ? new HeavyKeys() : null;
        }
        this.seed = seed;
        this.untold = untold;
        hasher = Hashing.komihash5_0(seed);
        cells = new float[ROWS * config.width()];
        spreads = new SpreadGrid(config.spreadWidth(), config.spreadWindowMillis());
    }

    /** @param seed the segment's secret seed; decides which keys share cells */
    public static Rarity empty(RarityConfig config, long seed) {
        return empty(config, seed, 0);
    }

    /** @param rankedKinds kinds whose keys have a {@link #rank}, as {@link FeatureSet#rankedKinds} says */
    public static Rarity empty(RarityConfig config, long seed, int rankedKinds) {
        return new Rarity(config, seed, rankedKinds, null);
    }

    /** One of several shards: what it observes is also kept for {@link #take}. */
    public static Rarity ofShard(RarityConfig config, long populationSeed, int rankedKinds) {
        return new Rarity(config, populationSeed, rankedKinds, new SightingLog());
    }

    /** With {@link RarityConfig#defaults()}. */
    public static Rarity empty(long seed) {
        return empty(RarityConfig.defaults(), seed);
    }

    /**
     * Surprise of a key in bits: −log2 of its decayed relative frequency among keys of its kind, with a prior of half a
     * sighting in one: 1 bit in an empty segment, about log2(2n) for something new after n sightings. Never negative.
     */
    public double surprise(long key, long timeMillis) {
        double seen = Math.max(0, estimate(key));
        double total = totals[RarityKeys.kind(key)];
        double unit = unit(timeMillis);
        double share = (seen + 0.5 * unit) / (total + unit);
        return Math.max(0, -TextMeasures.log2(Math.min(1, share)));
    }

    /** Decayed number of sightings of a key, as of a time; at least 0. */
    public double seen(long key, long timeMillis) {
        return Math.max(0, estimate(key)) / unit(timeMillis);
    }

    /** Rank of a key among the most frequent ones of its kind, from 1; 65 where it is not among 64. */
    public int rank(long key) {
        HeavyKeys ofKind = heavy[RarityKeys.kind(key)];
        if (ofKind == null) {
            throw new IllegalStateException("the keys of kind " + RarityKeys.kind(key) + " are not ranked");
        }
        return ofKind.rank(key);
    }

    /** What one sighting weighs now, or at a later time; 1 before there is a confirmed time. */
    private double unit(long timeMillis) {
        return observations < 2 ? 1 : weight(Math.max(clock.now(), believed(timeMillis)));
    }

    private float estimate(long key) {
        long hash = hasher.hashLongLongToLong(key, 0);
        float least = Float.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, cells[cell(hash, row)]);
        }
        return least;
    }

    /** Entities that had a spread key within the window, with one more counted in; exact to a few, at most some 300. */
    public double spread(long key, long entityHash, long timeMillis) {
        return spreads.count(hasher.hashLongLongToLong(key, 0), SpreadGrid.bit(entityHash), believed(timeMillis));
    }

    /**
     * Adds an event's keys as {@link Extraction#rarityKeys()} gives them.
     *
     * @throws IllegalArgumentException if a spread key is not followed by its entity
     */
    public void observe(long[] keys, long timeMillis) {
        long boundedMillis = EventClock.bounded(timeMillis);
        if (keys.length == 0) {
            if (untold != null) {
                clock.observe(boundedMillis);
            }
            return;
        }
        clock.observe(boundedMillis);
        long time = believed(boundedMillis);
        anchor(time);
        moveLandmark(time);
        double weight = weight(time);
        observations++;
        for (int i = 0; i < keys.length; i++) {
            if (!RarityKeys.isSpread(keys[i])) {
                add(keys[i], weight);
            } else if (i + 1 < keys.length) {
                spreads.add(hasher.hashLongLongToLong(keys[i], 0), SpreadGrid.bit(keys[i + 1]), time);
                i++;
            } else {
                throw new IllegalArgumentException("DET-111 rarity: a spread key must be followed by its entity");
            }
        }
        if (untold != null) {
            untold.add(time, keys);
        }
    }

    /**
     * What was observed since the last call, for the other shards.
     *
     * @throws IllegalStateException if this is no shard's
     */
    public Sightings take() {
        if (untold == null) {
            throw new IllegalStateException("a rarity that is alone has nobody to tell");
        }
        return untold.take(Math.max(0, clock.now()), config);
    }

    /** Adds what another shard saw; the same sightings must not be given twice. Is not told to others again. */
    public void absorb(Sightings sightings) {
        long boundedMillis = EventClock.bounded(sightings.timeMillis());
        clock.observe(boundedMillis);
        if (sightings.size() == 0) {
            return;
        }
        long time = believed(boundedMillis);
        anchor(time);
        moveLandmark(time);
        double weight = weight(time);
        observations++;
        long[] keys = sightings.keys();
        for (int i = 0; i < keys.length; i++) {
            add(keys[i], sightings.counts()[i] * weight);
        }
        long[] told = sightings.spreads();
        for (int i = 0; i < told.length; i += 3) {
            spreads.addTold(hasher.hashLongLongToLong(told[i + 1], 0), told[i + 2], told[i], time);
        }
    }

    /** Confirmed event time in milliseconds; far in the past before the second event. */
    public long nowMillis() {
        return clock.now();
    }

    /** The first sighting's time may be wrong by years: the landmark follows it only once a second one agrees. */
    private void anchor(long timeMillis) {
        if (landmarkMillis == EventClock.NEVER) {
            landmarkMillis = timeMillis;
        } else if (observations == 1 && landmarkMillis > clock.now()) {
            landmarkMillis = clock.now();
            spreads.forget();
        }
    }

    private void add(long key, double weight) {
        long hash = hasher.hashLongLongToLong(key, 0);
        float raised = (float) (estimate(key) + weight);
        for (int row = 0; row < ROWS; row++) {
            int at = cell(hash, row);
            cells[at] = Math.max(cells[at], raised);
        }
        totals[RarityKeys.kind(key)] += weight;
        HeavyKeys ofKind = heavy[RarityKeys.kind(key)];
        if (ofKind != null) {
            ofKind.add(key, weight);
        }
    }

    /** The time itself, or the confirmed time where it lies too far ahead of that to be believed yet. */
    private long believed(long timeMillis) {
        long now = clock.now();
        long bounded = EventClock.bounded(timeMillis);
        if (now == EventClock.NEVER) {
            return bounded;
        }
        return bounded - now > EventClock.MAX_JUMP_MILLIS ? now : bounded;
    }

    private void moveLandmark(long timeMillis) {
        long halfLives = Math.floorDiv(timeMillis - landmarkMillis, config.halfLifeMillis());
        if (halfLives < MOST_HALF_LIVES) {
            return;
        }
        int shift = (int) -Math.min(halfLives, 1000);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Math.scalb(cells[i], shift);
        }
        for (int i = 0; i < totals.length; i++) {
            totals[i] = Math.scalb(totals[i], shift);
            HeavyKeys ofKind = heavy[i];
            if (ofKind != null) {
                ofKind.scale(shift);
            }
        }
        landmarkMillis += halfLives * config.halfLifeMillis();
    }

    /** Bounded below so that a sighting from the distant past neither vanishes into denormals nor divides by zero. */
    private double weight(long timeMillis) {
        long ageMillis = timeMillis - landmarkMillis;
        if (ageMillis != weightMillis) {
            double halfLives = (double) ageMillis / config.halfLifeMillis();
            weight = StrictMath.pow(2, Math.max(-40, Math.min(2.0 * MOST_HALF_LIVES, halfLives)));
            weightMillis = ageMillis;
        }
        return weight;
    }

    private int cell(long hash, int row) {
        return row * config.width() + ((int) (hash >>> 16 * row) & 0xffff & (config.width() - 1));
    }

    /** Events observed, undecayed. */
    public long total() {
        return observations;
    }

    /** Decayed number of sightings of keys of a key's kind, as of a time. */
    public double total(long key, long timeMillis) {
        return totals[RarityKeys.kind(key)] / unit(timeMillis);
    }

    /** Bytes held, whatever was observed. */
    public long liveBytes() {
        return 4L * cells.length
                + Integer.bitCount(rankedKinds()) * HeavyKeys.liveBytes()
                + spreads.liveBytes()
                + 8L * totals.length
                + 128
                + (untold == null ? 0 : untold.liveBytes());
    }

    /** Writes the complete state; empty cells take next to nothing. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION);
        out.writeInt(rankedKinds());
        out.writeLong(config.halfLifeMillis()).writeLong(config.spreadWindowMillis());
        out.writeInt(config.width()).writeInt(config.spreadWidth());
        out.writeLong(seed).writeLong(clock.newest()).writeLong(clock.second());
        out.writeLong(landmarkMillis).writeLong(spreads.half()).writeLong(observations);
        out.writeDoubles(totals);
        int i = 0;
        while (i < cells.length) {
            int zeros = i;
            while (i < cells.length && cells[i] == 0) {
                i++;
            }
            int filled = i;
            while (i < cells.length && cells[i] != 0) {
                i++;
            }
            Compact.writeVar(out, filled - zeros);
            Compact.writeVar(out, i - filled);
            for (int k = filled; k < i; k++) {
                out.writeFloat(cells[k]);
            }
        }
        spreads.writeCells(out);
        for (HeavyKeys ofKind : heavy) {
            if (ofKind != null) {
                ofKind.write(out);
            }
        }
        out.writeBoolean(untold != null);
        if (untold != null) {
            untold.snapshot(out);
        }
    }

    /**
     * Reads what {@link #snapshot} wrote.
     *
     * @throws StateFormatException STA-001 for another version, STA-002 for anything else that does not fit
     */
    public static Rarity restore(StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 rarity: snapshot has version " + version + ", this build reads "
                    + VERSION + "; see docs/operations.md, \"Downgrade\"");
        }
        int rankedKinds = in.readInt();
        RarityConfig config;
        try {
            config = new RarityConfig(in.readLong(), in.readLong(), in.readInt(), in.readInt());
        } catch (IllegalArgumentException refused) {
            throw new StateFormatException("STA-002 state: rarity settings are not valid: " + refused.getMessage());
        }
        Rarity rarity = new Rarity(config, in.readLong(), rankedKinds, null);
        rarity.clock.restore(in.readLong(), in.readLong());
        rarity.landmarkMillis = in.readLong();
        long half = in.readLong();
        rarity.observations = in.readLong();
        double[] totals = in.readDoubles();
        if (totals.length != RarityKeys.KINDS) {
            throw new StateFormatException(
                    "STA-002 state: rarity must have " + RarityKeys.KINDS + " totals, has " + totals.length);
        }
        System.arraycopy(totals, 0, rarity.totals, 0, totals.length);
        int i = 0;
        while (i < rarity.cells.length) {
            i += Compact.readCount(in, rarity.cells.length - i, "empty cells");
            int filled = Compact.readCount(in, rarity.cells.length - i, "filled cells");
            for (int end = i + filled; i < end; i++) {
                rarity.cells[i] = in.readFloat();
            }
            if (filled == 0 && i < rarity.cells.length) {
                throw new StateFormatException("STA-002 state: a run of filled cells is empty");
            }
        }
        rarity.spreads.restore(half, in);
        for (int kind = 0; kind < rarity.heavy.length; kind++) {
            rarity.heavy[kind] = rarity.heavy[kind] == null ? null : HeavyKeys.read(in);
        }
        rarity.untold = in.readBoolean() ? SightingLog.restore(in) : null;
        return rarity;
    }

    private int rankedKinds() {
        int kinds = 0;
        for (int kind = 0; kind < heavy.length; kind++) {
            kinds |= heavy[kind] != null ? 1 << kind : 0;
        }
        return kinds;
    }
}
