package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * How many entities had each key within a window of event time, to a few. Mutable, one owner, not thread-safe; memory is fixed by the
 * width.
 */
final class SpreadGrid {
    // A Count-Min grid whose cells are 64-bit linear counters [1], in two generations of half a window each.
    //
    // [1] Whang, Vander-Zanden, Taylor 1990, A linear-time probabilistic counting algorithm

    private static final int ROWS = 2;
    private static final int BITS = 64;

    /** Before any half window that an event can fall into. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    private final int width;
    private final long halfMillis;
    private final long[] current;
    private final long[] previous;
    /** Number of the half window that is under way, since 1970. */
    private long half = NEVER;

    /**
     * @param width cells a row, a power of two
     * @param windowMillis event time; an entity counts for at least half of it and at most all of it
     */
    SpreadGrid(int width, long windowMillis) {
        this.width = width;
        halfMillis = windowMillis / 2;
        current = new long[ROWS * width];
        previous = new long[ROWS * width];
    }

    /** The bit of an entity's hash in a counter. */
    static long bit(long entityHash) {
        return 1L << (entityHash >>> 58);
    }

    /** Entities of a key, by the key's hash, with one more counted in; at most some 300. */
    double count(long hash, long entity, long timeMillis) {
        long age = Math.floorDiv(timeMillis, halfMillis) - half;
        double least = Double.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            int at = cell(hash, row);
            long bits = age <= 0 ? current[at] | previous[at] : age == 1 ? current[at] : 0;
            least = Math.min(least, GroupTrack.linearCount(Long.bitCount(bits | entity), BITS));
        }
        return least;
    }

    void add(long hash, long entity, long timeMillis) {
        mark(hash, entity, Math.floorDiv(timeMillis, halfMillis));
    }

    /** Adds the entities that another shard saw in a half window, by its number; none counts as later than now. */
    void addTold(long hash, long entities, long toldHalf, long nowMillis) {
        mark(hash, entities, Math.min(Math.floorDiv(nowMillis, halfMillis), toldHalf));
    }

    /** Forgets the half window under way: its time was wrong. */
    void forget() {
        half = NEVER;
        Arrays.fill(current, 0);
    }

    private void mark(long hash, long bits, long now) {
        if (now > half) {
            if (now == half + 1) {
                System.arraycopy(current, 0, previous, 0, current.length);
            } else {
                Arrays.fill(previous, 0);
            }
            Arrays.fill(current, 0);
            half = now;
        }
        if (now < half - 1) {
            return;
        }
        long[] generation = now == half ? current : previous;
        for (int row = 0; row < ROWS; row++) {
            generation[cell(hash, row)] |= bits;
        }
    }

    private int cell(long hash, int row) {
        return row * width + ((int) (hash >>> 32 * row) & (width - 1));
    }

    long half() {
        return half;
    }

    long liveBytes() {
        return 8L * (current.length + previous.length);
    }

    /** Writes both generations as runs of zeros and words; {@link #half} goes apart. */
    void writeCells(StateWriter out) {
        writeSparse(out, current);
        writeSparse(out, previous);
    }

    /** @throws StateFormatException STA-002 if the cells do not fit */
    void restore(long halfThen, StateReader in) {
        half = halfThen;
        readSparse(in, current);
        readSparse(in, previous);
    }

    private static void writeSparse(StateWriter out, long[] words) {
        for (int i = 0; i < words.length; i++) {
            int zeros = i;
            while (i < words.length && words[i] == 0) {
                i++;
            }
            Compact.writeVar(out, i - zeros);
            if (i < words.length) {
                out.writeLong(words[i]);
            }
        }
    }

    private static void readSparse(StateReader in, long[] words) {
        for (int i = 0; i < words.length; i++) {
            i += Compact.readCount(in, words.length - i, "empty words");
            if (i < words.length) {
                words[i] = in.readLong();
            }
        }
    }
}
