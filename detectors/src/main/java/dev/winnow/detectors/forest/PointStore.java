package dev.winnow.detectors.forest;

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

    private final int dimensions;
    private final long hashSeed;

    private float[] values;
    private int[] copies;
    private long[] seenAt;
    private int[] free;
    private int freeCount;
    private int used;
    private int[] table;

    PointStore(int dimensions, long hashSeed) {
        this.dimensions = dimensions;
        this.hashSeed = hashSeed;
        values = new float[FIRST_CAPACITY * dimensions];
        copies = new int[FIRST_CAPACITY];
        seenAt = new long[FIRST_CAPACITY];
        free = new int[FIRST_CAPACITY];
        table = emptyTable(4 * FIRST_CAPACITY);
    }

    int dimensions() {
        return dimensions;
    }

    /** Number of live points. */
    int size() {
        return used - freeCount;
    }

    /** All coordinates; the point of a slot starts at {@code slot * dimensions}. Replaced when the store grows. */
    float[] values() {
        return values;
    }

    /** Reservoir entries, over all trees, that hold the point; 0 for a free slot. */
    int copies(int slot) {
        return copies[slot];
    }

    /** Number of the update that brought the point last; unique among live points. */
    long seenAt(int slot) {
        return seenAt[slot];
    }

    void seen(int slot, long update) {
        seenAt[slot] = update;
    }

    /** One more than the highest slot ever used. */
    int slots() {
        return used;
    }

    /** Slot of a live point with these values, or -1. */
    int find(float[] point) {
        int mask = table.length - 1;
        for (int i = hash(point, 0) & mask; table[i] != EMPTY; i = (i + 1) & mask) {
            if (matches(table[i], point)) {
                return table[i];
            }
        }
        return EMPTY;
    }

    /** Stores a point that is not live yet, with one copy held by the caller. */
    int add(float[] point, long update) {
        if (freeCount == 0 && used == copies.length) {
            grow();
        }
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        System.arraycopy(point, 0, values, slot * dimensions, dimensions);
        copies[slot] = 1;
        seenAt[slot] = update;
        index(slot);
        return slot;
    }

    void retain(int slot) {
        copies[slot]++;
    }

    /** Gives one copy back; with the last copy the slot is free. */
    void release(int slot) {
        if (--copies[slot] == 0) {
            unindex(slot);
            free[freeCount++] = slot;
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
            if (copies[slot] > 0) {
                ages[n] = seenAt[slot];
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
        return 4L * values.length + 16L * copies.length + 4L * table.length + 5 * 16L + 72;
    }

    private boolean matches(int slot, float[] point) {
        int base = slot * dimensions;
        for (int i = 0; i < dimensions; i++) {
            if (values[base + i] != point[i]) {
                return false;
            }
        }
        return true;
    }

    private int hash(float[] from, int offset) {
        long h = hashSeed;
        for (int i = 0; i < dimensions; i++) {
            h = (h ^ Float.floatToRawIntBits(from[offset + i])) * 0x9e3779b97f4a7c15L;
            h ^= h >>> 29;
        }
        return (int) (h >>> 16);
    }

    private void index(int slot) {
        int mask = table.length - 1;
        int i = hash(values, slot * dimensions) & mask;
        while (table[i] != EMPTY) {
            i = (i + 1) & mask;
        }
        table[i] = slot;
    }

    private void unindex(int slot) {
        int mask = table.length - 1;
        int hole = hash(values, slot * dimensions) & mask;
        while (table[hole] != slot) {
            hole = (hole + 1) & mask;
        }
        for (int i = (hole + 1) & mask; table[i] != EMPTY; i = (i + 1) & mask) {
            int home = hash(values, table[i] * dimensions) & mask;
            boolean mayStay = hole <= i ? hole < home && home <= i : hole < home || home <= i;
            if (!mayStay) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = EMPTY;
    }

    private void grow() {
        // By half: the store is the largest part after the boxes, and doubling would leave up to half of it unused.
        int capacity = copies.length + copies.length / 2;
        values = Arrays.copyOf(values, Math.multiplyExact(capacity, dimensions));
        copies = Arrays.copyOf(copies, capacity);
        seenAt = Arrays.copyOf(seenAt, capacity);
        free = Arrays.copyOf(free, capacity);
        if (table.length < 2 * capacity) {
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
