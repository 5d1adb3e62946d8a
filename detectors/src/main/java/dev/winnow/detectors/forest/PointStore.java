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
    /** 1,000 trees of 2,048 entries, and one copy in hand, are below this; and it leaves room for 10^12 updates. */
    private static final int COPIES_BITS = 21;

    static final long MAX_UPDATES = 1L << 42;

    private static final long ONE_COPY = 1;
    private static final long COPIES = (ONE_COPY << COPIES_BITS) - 1;

    private final int dimensions;
    private final int words;
    private final long hashSeed;

    private long[] points;
    /** By slot: update that brought the point last, and copies in the lower bits. */
    private long[] uses;

    /** A slot that is free, or {@link #EMPTY}; its {@link #seenAt} less one is the next one. */
    private int free = EMPTY;

    private int freeCount;
    private int used;
    private int[] table;

    PointStore(int dimensions, long hashSeed) {
        this.dimensions = dimensions;
        this.hashSeed = hashSeed;
        words = Lanes.words(dimensions);
        points = new long[FIRST_CAPACITY * words];
        uses = new long[FIRST_CAPACITY];
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

    /** Writes the values of a point, as exact as {@link FixedPoint} keeps them. */
    void decode(int slot, float[] values) {
        for (int d = 0; d < dimensions; d++) {
            values[d] = FixedPoint.value(code(slot, d));
        }
    }

    /** Reservoir entries, over all trees, that hold the point; 0 for a free slot. */
    int copies(int slot) {
        return (int) (uses[slot] & COPIES);
    }

    /** Number of the update that brought the point last; unique among live points. */
    long seenAt(int slot) {
        return uses[slot] >>> COPIES_BITS;
    }

    void seen(int slot, long update) {
        uses[slot] = update << COPIES_BITS | uses[slot] & COPIES;
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
    int add(long[] point, long update) {
        if (freeCount == 0 && used == uses.length) {
            grow();
        }
        int slot = free;
        if (slot == EMPTY) {
            slot = used++;
        } else {
            free = (int) seenAt(slot) - 1;
            freeCount--;
        }
        for (int w = 0; w < words; w++) {
            points[slot * words + w] = point[2 * w] & Lanes.VALUE;
        }
        uses[slot] = update << COPIES_BITS | ONE_COPY;
        index(slot);
        return slot;
    }

    void retain(int slot) {
        uses[slot] += ONE_COPY;
    }

    /** Gives one copy back; with the last copy the slot is free. */
    void release(int slot) {
        uses[slot] -= ONE_COPY;
        if (copies(slot) == 0) {
            unindex(slot);
            seen(slot, free + 1);
            free = slot;
            freeCount++;
        }
    }

    /** One more than the largest slot that was ever taken; slots without copies among them are free. */
    int slotBound() {
        return used;
    }

    /** Slots of the live points, the longest unseen first. */
    int[] byAge() {
        int[] slots = new int[size()];
        long[] ages = new long[slots.length];
        int n = 0;
        for (int slot = 0; slot < used; slot++) {
            if (copies(slot) > 0) {
                ages[n] = seenAt(slot);
                slots[n++] = slot;
            }
        }
        int[] sorted = new int[n];
        long[] order = ages.clone();
        Arrays.sort(order);
        for (int i = 0; i < n; i++) {
            sorted[Arrays.binarySearch(order, ages[i])] = slots[i];
        }
        return sorted;
    }

    long bytes() {
        return 8L * points.length + 8L * uses.length + 4L * table.length + 3 * 16L + 72;
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
        int capacity = uses.length + (uses.length >> GROWTH_SHIFT) + LEAST_GROWTH;
        points = Arrays.copyOf(points, Math.multiplyExact(capacity, words));
        uses = Arrays.copyOf(uses, capacity);
        // At most three quarters full.
        if (3L * table.length < 4L * capacity) {
            table = emptyTable(2 * table.length);
            for (int slot = 0; slot < used; slot++) {
                if (copies(slot) > 0) {
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
