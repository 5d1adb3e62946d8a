package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.scale.AdaptiveScaler;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** The raw vectors that a segment's scales are fitted to and its members are made anew from. Mutable, one owner, not thread-safe. */
final class ScaledReservoir {
    // A changed scale makes every stored point meaningless, so the members over the segment are rebuilt from a
    // reservoir
    // of raw admitted vectors, in order of arrival, and their tails from the scores that these points get before they
    // are learnt, together with a few of the refused vectors that fed the tails: with admitted ones alone a tail would
    // end at the gate's level, and for a window's length twice the stated share would be flagged. A refit that would
    // hardly change a scale is no refit (FeatureScale.isCloseTo).

    private static final int REFIT_FACTOR = 4;

    private final int firstFit;
    private final long seed;
    private final AdaptiveScaler scaler;
    private final RawReservoir reservoir;
    private final RawReservoir refused;
    /** Sequence number at which the next refit is due. */
    private long nextRefit;

    private int refits;

    private ScaledReservoir(
            SegmentConfig config, long seed, AdaptiveScaler scaler, RawReservoir reservoir, RawReservoir refused) {
        firstFit = config.scaler().firstFit();
        this.seed = seed;
        this.scaler = scaler;
        this.reservoir = reservoir;
        this.refused = refused;
        nextRefit = step();
    }

    static ScaledReservoir empty(SegmentConfig config, int width, long seed) {
        return new ScaledReservoir(
                config,
                seed,
                new AdaptiveScaler(width, config.scaler().clip()),
                new RawReservoir(config.scaler().reservoir(), width),
                new RawReservoir(refusedCapacity(config), width));
    }

    /** Whether there are scales. */
    boolean isFitted() {
        return scaler.isFitted();
    }

    AdaptiveScaler scaler() {
        return scaler;
    }

    /** Admitted vectors. */
    RawReservoir reservoir() {
        return reservoir;
    }

    float[] scale(FeatureVector vector) {
        return scaler.scale(vector);
    }

    /** Scaled point, empty where there are no scales. */
    float[] scaled(FeatureVector vector) {
        return isFitted() ? scale(vector) : new float[0];
    }

    /** Admitted vectors as points. */
    List<float[]> points() {
        return scaled(reservoir);
    }

    /** How often the members were made anew. */
    int refits() {
        return refits;
    }

    long nextRefit() {
        return nextRefit;
    }

    void keep(Observation observation, long sequence) {
        reservoir.add(observation.vector(), observation.timeMillis(), Draws.at(seed, Draws.RESERVOIR, sequence));
    }

    /** Keeps a vector that fed the tails although it was not learnt. */
    void keepRefused(Observation observation, long sequence) {
        refused.add(observation.vector(), observation.timeMillis(), Draws.at(seed, Draws.REFUSED, sequence));
    }

    /** Forgets the vectors; the scales stay until the next refit. */
    void clear() {
        reservoir.clear();
        refused.clear();
    }

    /** A refit before long, where none may be due any more. */
    void refitSoon(long sequence) {
        nextRefit = Math.min(nextRefit, sequence + step());
    }

    /** No refit for a while, for there was one. */
    void refitNotBefore(long sequence) {
        nextRefit = Math.max(nextRefit, sequence + step());
    }

    private long step() {
        return (long) firstFit * REFIT_FACTOR;
    }

    void refitWhenDue(Ensemble ensemble, long sequence) {
        if (sequence + 1 < nextRefit) {
            return;
        }
        nextRefit =
                nextRefit >= (long) firstFit * REFIT_FACTOR * REFIT_FACTOR ? Long.MAX_VALUE : nextRefit * REFIT_FACTOR;
        refit(ensemble, ensemble.hasFailed());
    }

    /** Fits the scales; rebuilds the members if one changed or if they must be anyway. */
    void refit(Ensemble ensemble, boolean isForced) {
        boolean changed = scaler.fit(reservoir.columns());
        if (!changed && !isForced) {
            return;
        }
        ensemble.rebuild(
                scaled(reservoir),
                reservoir.timesMillis(),
                scaled(refused),
                refused.timesMillis(),
                Draws.at(seed, Draws.REBUILD, refits));
        refits++;
    }

    private List<float[]> scaled(RawReservoir raw) {
        List<float[]> points = new ArrayList<>(raw.size());
        for (int r = 0; r < raw.size(); r++) {
            points.add(scaler.scaleRow(raw.row(r)));
        }
        return points;
    }

    /** Beside a full reservoir, as many refused vectors as a clean stream has. */
    private static int refusedCapacity(SegmentConfig config) {
        double share = config.gate().level() / (1 - config.gate().level());
        return 1 + (int) Math.ceil(share * config.scaler().reservoir());
    }

    long liveBytes() {
        return scaler.liveBytes() + reservoir.liveBytes() + refused.liveBytes();
    }

    /** Writes scales and vectors; when the next refit is due and how many there were goes apart. */
    void snapshot(StateWriter out) {
        scaler.snapshot(out);
        reservoir.snapshot(out);
        refused.snapshot(out);
    }

    static ScaledReservoir restore(
            SegmentConfig config, int width, long seed, long nextRefit, int refits, StateReader in) {
        ScaledReservoir restored = new ScaledReservoir(
                config,
                seed,
                AdaptiveScaler.restore(width, config.scaler().clip(), in),
                RawReservoir.restore(config.scaler().reservoir(), width, in),
                RawReservoir.restore(refusedCapacity(config), width, in));
        restored.nextRefit = nextRefit;
        restored.refits = refits;
        return restored;
    }
}
