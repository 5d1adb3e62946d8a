package dev.winnow.detectors.forest;

import java.util.Arrays;

/** Weighted sample of one tree: which leaf each kept copy lies in, the first to go on top; mutable, one owner. */
final class Reservoir {
    /*
     * Efraimidis, Spirakis: "Weighted random sampling with a reservoir", IPL 97 (2006): keep the items with the smallest
     * keys -ln(u) / w. With weights growing as e^(decay * update), the logarithm of the key is ln(-ln u) - decay * update, which
     * never changes afterwards. A binary heap keeps the largest key on top.
     */
    private static final int FIRST_CAPACITY = 16;

    private final int capacity;

    double[] keys;
    int[] leaves;
    int size;

    Reservoir(int capacity) {
        this.capacity = capacity;
        keys = new double[0];
        leaves = new int[0];
    }

    boolean isFull() {
        return size == capacity;
    }

    double fill() {
        return (double) size / capacity;
    }

    /** Largest key: a new item below it may replace that entry. */
    double topKey() {
        return keys[0];
    }

    int topLeaf() {
        return leaves[0];
    }

    void push(double key, int leaf) {
        if (size == keys.length) {
            int grown = Math.min(capacity, Math.max(FIRST_CAPACITY, 2 * size));
            keys = Arrays.copyOf(keys, grown);
            leaves = Arrays.copyOf(leaves, grown);
        }
        int hole = size++;
        while (hole > 0 && keys[(hole - 1) >> 1] < key) {
            int parent = (hole - 1) >> 1;
            keys[hole] = keys[parent];
            leaves[hole] = leaves[parent];
            hole = parent;
        }
        keys[hole] = key;
        leaves[hole] = leaf;
    }

    void pop() {
        double key = keys[--size];
        int leaf = leaves[size];
        sink(0, key, leaf);
    }

    /** Drops all entries of a leaf; returns their number. */
    int drop(int leaf) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (leaves[i] != leaf) {
                keys[kept] = keys[i];
                leaves[kept++] = leaves[i];
            }
        }
        int dropped = size - kept;
        size = kept;
        if (dropped > 0) {
            for (int i = size / 2 - 1; i >= 0; i--) {
                sink(i, keys[i], leaves[i]);
            }
        }
        return dropped;
    }

    boolean isHeap() {
        for (int i = 1; i < size; i++) {
            if (keys[(i - 1) >> 1] < keys[i]) {
                return false;
            }
        }
        return true;
    }

    long bytes() {
        return 12L * keys.length + 2 * 16L + 32;
    }

    private void sink(int from, double key, int leaf) {
        if (size == 0) {
            return;
        }
        int hole = from;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && keys[child + 1] > keys[child]) {
                child++;
            }
            if (keys[child] <= key) {
                break;
            }
            keys[hole] = keys[child];
            leaves[hole] = leaves[child];
            hole = child;
        }
        keys[hole] = key;
        leaves[hole] = leaf;
    }
}
