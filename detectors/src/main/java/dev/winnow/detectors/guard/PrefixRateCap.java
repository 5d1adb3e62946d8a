package dev.winnow.detectors.guard;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Admits at most a number of points of each prefix in any window of event time. Mutable, one owner, not thread-safe; 40 kB whatever
 * comes, nothing allocated.
 *
 * <p>The bound is exact: no prefix gets more than {@code limit} points into any interval of the window's length, wherever it
 * starts; a steady sender gets at least 4/5 of it. What it may get wrong is to refuse: a prefix below its limit is refused
 * only if in each of four rows of {@value #WIDTH} cells it shares its cell with prefixes that used it up, which for F flooding
 * prefixes has a probability of about {@code (F / 1024)^4}, and the secret keeps everybody from arranging it.
 */
public final class PrefixRateCap {
    // A count-min sketch (Cormode, Muthukrishnan 2005) of admitted points, one for each fourth of the window and one
    // for the fourth that runs: their sum covers at least the window, hence the exact bound, and at most 5/4 of it,
    // hence the 4/5. Updates are not conservative: what a conservative update leaves out of a cell is missing when
    // older counts of the same cell expire.
    //
    // Events of the past count now, and a clock that steps back keeps all counts: sending old times empties nothing.

    static final int WIDTH = 1024;

    private static final int DEPTH = 4;
    private static final int PARTS = 4;
    private static final int SLOTS = PARTS + 1;
    private static final int CELLS = WIDTH * DEPTH;
    private static final int VERSION = 1;

    private final int limit;
    private final long partMillis;
    private final SipHash prf;
    private final StreamClock clock;
    private final char[] counts = new char[SLOTS * CELLS];
    private final int[] at = new int[DEPTH];
    private long head = Long.MIN_VALUE;

    /**
     * @param limit points a prefix may have in a window, 1 to 65535
     * @param windowMillis length of the window, at least 4
     * @param k0 first half of the tenant's secret
     * @param k1 second half of the tenant's secret
     */
    public PrefixRateCap(int limit, long windowMillis, long k0, long k1) {
        Checks.range(limit >= 1 && limit <= 65_535, "guard.points", "between 1 and 65535", limit);
        Checks.range(windowMillis >= PARTS, "guard.windowMillis", "at least " + PARTS, windowMillis);
        this.limit = limit;
        partMillis = (windowMillis + PARTS - 1) / PARTS;
        prf = new SipHash(k0, k1);
        clock = new StreamClock(windowMillis);
    }

    /** Whether a point of the prefix may be learnt now; it counts if so. Every event moves the clock, learnt or not. */
    public boolean admits(long timeMillis, CharSequence prefix) {
        turn(Math.floorDiv(clock.advance(timeMillis), partMillis));
        int used = locate(prefix);
        if (used >= limit) {
            return false;
        }
        int slot = slot(head);
        for (int cell : at) {
            int i = slot + cell;
            counts[i] = (char) Math.min(Character.MAX_VALUE, counts[i] + 1);
        }
        return true;
    }

    /** Points of the prefix that count at present, or more. */
    int used(CharSequence prefix) {
        return locate(prefix);
    }

    /** Counts of the prefix's cell in each row. */
    int[] load(CharSequence prefix) {
        locate(prefix);
        int[] load = new int[DEPTH];
        for (int row = 0; row < DEPTH; row++) {
            load[row] = sum(at[row]);
        }
        return load;
    }

    /** Grammar: version, clock, head, and of each slot the number of cells in use and (cell, count) of each. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION);
        clock.snapshot(out);
        out.writeLong(head);
        for (int slot = 0; slot < SLOTS; slot++) {
            int inUse = 0;
            for (int i = 0; i < CELLS; i++) {
                inUse += counts[slot * CELLS + i] == 0 ? 0 : 1;
            }
            out.writeShort(inUse);
            for (int i = 0; i < CELLS; i++) {
                if (counts[slot * CELLS + i] != 0) {
                    out.writeShort(i).writeShort(counts[slot * CELLS + i]);
                }
            }
        }
    }

    /** Reads what {@link #snapshot} wrote into a cap of the same settings and secret that has seen nothing. */
    public void restore(StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of \"rate cap\" has version " + version
                    + ", this build reads " + VERSION + "; let the model start a new generation");
        }
        clock.restore(in);
        head = in.readLong();
        for (int slot = 0; slot < SLOTS; slot++) {
            int inUse = in.readShort();
            for (int n = 0; n < inUse; n++) {
                int cell = in.readShort();
                if (cell >= CELLS) {
                    throw new StateFormatException("STA-004 rate cap: cell must be below " + CELLS + ", was " + cell);
                }
                counts[slot * CELLS + cell] = (char) in.readShort();
            }
        }
    }

    public long liveBytes() {
        return 256 + 2L * counts.length;
    }

    /** Makes a part of the window the running one; what is older than the window is forgotten. */
    private void turn(long part) {
        if (part == head) {
            return;
        }
        if (part < head && head != Long.MIN_VALUE) {
            moveBack(part);
            return;
        }
        if (head == Long.MIN_VALUE || part - head >= SLOTS) {
            Arrays.fill(counts, (char) 0);
        } else {
            for (long p = head + 1; p <= part; p++) {
                Arrays.fill(counts, slot(p), slot(p) + CELLS, (char) 0);
            }
        }
        head = part;
    }

    /** The clock was wrong: all that counts goes on counting, as of now. */
    private void moveBack(long part) {
        char[] before = counts.clone();
        for (int age = 0; age < SLOTS; age++) {
            System.arraycopy(before, slot(head - age), counts, slot(part - age), CELLS);
        }
        head = part;
    }

    private static int slot(long part) {
        return (int) Math.floorMod(part, (long) SLOTS) * CELLS;
    }

    /** Points at the prefix's cells; the smallest of their sums. */
    private int locate(CharSequence prefix) {
        long hash = prf.of(0, prefix);
        int smallest = Integer.MAX_VALUE;
        for (int row = 0; row < DEPTH; row++) {
            int cell = row * WIDTH + (int) (hash >>> 16 * row & WIDTH - 1);
            at[row] = cell;
            smallest = Math.min(smallest, sum(cell));
        }
        return smallest;
    }

    private int sum(int cell) {
        int sum = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            sum += counts[slot * CELLS + cell];
        }
        return sum;
    }
}
