package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.CusumDesign;
import dev.winnow.detectors.drift.FeatureDrift;
import dev.winnow.detectors.drift.LevelWatch;
import dev.winnow.detectors.drift.PopulationDrift;
import dev.winnow.detectors.drift.PopulationDriftConfig;
import dev.winnow.detectors.drift.ScoreDrift;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the ordinary events of a segment change, which changes no score and opens no gate: people are told. Mutable, one owner.
 *
 * <p>A jump shows in the scores, before scaler, members and tails have followed it; what creeps shows in the features, beside those of a
 * reference that follows nothing. Remarkable events have no part in either: they are alerts, and {@link
 * dev.winnow.detectors.drift.RefusalWindow} watches them.
 */
final class DriftWatch {
    // Scores: the mean tail probability of a block of events, by LevelWatch, which is told of rises: of its negative.
    // Means of blocks
    // are close to normal, and events of one entity in a row, which resemble each other, end in the same block.
    // Features: the logarithm of each feature's index in a window of at least so many events and so much time. What the
    // index
    // usually is follows from the windows after the reference, so a rhythm of the day that the reference holds is no
    // drift.
    // One entity may fill an eighth of a block or window, so that no host alone moves the segment.

    /** Small enough that a jump is found within a thousand events. */
    private static final int BLOCK = 64;

    /** As many as the bins of an index need. */
    private static final int WINDOW = 512;

    /** A day of windows of an hour. */
    private static final int REFERENCE_WINDOWS = 24;

    private static final int ENTITY_SHARE = 8;

    /** Blocks and windows that fill this slowly, because few entities are left, are dropped. */
    private static final int PATIENCE = 64;

    /** Shift of a block's mean to be found quickest, in its deviations. */
    private static final double SCORE_SHIFT = 2;

    private static final double FEATURE_SHIFT = 2;

    /**
     * Of a block's mean. Independent probabilities have 0.036. A working day moves the mean by some 0.1 when it begins: with a slack of
     * one deviation less than that is no drift at all, and twice as much is found in some six blocks.
     */
    private static final double SMALLEST_SCORE_DEVIATION = 0.08;

    /** Indices below are no shift whatever their neighbours were; also the least that is told. */
    private static final double SMALLEST_INDEX = 0.1;

    private static final double SMALLEST_INDEX_DEVIATION = 0.25;

    private static final double LONGEST_RUN = 1e9;

    private static final int SLOTS = 1024;

    /** Stands for a missing value: it has a bin of its own where it is a share by itself. */
    private static final float MISSING = -Float.MAX_VALUE;

    private static final Found NOTHING = new Found(Optional.empty(), Optional.empty());

    /** What an event revealed. */
    record Found(Optional<ScoreDrift> score, Optional<FeatureDrift> feature) {
        static Found nothing() {
            return NOTHING;
        }
    }

    private final SegmentConfig.Drift config;
    private final int width;
    private final long seed;
    private final float[] point;

    private @Nullable LevelWatch scores;
    private @Nullable CusumDesign scoreDesign;
    private final long[] blockEntities = new long[BLOCK];
    private int blockEvents;
    private int blockOffered;
    private double blockSum;
    private long blockSince;

    private @Nullable PopulationDrift population;
    private LevelWatch @Nullable [] features;
    private @Nullable CusumDesign featureDesign;
    private final int[] windowEntities = new int[SLOTS];
    private int windowEvents;
    private int windowOffered;
    private long windowSince;
    private int windows;

    DriftWatch(SegmentConfig.Drift config, int width, long seed) {
        this.config = config;
        this.width = width;
        this.seed = seed;
        point = new float[width];
    }

    /**
     * Sees an event that is not remarkable.
     *
     * @param p its tail probability by itself, in (0, 1]; NaN for an event whose score is not to be counted
     * @param entities entities that the segment knows; the share of one is bounded where there are eight and more
     */
    Found observe(Observation observation, double p, long entities) {
        boolean isBounded = entities >= ENTITY_SHARE;
        long entity = Draws.mix(seed ^ hash(observation.entity()));
        Optional<ScoreDrift> score = config.scoreRunLength() > 0 && !Double.isNaN(p)
                ? score(observation.timeMillis(), p, entity, isBounded)
                : Optional.empty();
        Optional<FeatureDrift> feature =
                config.featureRunLength() > 0 ? feature(observation, entity, isBounded) : Optional.empty();
        return score.isEmpty() && feature.isEmpty() ? NOTHING : new Found(score, feature);
    }

    private Optional<ScoreDrift> score(long timeMillis, double p, long entity, boolean isBounded) {
        blockOffered++;
        if (isBounded && isFull(entity)) {
            if (blockOffered >= PATIENCE * BLOCK) {
                startBlock();
            }
            return Optional.empty();
        }
        blockSince = blockEvents == 0 ? timeMillis : Math.min(blockSince, timeMillis);
        blockEntities[blockEvents++] = entity;
        blockSum += p;
        if (blockEvents < BLOCK) {
            return Optional.empty();
        }
        double mean = blockSum / BLOCK;
        startBlock();
        LevelWatch watch = scores;
        if (watch == null) {
            scoreDesign = CusumDesign.of(SCORE_SHIFT, (double) config.scoreRunLength() / BLOCK);
            watch = new LevelWatch(scoreDesign, SMALLEST_SCORE_DEVIATION);
            scores = watch;
        }
        if (!watch.add(-mean, blockSince)) {
            return Optional.empty();
        }
        return Optional.of(new ScoreDrift(-watch.before(), -watch.after(), watch.since(), watch.lasted() * BLOCK));
    }

    private boolean isFull(long entity) {
        int events = 0;
        for (int i = 0; i < blockEvents; i++) {
            events += blockEntities[i] == entity ? 1 : 0;
        }
        return events >= BLOCK / ENTITY_SHARE;
    }

    private void startBlock() {
        blockEvents = 0;
        blockOffered = 0;
        blockSum = 0;
    }

    private Optional<FeatureDrift> feature(Observation observation, long entity, boolean isBounded) {
        windowOffered++;
        int slot = (int) (entity >>> 1) & SLOTS - 1;
        if (isBounded && windowEntities[slot] >= WINDOW / ENTITY_SHARE) {
            if (windowOffered >= PATIENCE * WINDOW && windowEvents < WINDOW) {
                startWindow();
            }
            return Optional.empty();
        }
        windowSince = windowEvents == 0 ? observation.timeMillis() : Math.min(windowSince, observation.timeMillis());
        windowEntities[slot]++;
        windowEvents++;
        FeatureVector vector = observation.vector();
        for (int i = 0; i < width; i++) {
            point[i] = vector.isMissing(i) ? MISSING : (float) bounded(vector.value(i));
        }
        PopulationDrift known = population;
        if (known == null) {
            known = PopulationDrift.create(width, PopulationDriftConfig.defaults(), seed);
            population = known;
        }
        if (known.isFrozen()) {
            known.observe(point);
        } else {
            known.learn(point);
        }
        if (windowEvents < WINDOW || observation.timeMillis() - windowSince < 1000 * config.featureWindowSeconds()) {
            return Optional.empty();
        }
        Optional<FeatureDrift> found = close(known, vector);
        startWindow();
        return found;
    }

    private Optional<FeatureDrift> close(PopulationDrift known, FeatureVector vector) {
        windows++;
        LevelWatch[] watches = features;
        if (!known.isFrozen()) {
            if (windows >= REFERENCE_WINDOWS) {
                known.freeze();
                startFeatures();
            }
            return Optional.empty();
        }
        if (watches == null) {
            throw new IllegalStateException("a frozen reference has a watch for each feature");
        }
        known.compare();
        int strongest = -1;
        int moved = 0;
        for (int i = 0; i < width; i++) {
            double index = known.psi(i);
            // All watches see all windows; an index that is told must also be one.
            boolean isRise = watches[i].add(StrictMath.log(Math.max(SMALLEST_INDEX, index)), windowSince);
            if (isRise) {
                moved++;
                strongest = strongest < 0 || index > known.psi(strongest) ? i : strongest;
            }
        }
        if (strongest < 0) {
            return Optional.empty();
        }
        FeatureDrift drift = new FeatureDrift(
                vector.schema().names().get(strongest),
                known.psi(strongest),
                known.divergence(strongest),
                moved - 1,
                watches[strongest].since(),
                windowEvents);
        known.relearn();
        windows = 0;
        features = null;
        return Optional.of(drift);
    }

    private void startFeatures() {
        CusumDesign design = featureDesign;
        if (design == null) {
            design = CusumDesign.of(FEATURE_SHIFT, Math.min(LONGEST_RUN, (double) config.featureRunLength() * width));
            featureDesign = design;
        }
        LevelWatch[] watches = new LevelWatch[width];
        for (int i = 0; i < width; i++) {
            watches[i] = new LevelWatch(design, SMALLEST_INDEX_DEVIATION);
        }
        features = watches;
    }

    private void startWindow() {
        windowEvents = 0;
        windowOffered = 0;
        Arrays.fill(windowEntities, 0);
    }

    /** Starts anew: what comes next is what is usual. */
    void clear() {
        startBlock();
        startWindow();
        if (scores != null) {
            scores.forget();
        }
        if (population != null) {
            population.relearn();
        }
        windows = 0;
        features = null;
    }

    long liveBytes() {
        return 256
                + 8L * BLOCK
                + 4L * SLOTS
                + 4L * width
                + LevelWatch.liveBytes()
                + (population == null ? 0 : population.liveBytes())
                + (features == null ? 0 : width * LevelWatch.liveBytes());
    }

    /** Grammar: the block, the level of its means if any, the window, the reference if any, the levels of its indices if any. */
    void snapshot(StateWriter out) {
        out.writeInt(blockEvents).writeInt(blockOffered).writeDouble(blockSum).writeLong(blockSince);
        for (int i = 0; i < blockEvents; i++) {
            out.writeLong(blockEntities[i]);
        }
        writeDesign(out, scoreDesign);
        LevelWatch level = scores;
        if (level != null) {
            level.snapshot(out);
        }
        out.writeInt(windowEvents)
                .writeInt(windowOffered)
                .writeLong(windowSince)
                .writeInt(windows);
        if (windowEvents > 0) {
            out.writeInts(windowEntities);
        }
        PopulationDrift known = population;
        out.writeBoolean(known != null);
        if (known != null) {
            known.snapshot(out);
        }
        writeDesign(out, featureDesign);
        LevelWatch[] watches = features;
        out.writeBoolean(watches != null);
        if (watches != null) {
            for (LevelWatch watch : watches) {
                watch.snapshot(out);
            }
        }
    }

    static DriftWatch restore(SegmentConfig.Drift config, int width, long seed, StateReader in) {
        DriftWatch watch = new DriftWatch(config, width, seed);
        watch.blockEvents = bounded("events of a block", in.readInt(), BLOCK - 1);
        watch.blockOffered = in.readInt();
        watch.blockSum = in.readDouble();
        watch.blockSince = in.readLong();
        for (int i = 0; i < watch.blockEvents; i++) {
            watch.blockEntities[i] = in.readLong();
        }
        CusumDesign ofScores = readDesign(in);
        watch.scoreDesign = ofScores;
        watch.scores = ofScores == null ? null : LevelWatch.restore(ofScores, SMALLEST_SCORE_DEVIATION, in);
        watch.windowEvents = in.readInt();
        watch.windowOffered = in.readInt();
        watch.windowSince = in.readLong();
        watch.windows = in.readInt();
        if (watch.windowEvents > 0) {
            int[] slots = in.readInts();
            bounded("slots", slots.length, SLOTS);
            System.arraycopy(slots, 0, watch.windowEntities, 0, slots.length);
        }
        watch.population =
                in.readBoolean() ? PopulationDrift.restore(width, PopulationDriftConfig.defaults(), seed, in) : null;
        CusumDesign ofFeatures = readDesign(in);
        watch.featureDesign = ofFeatures;
        if (in.readBoolean()) {
            if (ofFeatures == null) {
                throw new StateFormatException("STA-004 drift-watch: levels of features must have a design, have none");
            }
            LevelWatch[] watches = new LevelWatch[width];
            for (int i = 0; i < width; i++) {
                watches[i] = LevelWatch.restore(ofFeatures, SMALLEST_INDEX_DEVIATION, in);
            }
            watch.features = watches;
        }
        return watch;
    }

    /** A design takes milliseconds to find, so it stands in the state. */
    private static void writeDesign(StateWriter out, @Nullable CusumDesign design) {
        out.writeBoolean(design != null);
        if (design != null) {
            out.writeDouble(design.slack()).writeDouble(design.threshold()).writeDouble(design.runLength());
        }
    }

    private static @Nullable CusumDesign readDesign(StateReader in) {
        return in.readBoolean() ? new CusumDesign(in.readDouble(), in.readDouble(), in.readDouble()) : null;
    }

    private static int bounded(String what, int value, int most) {
        if (value < 0 || value > most) {
            throw new StateFormatException("STA-004 drift-watch: " + what + " must be 0 to " + most + ", was " + value);
        }
        return value;
    }

    private static double bounded(double value) {
        return Math.max(-1e38, Math.min(1e38, value));
    }

    /** FNV-1a over the characters: the same on every machine. */
    private static long hash(String entity) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < entity.length(); i++) {
            hash = (hash ^ entity.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
