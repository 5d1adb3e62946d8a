package dev.winnow.detectors.guard;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * The event time of a stream as a whole: the latest, but a leap of more than a reach forward or back only once
 * {@value #WITNESSES} events in a row say so. One wrong time stamp neither empties nor freezes what depends on it. Mutable, one owner.
 */
final class StreamClock {
    /** A flooder at ten times the rest sends so many in a row once in 500 tries; a real gap costs as many events. */
    static final int WITNESSES = 64;

    private final long reachMillis;
    private boolean isSet;
    private long now;
    private int strangers;

    StreamClock(long reachMillis) {
        this.reachMillis = reachMillis;
    }

    /** Takes notice of an event's time; the stream's time now, which may lie before the time it had. */
    long advance(long timeMillis) {
        if (!isSet) {
            isSet = true;
            now = timeMillis;
        }
        long ahead = saturatedDifference(timeMillis, now);
        if (ahead <= reachMillis && ahead >= -reachMillis) {
            now = Math.max(now, timeMillis);
            strangers = 0;
        } else if (++strangers >= WITNESSES) {
            now = timeMillis;
            strangers = 0;
        }
        return now;
    }

    void snapshot(StateWriter out) {
        out.writeBoolean(isSet).writeLong(now).writeShort(strangers);
    }

    void restore(StateReader in) {
        isSet = in.readBoolean();
        now = in.readLong();
        strangers = in.readShort();
    }

    private static long saturatedDifference(long a, long b) {
        long difference = a - b;
        boolean isOverflow = ((a ^ b) & (a ^ difference)) < 0;
        return isOverflow ? (a < b ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
    }
}
