package dev.winnow.detectors.forest;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A forest that can be challenged: on a drift alarm a shadow starts anew, learns beside it, and takes its place only if it then
 * describes the stream measurably better. Mutable, one owner.
 *
 * <p>Scores and attributions are those of the forest in force. One point in 16 is not learnt but kept, to know later what was
 * usual before. Cost while there is a shadow: a second update a point, and during the trial four scores more.
 */
public final class ShadowForest implements Detector {
    /*
     * What "better" means is ShadowTrial's business. The decision is taken once, at the end of the trial: looking again and again
     * would find a win by chance. The shadow's seed follows from the number of shadows opened, so it is another forest than
     * the one in force.
     */
    public static final String NAME = "rcf-shadow";

    private static final int VERSION = 1;
    private static final int LEAST_TRIAL = 100;

    /** Points kept from before, one in so many: together they reach back over 4,096 points. */
    private static final int KEEP_EVERY = 16;

    private final RandomCutForestConfig config;
    private final long seed;
    private final int learnPoints;
    private final int trialPoints;
    private final ShadowTrial trial;
    private RandomCutForest inForce;
    private @Nullable RandomCutForest shadow;
    private Outcome outcome = Outcome.NONE;
    private long updates;
    private long opened;
    private long promotions;

    /** What became of the last shadow. */
    public enum Outcome {
        /** There was none. */
        NONE,
        /** It is learning or on trial. */
        OPEN,
        /** It took over. */
        PROMOTED,
        /** It was not better and is gone. */
        RETIRED
    }

    private ShadowForest(RandomCutForest inForce, long seed, int learnPoints, int trialPoints) {
        if (learnPoints < ShadowTrial.RECENT || trialPoints < LEAST_TRIAL) {
            throw new IllegalArgumentException("CFG-004 shadow forest: at least " + ShadowTrial.RECENT
                    + " points to learn and " + LEAST_TRIAL + " to judge are required, were " + learnPoints + " and "
                    + trialPoints);
        }
        this.inForce = inForce;
        this.seed = seed;
        this.learnPoints = learnPoints;
        this.trialPoints = trialPoints;
        config = inForce.config();
        trial = new ShadowTrial(inForce.dimensions(), seed);
    }

    /**
     * @param learnPoints points that a shadow learns before its trial, at least 256, for the made-up points are made of them
     * @param trialPoints points on which it is judged, at least 100
     * @throws IllegalArgumentException CFG-004 if a number is out of range
     */
    public static ShadowForest create(
            RandomCutForestConfig config, int dimensions, int learnPoints, int trialPoints, long seed) {
        return new ShadowForest(RandomCutForest.create(config, dimensions, seed), seed, learnPoints, trialPoints);
    }

    /**
     * What {@link #snapshot} wrote; continues bit for bit.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for content that contradicts itself
     */
    public static ShadowForest restore(StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of detector \"rcf-shadow\" has version " + version
                    + ", this build reads " + VERSION);
        }
        long seed = in.readLong();
        int learnPoints = in.readInt();
        int trialPoints = in.readInt();
        int ordinal = in.readByte();
        if (ordinal >= Outcome.values().length || learnPoints < ShadowTrial.RECENT || trialPoints < LEAST_TRIAL) {
            throw new StateFormatException("STA-003 snapshot of detector \"rcf-shadow\": outcome " + ordinal + ", "
                    + learnPoints + " points to learn and " + trialPoints + " to judge");
        }
        long updates = in.readLong();
        long opened = in.readLong();
        long promotions = in.readLong();
        ShadowForest restored = new ShadowForest(RandomCutForest.restore(in), seed, learnPoints, trialPoints);
        restored.outcome = Outcome.values()[ordinal];
        restored.updates = updates;
        restored.opened = opened;
        restored.promotions = promotions;
        restored.trial.read(in);
        if (restored.outcome == Outcome.OPEN) {
            restored.shadow = RandomCutForest.restore(in);
        }
        return restored;
    }

    /**
     * Starts a shadow, unless there is one or too little is known of what was before. Call it when the drift detector speaks.
     *
     * @return true if one was started
     */
    public boolean challenge() {
        if (shadow != null || !trial.canStart()) {
            return false;
        }
        opened++;
        shadow = RandomCutForest.create(config, inForce.dimensions(), SplitMix.mix(seed + opened * SplitMix.GAMMA));
        outcome = Outcome.OPEN;
        trial.start();
        return true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return inForce.dimensions();
    }

    /** Points seen, those that were kept and not learnt included. */
    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return inForce.isWarm();
    }

    @Override
    public double score(float[] point) {
        return inForce.score(point);
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        inForce.attribute(point, high, low);
    }

    @Override
    public void update(float[] point) {
        // What a forest refuses is refused before anything changes.
        inForce.load(point);
        RandomCutForest challenger = shadow;
        if (challenger != null) {
            compete(challenger, point);
        } else if ((updates + 1) % KEEP_EVERY == 0) {
            trial.keep(point);
        } else {
            inForce.update(point);
        }
        updates++;
    }

    /** What became of the last shadow. */
    public Outcome outcome() {
        return outcome;
    }

    /** How often a shadow took over. */
    public long promotions() {
        return promotions;
    }

    /**
     * Share of pairs by which the last shadow told points of now from points of before better than the forest in force, in [-1,
     * 1].
     */
    public double advantage() {
        return trial.before.mean();
    }

    /** Standard error of {@link #advantage}. */
    public double advantageError() {
        return trial.before.standardError();
    }

    /** As {@link #advantage}, for points of now against made-up ones. */
    public double advantageOnMadeUp() {
        return trial.made.mean();
    }

    /** Standard error of {@link #advantageOnMadeUp}. */
    public double advantageOnMadeUpError() {
        return trial.made.standardError();
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeLong(seed)
                .writeInt(learnPoints)
                .writeInt(trialPoints)
                .writeByte(outcome.ordinal())
                .writeLong(updates)
                .writeLong(opened)
                .writeLong(promotions);
        inForce.snapshot(out);
        trial.write(out);
        if (shadow != null) {
            shadow.snapshot(out);
        }
    }

    @Override
    public long liveBytes() {
        return 96 + trial.bytes() + inForce.liveBytes() + (shadow == null ? 0 : shadow.liveBytes());
    }

    private void compete(RandomCutForest challenger, float[] point) {
        if (challenger.updates() >= learnPoints) {
            trial.judge(challenger, inForce, point);
        }
        challenger.update(point);
        inForce.update(point);
        trial.seen(point);
        if (trial.pairs() >= trialPoints) {
            if (trial.isWon()) {
                inForce = challenger;
                promotions++;
                outcome = Outcome.PROMOTED;
            } else {
                outcome = Outcome.RETIRED;
            }
            shadow = null;
        }
    }
}
