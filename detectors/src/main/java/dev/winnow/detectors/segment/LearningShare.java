package dev.winnow.detectors.segment;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Which events a segment learns where they come faster than it need learn: a random sample, as large as the rate that is allowed.
 * What it remembers then reaches back further, not less far. Mutable, one owner, not thread-safe.
 *
 * <p>The rate is that of the whole segment in event time, counted in steps of {@value #STEP_MILLIS} ms: that of the step before, or
 * of this one where it is higher already.
 */
final class LearningShare {
    static final long STEP_MILLIS = 10_000;

    private final double mostPerStep;
    private long step = Long.MIN_VALUE;
    private long before;
    private long now;

    /** @param perSecond events a second that are learnt, 0 for all */
    LearningShare(int perSecond) {
        mostPerStep = perSecond == 0 ? Double.POSITIVE_INFINITY : perSecond * (STEP_MILLIS / 1000.0);
    }

    /** Counts events at a time that never falls: of this shard, or of others. */
    void count(long timeMillis, int events) {
        long at = Math.floorDiv(timeMillis, STEP_MILLIS);
        if (at > step) {
            before = at == step + 1 ? now : 0;
            now = 0;
            step = at;
        }
        now += events;
    }

    /** Whether the event of that draw, in [0, 1), is in the sample. */
    boolean isLesson(double draw) {
        return draw * Math.max(before, now) < mostPerStep;
    }

    void snapshot(StateWriter out) {
        out.writeLong(step).writeLong(before).writeLong(now);
    }

    static LearningShare restore(int perSecond, StateReader in) {
        LearningShare share = new LearningShare(perSecond);
        share.step = in.readLong();
        share.before = in.readLong();
        share.now = in.readLong();
        return share;
    }
}
