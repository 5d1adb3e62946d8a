package dev.winnow.detectors.segment;

import dev.winnow.detectors.fuse.CauchyCombination;
import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Evidence that an entity accumulates: many events each a little strange are together very strange. One cumulative sum per
 * entity over the events' −ln p (Page 1954, "Continuous inspection schemes", on the score rather than on the features), with a
 * tail over the segment that says how unusual such a sum is. Mutable, one owner.
 *
 * <p>Without it a slow burst (a scan, a brute force) stays below the gate's level, is learnt, and becomes ordinary. On a clean
 * stream −ln p is exponential with mean 1, so a drift of 2 lets the sum fall by 1 an event. The drift is at least twice the
 * entity's own long-run mean: an entity that is always a little strange does not accumulate for ever.
 */
final class Persistence {
    // The probability is that of the sum before the event, which on a clean stream is independent of the event's own:
    // the
    // two combine without counting anything twice. For the same reason the sums before ordinary events are a fair
    // sample
    // of all, so only they feed the tail, and a burst, which has no ordinary events, cannot make its own sums usual.

    /** Name as a member. */
    static final String NAME = "persistence";

    /** An event that is not even this strange by itself is no part of a burst, whatever its entity did before. */
    private static final double STRANGE = 0.1;

    /** Sum beyond which nothing is gained: e^-30 is far below any probability that is told apart. */
    private static final double CAP = 40;

    private final SegmentConfig.Persistence config;
    private final StreamingTail tail;
    private final int minimumScores;
    /** Of the tail that the sum has on a clean stream. */
    private final double theta;

    Persistence(SegmentConfig config) {
        this(config, new StreamingTail(config.tail().window(), config.tail().peakShare()));
    }

    private Persistence(SegmentConfig config, StreamingTail tail) {
        this.config = config.persistence();
        this.tail = tail;
        this.minimumScores = config.tail().minimumScores();
        this.theta = rate(config.persistence().drift());
    }

    boolean isOn() {
        return config.weight() > 0;
    }

    /** Whether an event of such a probability may be part of a burst or make a sum grow. */
    boolean isEvidence(double momentary) {
        return momentary <= Math.max(STRANGE, StrictMath.exp(-config.drift()));
    }

    /** Sum after an event, from the entity's sum and mean before it. */
    double sum(double before, double mean, double momentary) {
        double drift = config.drift() * Math.max(1, mean);
        return Math.min(CAP, Math.max(0, before - StrictMath.log(momentary) - drift));
    }

    /** Tail probability of the sum before an event, NaN while the tail is not known. */
    double pValue(double sum) {
        if (tail.size() < minimumScores) {
            return Double.NaN;
        }
        // The tail of the sum itself is exponential with this rate on a clean stream (Wald's equation); the observed
        // tail,
        // which knows how events of one entity resemble each other, may only make it heavier.
        return Math.max(tail.pValue(sum), Math.max(StreamingTail.FLOOR, StrictMath.exp(-theta * sum)));
    }

    /**
     * An event's own probability and that of its entity's past in one. A past without evidence is none against the event: it
     * counts as even odds at most.
     */
    double combine(double momentary, double persistent) {
        return Double.isNaN(persistent) || momentary > STRANGE
                ? momentary
                : CauchyCombination.combine(
                        new double[] {momentary, Math.min(0.5, persistent)}, new double[] {1, config.weight()});
    }

    /**
     * Learns how large sums are, from ordinary events. Sums of one entity come in runs, so no budget keeps large ones out: it
     * would cut the tail of a clean stream to a quarter. After a burst the sum falls by about 1 an event, which bounds what gets in.
     */
    void learn(double before, double momentary) {
        if (momentary > STRANGE) {
            tail.add(before);
        }
    }

    /** Positive root of 1 - rate = exp(-rate · drift). */
    static double rate(double drift) {
        double rate = 1 - 1e-9;
        for (int i = 0; i < 200; i++) {
            rate = 1 - StrictMath.exp(-rate * drift);
        }
        return rate;
    }

    long liveBytes() {
        return 64 + tail.liveBytes();
    }

    void snapshot(StateWriter out) {
        tail.snapshot(out);
    }

    static Persistence restore(SegmentConfig config, StateReader in) {
        return new Persistence(
                config,
                StreamingTail.restore(config.tail().window(), config.tail().peakShare(), in));
    }
}
