package dev.winnow.detectors.segment;

import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Corrects the combined probability by how often such a one really occurs in the segment. Mutable, one owner.
 *
 * <p>The Cauchy combination holds its level for small p only; at 0.05, with members that agree with each other, it states about
 * 0.042 for what happens in 0.05 of the cases. Where at least {@value #SUPPORT} of the remembered values are as small, the observed share is
 * taken; below, the combination keeps its shape and is moved by the correction found there.
 */
final class FusedTail {
    /** Values that an observed share must rest on: its error is then about a fifth. */
    static final int SUPPORT = 20;

    /** Values below which nothing is corrected. */
    private static final int MINIMUM = 400;

    private final StreamingTail tail;

    FusedTail(SegmentConfig.Tail config) {
        this(new StreamingTail(config.window(), config.peakShare()));
    }

    private FusedTail(StreamingTail tail) {
        this.tail = tail;
    }

    /** Remembers a combined probability; NaN is left out. */
    void add(double combined) {
        if (!Double.isNaN(combined)) {
            tail.add(-StrictMath.log10(combined));
        }
    }

    /** Corrected probability in [1e-9, 1], never falling as the combined one rises; NaN stays NaN. */
    double calibrate(double combined) {
        if (Double.isNaN(combined) || tail.size() < MINIMUM) {
            return combined;
        }
        double score = -StrictMath.log10(combined);
        double supported = tail.fromTop(SUPPORT);
        if (score <= supported) {
            return tail.pValue(score);
        }
        double shift = tail.pValue(supported) * StrictMath.pow(10, supported);
        return Math.max(StreamingTail.FLOOR, Math.min(1, combined * shift));
    }

    long liveBytes() {
        return tail.liveBytes();
    }

    void snapshot(StateWriter out) {
        tail.snapshot(out);
    }

    static FusedTail restore(SegmentConfig.Tail config, StateReader in) {
        return new FusedTail(StreamingTail.restore(config.window(), config.peakShare(), in));
    }
}
