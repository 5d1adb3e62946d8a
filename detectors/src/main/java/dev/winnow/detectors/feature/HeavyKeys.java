package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * The keys of one kind that came most often, weighted. Mutable, one owner, not thread-safe; some hundred operations a key, 1 KB.
 *
 * <p>Every key of more than a {@value #LISTED}th of the whole weight is listed, with a weight that is never too low.
 */
final class HeavyKeys {
    // A. Metwally, D. Agrawal, A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams",
    // ICDT 2005
    // (Space-Saving): a key that is not listed takes the place, and the weight, of the lightest.

    /** Ranks beyond say nothing that rarity does not. */
    static final int LISTED = 64;

    private final long[] keys = new long[LISTED];
    private final double[] weights = new double[LISTED];
    private int size;

    void add(long key, double weight) {
        int at = find(key);
        if (at >= 0) {
            weights[at] += weight;
        } else if (size < LISTED) {
            keys[size] = key;
            weights[size++] = weight;
        } else {
            int lightest = 0;
            for (int i = 1; i < size; i++) {
                lightest = weights[i] < weights[lightest] ? i : lightest;
            }
            keys[lightest] = key;
            weights[lightest] += weight;
        }
    }

    /** 1 for the heaviest, one more for each that is heavier; {@value #LISTED} + 1 for a key that is not listed. */
    int rank(long key) {
        int at = find(key);
        if (at < 0) {
            return LISTED + 1;
        }
        int rank = 1;
        for (int i = 0; i < size; i++) {
            rank += weights[i] > weights[at] ? 1 : 0;
        }
        return rank;
    }

    /** Multiplies all weights by a power of two. */
    void scale(int exponent) {
        for (int i = 0; i < size; i++) {
            weights[i] = Math.scalb(weights[i], exponent);
        }
    }

    private int find(long key) {
        for (int i = 0; i < size; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    static long liveBytes() {
        return 64 + 16L * LISTED;
    }

    void write(StateWriter out) {
        Compact.writeVar(out, size);
        for (int i = 0; i < size; i++) {
            out.writeLong(keys[i]).writeDouble(weights[i]);
        }
    }

    static HeavyKeys read(StateReader in) {
        HeavyKeys heavy = new HeavyKeys();
        heavy.size = Compact.readCount(in, LISTED, "heavy keys");
        for (int i = 0; i < heavy.size; i++) {
            heavy.keys[i] = in.readLong();
            heavy.weights[i] = in.readDouble();
            if (!(heavy.weights[i] >= 0)) {
                throw new StateFormatException("STA-002 state: a heavy key has weight " + heavy.weights[i]);
            }
        }
        return heavy;
    }
}
