package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Remembered rows of a series, and how far the stretch that ends now is from every stretch that ended in one of
 * them. Mutable on purpose, one owner, allocates nothing per row.
 */
final class StretchMemory {
    // For rows t and j the distance of the stretches that end there is d(t, j) = (1 − a)·d(t − 1, j − 1) + a·|x_t −
    // x_j|²: an exponential window, so that a stretch of any length costs one multiply-add per remembered row and
    // rounding never accumulates. A left matrix profile in the sense of [1] C.-C. M. Yeh et al., "Matrix Profile
    // I", ICDM 2016, section 3.
    // Differs from [1]: exponential window (0.03 VUS-PR above a box of the same span on server metrics); stretches
    // keep their level, which is evidence here (without it 6 to 10 points of NAB's score less); bounded memory, see
    // Chunks.

    /** Largest mean square distance: beyond it all is equally far, and sums stay finite. */
    private static final float FARTHEST = 1e12f;

    private final int capacity;
    private final int dimensions;
    private final int[] spans;
    /** Weight of the newest row in each span. */
    private final float[] newestWeights;

    private final Chunks chunks;
    /** Metric by metric, so that a pass over one metric is contiguous. */
    private final float[] rows;

    private final long[] times;
    /** Distance of the present row alone, by slot. */
    private final float[] steps;
    /** Distance of the stretches, by span and slot. */
    private final float[][] distances;

    /** The same with the row that is measured, until it is {@link #advance learnt}. */
    private final float[][] prolonged;

    private final float[] nearest;
    private final int[] nearestSlots;
    private int foundSlot = -1;
    /** Number of the row that is judged now or next; rows are numbered from 0. */
    private long now;

    private boolean measured;

    StretchMemory(int capacity, int dimensions, int[] spans) {
        this(capacity, dimensions, spans, new Chunks(capacity / Chunks.ROWS));
    }

    private StretchMemory(int capacity, int dimensions, int[] spans, Chunks chunks) {
        this.capacity = capacity;
        this.dimensions = dimensions;
        this.spans = spans.clone();
        this.chunks = chunks;
        rows = new float[capacity * dimensions];
        times = new long[capacity];
        steps = new float[capacity];
        distances = new float[spans.length][capacity];
        prolonged = new float[spans.length][capacity];
        newestWeights = new float[spans.length];
        for (int i = 0; i < spans.length; i++) {
            newestWeights[i] = (float) (2.0 / (spans[i] + 1));
        }
        nearest = new float[spans.length];
        nearestSlots = new int[spans.length];
    }

    /** Rows judged so far, remembered or not. */
    long judged() {
        return now;
    }

    Chunks chunks() {
        return chunks;
    }

    long time(int slot) {
        return times[slot];
    }

    float value(int slot, int metric) {
        return rows[metric * capacity + slot];
    }

    /** Mean square distance of a span's stretch to the nearest that ended at least a span ago; infinite for none. */
    double nearest(int span) {
        return nearest[span];
    }

    /** Where that nearest stretch ended; −1 for none. */
    int nearestSlot(int span) {
        return nearestSlots[span];
    }

    /**
     * As {@link #nearest}, among stretches that ended a time ago, or that time and some whole seasons, give or take a
     * tolerance; see {@link #foundSlot}.
     */
    double nearestAtPhase(int span, long at, long season, long tolerance) {
        float[] d = prolonged[span];
        float least = Float.POSITIVE_INFINITY;
        foundSlot = -1;
        for (int c = 0; c < chunks.used(); c++) {
            int low = chunks.first(c);
            int high = low + chunks.filled(c) - 1;
            if (high < low) {
                continue;
            }
            if ((times[high] - times[low]) / season > Chunks.ROWS) {
                least = nearestOfFewRows(d, low, high, at, season, tolerance, least);
                continue;
            }
            long back = Math.max(0, Math.floorDiv(at - tolerance - times[high] + season - 1, season));
            for (; at - back * season + tolerance >= times[low]; back++) {
                long middle = at - back * season;
                for (int i = firstNotBefore(middle - tolerance, low, high);
                        i <= high && times[i] <= middle + tolerance;
                        i++) {
                    if (d[i] < least) {
                        least = d[i];
                        foundSlot = i;
                    }
                }
            }
        }
        return least;
    }

    /** The same row by row, for a chunk over so long a time that it has more seasons than rows. */
    private float nearestOfFewRows(
            float[] d, int low, int high, long at, long season, long tolerance, float leastBefore) {
        float least = leastBefore;
        for (int i = low; i <= high; i++) {
            boolean isAtPhase =
                    times[i] <= at + tolerance && Math.floorMod(at + tolerance - times[i], season) <= 2 * tolerance;
            if (isAtPhase && d[i] < least) {
                least = d[i];
                foundSlot = i;
            }
        }
        return least;
    }

    /** Where the stretch ended that {@link #nearestAtPhase} found last; −1 for none. */
    int foundSlot() {
        return foundSlot;
    }

    /**
     * Measures the row that comes now against everything remembered; changes nothing that the next measurement rests on.
     *
     * @param perUnit one over each metric's unit; 0 leaves the metric out
     */
    void measure(float[] row, double[] perUnit) {
        int end = chunks.used() * Chunks.ROWS;
        Arrays.fill(steps, 0, end, 0);
        int counted = 0;
        for (int i = 0; i < dimensions; i++) {
            if (perUnit[i] > 0) {
                addSquares(row[i], (float) perUnit[i], i * capacity, end);
                counted++;
            }
        }
        float share = 1f / Math.max(1, counted);
        for (int i = 0; i < end; i++) {
            steps[i] = Math.min(steps[i] * share, FARTHEST);
        }
        for (int s = 0; s < spans.length; s++) {
            prolong(s, end);
            seekNearest(s);
        }
    }

    /** Makes the row that was measured part of the stretches that are compared from now on. */
    void advance() {
        for (int s = 0; s < distances.length; s++) {
            float[] before = distances[s];
            distances[s] = prolonged[s];
            prolonged[s] = before;
        }
        measured = true;
    }

    /** Ends a row that is not to be remembered. */
    void pass() {
        now++;
    }

    /** From here on other stretches begin: what comes does not follow what came. */
    void interrupt() {
        now++;
        measured = false;
    }

    /**
     * Remembers a row and ends it.
     *
     * @param novelty how strange the row was, at least 0: what is strange is forgotten last
     */
    void remember(float[] row, long time, double novelty) {
        int slot = chunks.append(now, novelty);
        for (int i = 0; i < dimensions; i++) {
            rows[i * capacity + slot] = row[i];
        }
        times[slot] = time;
        now++;
    }

    /** Carries all distances over into another unit. */
    void rescale(double factor) {
        for (float[] d : distances) {
            for (int i = 0; i < d.length; i++) {
                d[i] = (float) Math.min(d[i] * factor, FARTHEST);
            }
        }
    }

    long liveBytes() {
        return 256 + 4L * rows.length + (12L + 8L * spans.length) * capacity + chunks.liveBytes();
    }

    void snapshot(StateWriter out) {
        int end = chunks.used() * Chunks.ROWS;
        out.writeLong(now).writeBoolean(measured);
        chunks.snapshot(out);
        for (int i = 0; i < dimensions; i++) {
            out.writeFloats(Arrays.copyOfRange(rows, i * capacity, i * capacity + end));
        }
        out.writeLongs(Arrays.copyOf(times, end));
        for (float[] d : distances) {
            out.writeFloats(Arrays.copyOf(d, end));
        }
    }

    static StretchMemory restore(int capacity, int dimensions, int[] spans, StateReader in) {
        long now = in.readLong();
        boolean measured = in.readBoolean();
        Chunks chunks = Chunks.restore(capacity / Chunks.ROWS, now, in);
        StretchMemory memory = new StretchMemory(capacity, dimensions, spans, chunks);
        memory.now = now;
        memory.measured = measured;
        int end = chunks.used() * Chunks.ROWS;
        for (int i = 0; i < dimensions; i++) {
            copy("values of a metric", in.readFloats(), memory.rows, i * capacity, end);
        }
        long[] when = in.readLongs();
        Chunks.expect("times", end, when.length);
        System.arraycopy(when, 0, memory.times, 0, end);
        for (float[] d : memory.distances) {
            copy("distances", in.readFloats(), d, 0, end);
        }
        return memory;
    }

    private static void copy(String what, float[] from, float[] to, int at, int length) {
        Chunks.expect(what, length, from.length);
        System.arraycopy(from, 0, to, at, length);
    }

    private void addSquares(float value, float perUnit, int base, int end) {
        for (int i = 0; i < end; i++) {
            float d = (value - rows[base + i]) * perUnit;
            steps[i] += d * d;
        }
    }

    /** The distances of a span with one row more: each from the slot before, whose stretch it prolongs. */
    private void prolong(int s, int end) {
        float[] from = distances[s];
        float[] to = prolonged[s];
        float a = measured ? newestWeights[s] : 1;
        for (int i = 1; i < end; i++) {
            to[i] = from[i - 1] + a * (steps[i] - from[i - 1]);
        }
        for (int c = 0; c < chunks.used(); c++) {
            int first = chunks.first(c);
            int before = chunks.slotBefore(first);
            // Where nothing remembered came before, the stretch begins here.
            to[first] = before < 0 ? steps[first] : from[before] + a * (steps[first] - from[before]);
        }
    }

    private void seekNearest(int s) {
        float[] d = prolonged[s];
        float least = Float.POSITIVE_INFINITY;
        int at = -1;
        for (int c = 0; c < chunks.used(); c++) {
            int first = chunks.first(c);
            long apart = now - spans[s] - chunks.firstRow(c) + 1;
            int end = first + (int) Math.max(0, Math.min(chunks.filled(c), apart));
            for (int i = first; i < end; i++) {
                if (d[i] < least) {
                    least = d[i];
                    at = i;
                }
            }
        }
        nearest[s] = least;
        nearestSlots[s] = at;
    }

    /** First slot of a chunk's that is not earlier than a time; {@code high + 1} where all are. */
    private int firstNotBefore(long time, int low, int high) {
        int from = low;
        int to = high + 1;
        while (from < to) {
            int middle = from + to >>> 1;
            if (times[middle] < time) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
