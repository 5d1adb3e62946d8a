package dev.winnow.detectors.forest;

import java.util.Arrays;

/** Weighted sample of one tree: which leaf each kept copy lies in, the first to go on top; mutable, one owner. */
final class Reservoir {
    /*
     * Efraimidis, Spirakis: "Weighted random sampling with a reservoir", IPL 97 (2006): keep the items with the smallest
     * keys -ln(u) / w. With weights growing as e^(decay * update), the logarithm of the key is ln(-ln u) - decay * update, which
     * never changes afterwards. A binary heap keeps the largest key on top.
     *
     * An entry is one long: the upper 52 bits of the key, turned so that longs order like keys, and 12 bits for the leaf. After 10^9
     * updates that tells keys apart that differ by a millionth. Only the key's bits are compared: numbers of leaves
     * are history that a restored tree does not share.
     */
    private static final int FIRST_CAPACITY = 16;
    private static final int LEAF_BITS = 12;
    private static final long LEAF = (1L << LEAF_BITS) - 1;

    private final int capacity;

    long[] entries = new long[0];
    int size;

    Reservoir(int capacity) {
        this.capacity = capacity;
    }

    static long entry(double key, int leaf) {
        long bits = Double.doubleToRawLongBits(key);
        return (bits ^ (bits >> 63 & Long.MAX_VALUE)) & ~LEAF | leaf;
    }

    static double key(long entry) {
        return Double.longBitsToDouble((entry ^ (entry >> 63 & Long.MAX_VALUE)) & ~LEAF);
    }

    static int leaf(long entry) {
        return (int) (entry & LEAF);
    }

    boolean isFull() {
        return size == capacity;
    }

    double fill() {
        return (double) size / capacity;
    }

    /** Largest key: a new item below it may replace that entry. */
    double topKey() {
        return key(entries[0]);
    }

    int topLeaf() {
        return leaf(entries[0]);
    }

    void push(long entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.min(capacity, Math.max(FIRST_CAPACITY, 2 * size)));
        }
        int hole = size++;
        while (hole > 0 && isBelow(entries[(hole - 1) >> 1], entry)) {
            entries[hole] = entries[(hole - 1) >> 1];
            hole = (hole - 1) >> 1;
        }
        entries[hole] = entry;
    }

    void pop() {
        sink(0, entries[--size]);
    }

    boolean isHeap() {
        for (int i = 1; i < size; i++) {
            if (isBelow(entries[(i - 1) >> 1], entries[i])) {
                return false;
            }
        }
        return true;
    }

    long bytes() {
        return 8L * entries.length + 16L + 24;
    }

    private static boolean isBelow(long entry, long other) {
        return entry >> LEAF_BITS < other >> LEAF_BITS;
    }

    private void sink(int from, long entry) {
        if (size == 0) {
            return;
        }
        int hole = from;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && isBelow(entries[child], entries[child + 1])) {
                child++;
            }
            if (!isBelow(entry, entries[child])) {
                break;
            }
            entries[hole] = entries[child];
            hole = child;
        }
        entries[hole] = entry;
    }
}
