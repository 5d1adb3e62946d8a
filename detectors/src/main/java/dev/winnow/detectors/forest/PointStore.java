package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import java.util.Arrays;

/**
 * The distinct points that at least one tree holds, once each; mutable, one owner.
 *
 * <p>A point has one slot from the first copy to the last, whatever tree holds it. So a leaf can name its point by slot, and
 * repeats can never leave a leaf with a slot that was given away.
 */
final class PointStore {
    /*
     * Slots are found by value through an open hash table (linear probing, removal by shifting back: Knuth, TAOCP 3, 6.4,
     * algorithm R). The order in the table reaches no result. The hash is seeded: a sender who does not know the seed cannot
     * aim at one chain.
     */
    private static final int FIRST_CAPACITY = 64;
    private static final int EMPTY = -1;
    /** Grows by a 32nd: doubling would leave up to half of it unused. */
    private static final int GROWTH_SHIFT = 5;

    private static final int LEAST_GROWTH = 16;
    private final int dimensions;
    private final int words;
    private final long hashSeed;

    private long[] points;
    /** By slot: reservoir entries, over all trees, that hold the point; 0 for a free slot. */
    private int[] copies;

    /** A slot that is free, or {@link #EMPTY}; the first word of its point is the next one. */
    private int free = EMPTY;

    private int freeCount;
    private int used;
    private int[] table;

    PointStore(int dimensions, long hashSeed) {
        this.dimensions = dimensions;
        this.hashSeed = hashSeed;
        words = Lanes.words(dimensions);
        points = new long[FIRST_CAPACITY * words];
        copies = new int[FIRST_CAPACITY];
        table = emptyTable(4 * FIRST_CAPACITY);
    }

    int dimensions() {
        return dimensions;
    }

    /** Number of live points. */
    int size() {
        return used - freeCount;
    }

    /** Longs to a point. */
    int words() {
        return words;
    }

    /** All codes in {@link Lanes}; the point of a slot starts at {@code slot * words}. Replaced when the store grows. */
    long[] points() {
        return points;
    }

    int code(int slot, int dimension) {
        return Lanes.lane(points[slot * words + dimension / Lanes.COUNT], dimension);
    }

    /** Reservoir entries, over all trees, that hold the point; 0 for a free slot. */
    int copies(int slot) {
        return copies[slot];
    }

    /** One more than the highest slot ever used. */
    int slots() {
        return used;
    }

    /**
     * Slot of a live point, or -1.
     *
     * @param point as in {@link Query#exact}
     */
    int find(long[] point) {
        long h = hashSeed;
        for (int w = 0; w < words; w++) {
            h = mix(h, point[2 * w] & Lanes.VALUE);
        }
        int mask = table.length - 1;
        for (int i = (int) (h >>> 32) & mask; table[i] != EMPTY; i = (i + 1) & mask) {
            if (matches(table[i], point)) {
                return table[i];
            }
        }
        return EMPTY;
    }

    /** Stores a point that is not live yet, with one copy held by the caller. */
    int add(long[] point) {
        if (freeCount == 0 && used == copies.length) {
            grow();
        }
        int slot = free;
        if (slot == EMPTY) {
            slot = used++;
        } else {
            free = (int) points[slot * words];
            freeCount--;
        }
        for (int w = 0; w < words; w++) {
            points[slot * words + w] = point[2 * w] & Lanes.VALUE;
        }
        copies[slot] = 1;
        index(slot);
        return slot;
    }

    void retain(int slot) {
        copies[slot]++;
    }

    /** Gives one copy back; with the last copy the slot is free. */
    void release(int slot) {
        copies[slot]--;
        if (copies[slot] == 0) {
            unindex(slot);
            points[slot * words] = free;
            free = slot;
            freeCount++;
        }
    }

    long bytes() {
        return 8L * points.length + 4L * copies.length + 4L * table.length + 3 * 16L + 72;
    }

    private boolean matches(int slot, long[] point) {
        int base = slot * words;
        for (int w = 0; w < words; w++) {
            if (points[base + w] != (point[2 * w] & Lanes.VALUE)) {
                return false;
            }
        }
        return true;
    }

    private int home(int slot) {
        long h = hashSeed;
        for (int w = 0; w < words; w++) {
            h = mix(h, points[slot * words + w]);
        }
        return (int) (h >>> 32);
    }

    private static long mix(long hash, long word) {
        long h = (hash ^ word) * SplitMix.GAMMA;
        return h ^ (h >>> 29);
    }

    private void index(int slot) {
        int mask = table.length - 1;
        int i = home(slot) & mask;
        while (table[i] != EMPTY) {
            i = (i + 1) & mask;
        }
        table[i] = slot;
    }

    private void unindex(int slot) {
        int mask = table.length - 1;
        int hole = home(slot) & mask;
        while (table[hole] != slot) {
            hole = (hole + 1) & mask;
        }
        for (int i = (hole + 1) & mask; table[i] != EMPTY; i = (i + 1) & mask) {
            int home = home(table[i]) & mask;
            boolean mayStay = hole <= i ? hole < home && home <= i : hole < home || home <= i;
            if (!mayStay) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = EMPTY;
    }

    private void grow() {
        int capacity = copies.length + (copies.length >> GROWTH_SHIFT) + LEAST_GROWTH;
        points = Arrays.copyOf(points, Math.multiplyExact(capacity, words));
        copies = Arrays.copyOf(copies, capacity);
        // At most three quarters full.
        if (3L * table.length < 4L * capacity) {
            table = emptyTable(2 * table.length);
            for (int slot = 0; slot < used; slot++) {
                if (copies[slot] > 0) {
                    index(slot);
                }
            }
        }
    }

    private static int[] emptyTable(int capacity) {
        int[] table = new int[capacity];
        Arrays.fill(table, EMPTY);
        return table;
    }
}
