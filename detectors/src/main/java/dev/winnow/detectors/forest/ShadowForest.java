package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * What challenges a forest: on an alarm a second forest, the shadow, starts anew, learns beside the one in force, and has won if it then
 * describes the stream measurably better. Mutable, one owner.
 *
 * <p>While there is no shadow, one point in 16 is to be kept and not learnt, to know later what was usual before. Cost while there is one:
 * a second update a point, and on trial four scores more; who keeps a tail of its scores adds one.
 */
public final class ShadowForest {
    /*
     * What "better" means is ShadowTrial's business. A win is decided once, at the end of a trial: looking again and again would find one
     * by chance. A winner that nobody lets take over goes on trial again and again, and must be better each time, by whatever margin: the
     * forest in force learns too, and some day there is nothing to gain.
     */
    private static final int VERSION = 2;

    /** Points kept from before, one in so many: together they reach back over 4,096 points. */
    private static final int KEEP_EVERY = 16;

    private final int dimensions;
    private final int learnPoints;
    private final int trialPoints;
    private final ShadowTrial trial;
    private @Nullable RandomCutForest shadow;
    private Stage stage = Stage.NONE;
    private long seen;
    private double advantage;
    private double advantageError;

    /** How far a challenge is. */
    public enum Stage {
        /** There is no shadow. */
        NONE,
        /** It is learning or on trial. */
        OPEN,
        /** It has won, and could take over. */
        WON
    }

    /**
     * @param learnPoints points that a shadow learns before its trial, at least 256, for the made-up points are made of them
     * @param trialPoints points on which it is judged, at least 100
     */
    public ShadowForest(int dimensions, int learnPoints, int trialPoints) {
        this.dimensions = dimensions;
        this.learnPoints = learnPoints;
        this.trialPoints = trialPoints;
        trial = new ShadowTrial(dimensions);
    }

    /**
     * What {@link #snapshot} wrote; continues bit for bit.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for content that contradicts itself
     */
    public static ShadowForest restore(int dimensions, int learnPoints, int trialPoints, StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException(
                    "STA-001 snapshot of a shadow has version " + version + ", this build reads " + VERSION);
        }
        ShadowForest restored = new ShadowForest(dimensions, learnPoints, trialPoints);
        int ordinal = in.readByte();
        if (ordinal >= Stage.values().length) {
            throw new StateFormatException("STA-003 snapshot of a shadow: stage " + ordinal);
        }
        restored.stage = Stage.values()[ordinal];
        restored.seen = in.readLong();
        restored.advantage = in.readDouble();
        restored.advantageError = in.readDouble();
        restored.trial.read(in);
        if (restored.stage != Stage.NONE) {
            restored.shadow = RandomCutForest.restore(in);
        }
        return restored;
    }

    /**
     * Starts a shadow, unless there is one or too little is known of what was before.
     *
     * @param seed another one for each
     * @return true if one was started
     */
    public boolean start(RandomCutForestConfig config, long seed) {
        if (shadow != null || !trial.canStart()) {
            return false;
        }
        shadow = RandomCutForest.create(config, dimensions, seed);
        stage = Stage.OPEN;
        advantage = 0;
        advantageError = 0;
        trial.start(SplitMix.mix(seed + SplitMix.GAMMA));
        return true;
    }

    /**
     * Sees a point that the forest in force has not learnt yet.
     *
     * @return false if it must not learn it, for the point is kept
     */
    public boolean see(float[] point, RandomCutForest inForce) {
        // What a forest refuses is refused before anything changes.
        inForce.load(point);
        seen++;
        RandomCutForest challenger = shadow;
        if (challenger == null) {
            if (seen % KEEP_EVERY == 0) {
                trial.keep(point);
                return false;
            }
            return true;
        }
        if (isOnTrial()) {
            trial.judge(challenger, inForce, point);
        }
        challenger.update(point);
        trial.seen(point);
        return true;
    }

    /** Whether the last trial has its points; one that has them is to be {@link #decide decided}. */
    public boolean isTrialOver() {
        return shadow != null && trial.pairs() >= trialPoints;
    }

    /** Ends a trial: the shadow has won and goes on trial again, or it is gone. The stage after it. */
    public Stage decide() {
        advantage = trial.before.mean();
        advantageError = trial.before.standardError();
        if (stage == Stage.WON ? trial.isBetter() : trial.isWon()) {
            stage = Stage.WON;
            trial.again();
        } else {
            drop();
        }
        return stage;
    }

    /** Whether the shadow has learnt enough for its scores to be judged. */
    public boolean isOnTrial() {
        return shadow != null && shadow.updates() >= learnPoints && shadow.isWarm();
    }

    /** The shadow's score of a point. @throws IllegalStateException if there is none */
    public double score(float[] point) {
        return held().score(point);
    }

    /**
     * Hands over the shadow, and has none from then on.
     *
     * @throws IllegalStateException if there is none
     */
    public RandomCutForest take() {
        RandomCutForest taken = held();
        drop();
        return taken;
    }

    /** Gives the shadow up. */
    public void drop() {
        shadow = null;
        stage = Stage.NONE;
    }

    /** Gives the shadow up and forgets what was usual before: points are in another scale from now on. */
    public void forget() {
        drop();
        trial.forget();
    }

    public Stage stage() {
        return stage;
    }

    /**
     * Share of pairs by which the shadow told, in its last whole trial, points of now from points of before better than the forest in
     * force, in [-1, 1].
     */
    public double advantage() {
        return advantage;
    }

    /** Standard error of {@link #advantage}. */
    public double advantageError() {
        return advantageError;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeByte(stage.ordinal()).writeLong(seen);
        out.writeDouble(advantage).writeDouble(advantageError);
        trial.write(out);
        if (shadow != null) {
            shadow.snapshot(out);
        }
    }

    public long liveBytes() {
        return 96 + trial.bytes() + (shadow == null ? 0 : shadow.liveBytes());
    }

    private RandomCutForest held() {
        RandomCutForest held = shadow;
        if (held == null) {
            throw new IllegalStateException("there is no shadow");
        }
        return held;
    }
}
