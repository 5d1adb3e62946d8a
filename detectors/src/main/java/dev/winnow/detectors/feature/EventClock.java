package dev.winnow.detectors.feature;

/**
 * Event time that one wrong time stamp cannot push ahead: a jump of more than an hour is followed only when a second
 * event at or beyond it confirms it. Mutable, one owner. The result depends on the set of times, not on their order.
 */
final class EventClock {
    /**
     * Longest step that a single event may make. Longer silences are normal (a night, a weekend); after one the clock
     * trails by one event, which only makes windows fold a little later.
     */
    static final long MAX_JUMP_MILLIS = 3_600_000;

    static final long NEVER = Long.MIN_VALUE;

    /** Time stamps are kept within ±2^52 ms, some 140,000 years, so that no difference overflows. */
    private static final long FARTHEST_MILLIS = 1L << 52;

    private long newest = NEVER;
    private long second = NEVER;

    static long bounded(long timeMillis) {
        return Math.max(-FARTHEST_MILLIS, Math.min(FARTHEST_MILLIS, timeMillis));
    }

    void observe(long boundedMillis) {
        if (boundedMillis >= newest) {
            second = newest;
            newest = boundedMillis;
        } else if (boundedMillis > second) {
            second = boundedMillis;
        }
    }

    /** The confirmed event time; {@link #NEVER} before the second event. Never goes back. */
    long now() {
        return second != NEVER && newest - second <= MAX_JUMP_MILLIS ? newest : second;
    }

    long newest() {
        return newest;
    }

    long second() {
        return second;
    }

    void restore(long newest, long second) {
        this.newest = newest;
        this.second = second;
    }

    void copyFrom(EventClock other) {
        newest = other.newest;
        second = other.second;
    }
}
