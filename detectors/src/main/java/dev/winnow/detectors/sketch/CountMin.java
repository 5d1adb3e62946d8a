package dev.winnow.detectors.sketch;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * How often each key came, never too low. Mutable, one owner, not thread-safe; nothing is allocated by an addition.
 *
 * <p>With N additions an estimate exceeds the true count by more than {@code (e / width) · N} with probability at most
 * {@code e^-depth}. {@link #halve} forgets: called at fixed intervals it makes counts fade by half each time.
 */
public final class CountMin {
    // G. Cormode, S. Muthukrishnan, "An improved data stream summary: the count-min sketch and its applications", J.
    // Algorithms 55, 2005, theorem 1, with conservative update (C. Estan, G. Varghese, SIGCOMM 2002): an addition
    // raises only cells that are below the key's new estimate, which keeps the bound and makes the error much smaller
    // on skewed streams. Removal is impossible after that.

    private static final int VERSION = 1;

    private final SeededHash hash;
    private final int width;
    private final int depth;
    private final int[] cells;
    private final int[] at;
    private long total;

    private CountMin(SeededHash hash, int width, int depth, int[] cells) {
        this.hash = hash;
        this.width = width;
        this.depth = depth;
        this.cells = cells;
        at = new int[depth];
    }

    /**
     * @param width cells a row, 2 to 2^20
     * @param depth rows, 1 to 16; width times depth at most 2^22
     * @param seed secret of the tenant and purpose
     */
    public static CountMin create(int width, int depth, long seed) {
        Checks.range(width >= 2 && width <= 1 << 20, "countMin.width", "between 2 and 1048576", width);
        Checks.range(
                depth >= 1 && depth <= 16 && (long) width * depth <= 1 << 22,
                "countMin.depth",
                "between 1 and 16, with at most 4194304 cells in all",
                depth);
        return new CountMin(new SeededHash(seed), width, depth, new int[width * depth]);
    }

    /**
     * The smallest sketch that overestimates by more than {@code error · N} with probability at most {@code failure}.
     *
     * @param error share of all additions, in (0, 1)
     * @param failure probability, in (0, 1)
     */
    public static CountMin forError(double error, double failure, long seed) {
        Checks.range(error > 0 && error < 1, "countMin.error", "above 0 and below 1", error);
        Checks.range(failure > 0 && failure < 1, "countMin.failure", "above 0 and below 1", failure);
        double width = Math.max(2, Math.ceil(StrictMath.E / error));
        double depth = Math.ceil(-StrictMath.log(failure));
        return create((int) width, (int) depth, seed);
    }

    /** Reads what {@link #snapshot} wrote. */
    public static CountMin restore(StateReader in) {
        Checks.version("count-min", VERSION, in);
        long seed = in.readLong();
        int width = in.readInt();
        int depth = in.readByte();
        long total = in.readLong();
        int[] cells = in.readInts();
        Checks.state(
                width >= 2 && depth >= 1 && depth <= 16 && (long) width * depth == cells.length,
                "count-min",
                "must have width times depth (" + width + " × " + depth + ") cells, has " + cells.length);
        CountMin sketch = new CountMin(new SeededHash(seed), width, depth, cells);
        sketch.total = total;
        return sketch;
    }

    public void add(CharSequence key) {
        addHash(hash.of(key));
    }

    public void add(long key) {
        addHash(hash.of(key));
    }

    /** Times that the key was added, or more. */
    public int estimate(CharSequence key) {
        return locate(hash.of(key));
    }

    /** Times that the key was added, or more. */
    public int estimate(long key) {
        return locate(hash.of(key));
    }

    /** Additions so far, halved as the counts were. */
    public long total() {
        return total;
    }

    /** Halves all counts, rounding down. */
    public void halve() {
        for (int i = 0; i < cells.length; i++) {
            cells[i] >>>= 1;
        }
        total >>>= 1;
    }

    /** Adds the other's counts; estimates stay upper bounds with the same error in terms of the joint total. */
    public void merge(CountMin other) {
        Checks.alike(
                hash.seed() == other.hash.seed() && width == other.width && depth == other.depth,
                "count-min",
                "seed, width and depth");
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (int) Math.min(Integer.MAX_VALUE, (long) cells[i] + other.cells[i]);
        }
        total += other.total;
    }

    /** Grammar: version, seed, width, depth, total, cells row by row. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(hash.seed()).writeInt(width).writeByte(depth);
        out.writeLong(total).writeInts(cells);
    }

    public long liveBytes() {
        return 128 + 4L * cells.length + 4L * depth;
    }

    private void addHash(long key) {
        int before = locate(key);
        total++;
        if (before == Integer.MAX_VALUE) {
            return;
        }
        for (int cell : at) {
            cells[cell] = Math.max(cells[cell], before + 1);
        }
    }

    private int locate(long key) {
        int smallest = Integer.MAX_VALUE;
        for (int row = 0; row < depth; row++) {
            int cell = row * width + SeededHash.reduce(SeededHash.derive(key, row), width);
            at[row] = cell;
            smallest = Math.min(smallest, cells[cell]);
        }
        return smallest;
    }
}
