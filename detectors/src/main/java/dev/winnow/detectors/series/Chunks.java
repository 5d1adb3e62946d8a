package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Which rows lie in which slots: runs of {@value #ROWS} consecutive rows, forgotten as a whole. Mutable on purpose,
 * one owner.
 */
final class Chunks {
    // The newer half of the memory is the recent past without gaps. The older half keeps what was strangest when it
    // came: a rare but normal pattern would else be news again every time the memory has turned over. Strangeness
    // fades with age, so that a series that has changed for good gets rid of its past.

    /** Long against every usual span, so that few stretches are cut; short against a day. */
    static final int ROWS = 64;

    /** Turns of the whole memory in which a chunk's strangeness counts half. */
    private static final double HALF_LIFE_TURNS = 4;

    private final long[] firstRows;
    private final int[] filled;
    /** The chunk whose rows come just before; −1 if forgotten, or if rows are missing between. */
    private final int[] before;

    private final double[] novelty;
    private int used;
    private int current = -1;

    Chunks(int count) {
        firstRows = new long[count];
        filled = new int[count];
        before = new int[count];
        novelty = new double[count];
    }

    /** Chunks that have rows; they are the first ones. */
    int used() {
        return used;
    }

    int first(int chunk) {
        return chunk * ROWS;
    }

    int filled(int chunk) {
        return filled[chunk];
    }

    /** Number of the row in a chunk's first slot. */
    long firstRow(int chunk) {
        return firstRows[chunk];
    }

    /** Rows remembered. */
    int size() {
        int size = 0;
        for (int c = 0; c < used; c++) {
            size += filled[c];
        }
        return size;
    }

    /** The slot of the row before a slot's; −1 where that is forgotten or never was. */
    int slotBefore(int slot) {
        if (slot % ROWS > 0) {
            return slot - 1;
        }
        int chunk = before[slot / ROWS];
        return chunk < 0 ? -1 : first(chunk) + ROWS - 1;
    }

    /** The slot for a new row, which may forget a chunk. */
    int append(long row, double strangeness) {
        boolean follows = current >= 0 && firstRows[current] + filled[current] == row;
        if (!follows || filled[current] == ROWS) {
            open(row, follows);
        }
        novelty[current] = Math.max(novelty[current], strangeness);
        return first(current) + filled[current]++;
    }

    private void open(long row, boolean follows) {
        int opened = used < firstRows.length ? used++ : leastWorth(row);
        for (int c = 0; c < used; c++) {
            if (before[c] == opened) {
                before[c] = -1;
            }
        }
        before[opened] = follows ? current : -1;
        firstRows[opened] = row;
        filled[opened] = 0;
        novelty[opened] = 0;
        current = opened;
    }

    private int leastWorth(long row) {
        long recent = row - (long) ROWS * firstRows.length / 2;
        double halfLife = HALF_LIFE_TURNS * ROWS * firstRows.length;
        int least = -1;
        double worth = Double.POSITIVE_INFINITY;
        for (int c = 0; c < used; c++) {
            double here = novelty[c] * StrictMath.pow(0.5, (row - firstRows[c]) / halfLife);
            boolean older = least < 0 || here < worth || here == worth && firstRows[c] < firstRows[least];
            if (firstRows[c] < recent && older) {
                least = c;
                worth = here;
            }
        }
        return least;
    }

    long liveBytes() {
        return 128 + 24L * firstRows.length;
    }

    void snapshot(StateWriter out) {
        out.writeInt(current)
                .writeLongs(Arrays.copyOf(firstRows, used))
                .writeInts(Arrays.copyOf(filled, used))
                .writeInts(Arrays.copyOf(before, used))
                .writeDoubles(Arrays.copyOf(novelty, used));
    }

    static Chunks restore(int count, long rows, StateReader in) {
        Chunks chunks = new Chunks(count);
        chunks.current = in.readInt();
        long[] firstRows = in.readLongs();
        int[] filled = in.readInts();
        int[] before = in.readInts();
        double[] novelty = in.readDoubles();
        chunks.used = firstRows.length;
        if (chunks.used > count || chunks.current >= chunks.used || chunks.current < -1) {
            throw new StateFormatException("STA-004 series memory: must have at most " + count
                    + " chunks and fill one of them, has " + chunks.used + " and fills " + chunks.current);
        }
        expect("filled chunks", chunks.used, filled.length);
        expect("links", chunks.used, before.length);
        expect("novelties", chunks.used, novelty.length);
        for (int c = 0; c < chunks.used; c++) {
            if (filled[c] < 0
                    || filled[c] > ROWS
                    || before[c] < -1
                    || before[c] >= chunks.used
                    || firstRows[c] < 0
                    || firstRows[c] >= rows) {
                throw new StateFormatException("STA-004 series memory: chunk " + c + " cannot begin at row "
                        + firstRows[c] + " of " + rows + " with " + filled[c] + " rows after chunk " + before[c]);
            }
        }
        System.arraycopy(firstRows, 0, chunks.firstRows, 0, chunks.used);
        System.arraycopy(filled, 0, chunks.filled, 0, chunks.used);
        System.arraycopy(before, 0, chunks.before, 0, chunks.used);
        System.arraycopy(novelty, 0, chunks.novelty, 0, chunks.used);
        return chunks;
    }

    static void expect(String what, int required, int found) {
        if (found != required) {
            throw new StateFormatException(
                    "STA-004 series memory: must have " + required + " " + what + ", has " + found);
        }
    }
}
