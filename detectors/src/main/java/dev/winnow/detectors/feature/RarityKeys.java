package dev.winnow.detectors.feature;

import java.util.Arrays;

/**
 * The keys that one event adds to its segment's {@link Rarity}. Mutable, one owner.
 *
 * <pre>
 * keys      := *( frequency | spread )
 * frequency := key with lowest bit 0
 * spread    := key with lowest bit 1, then the 64-bit hash of the entity
 * key       := 58 bits of hash, 5 bits of kind, 1 bit of form
 * </pre>
 */
final class RarityKeys {
    /** Kinds of keys that one set can have; each has its own total. */
    static final int KINDS = 32;

    private long[] keys = new long[16];
    private int length;

    static long frequency(long hash, int kind) {
        return (hash & -64L) | (long) kind << 1;
    }

    static long spread(long hash, int kind) {
        return frequency(hash, kind) | 1;
    }

    static int kind(long key) {
        return (int) (key >>> 1) & (KINDS - 1);
    }

    static boolean isSpread(long key) {
        return (key & 1) != 0;
    }

    void clear() {
        length = 0;
    }

    void add(long key) {
        if (length == keys.length) {
            keys = Arrays.copyOf(keys, 2 * length);
        }
        keys[length++] = key;
    }

    long[] toArray() {
        return Arrays.copyOf(keys, length);
    }
}
