package dev.winnow.detectors.sketch;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.winnow.detectors.hash.SplitMix;

/**
 * 64-bit hash of texts and numbers under a secret seed, equal on every machine. Immutable, safe to share, allocates nothing.
 *
 * <p>Give each tenant a seed of its own: keys that were made to collide under one seed do not collide under another.
 */
public final class SeededHash {
    // PolymurHash 2.0 (O. Peters, 2023) because its bound is proved for every input: two different keys of n bytes
    // collide under a random seed with probability at most n · 2^-60.2. Faster unkeyed hashes, and some that take a
    // seed, have keys that collide under all seeds.

    private static final long TWEAK = 0x77696e6e6f77L;

    private final long seed;
    private final Hasher64 hasher;

    /** @param seed secret of the tenant and purpose */
    public SeededHash(long seed) {
        this.seed = seed;
        hasher = Hashing.polymurHash2_0(TWEAK, seed);
    }

    /** Hash of a text's UTF-16 characters. */
    public long of(CharSequence key) {
        return hasher.hashCharsToLong(key);
    }

    /** Hash of a number. */
    public long of(long key) {
        return hasher.hashLongLongToLong(key, 0);
    }

    long seed() {
        return seed;
    }

    /**
     * The i-th of several hashes made from one: the finaliser of SplitMix64 (Steele, Lea, Flood 2014), so that two keys agree in
     * all of them only if their 64-bit hashes are equal. Double hashing would let a pair collide everywhere much more often.
     */
    static long derive(long hash, int i) {
        return SplitMix.mix(hash + (i + 1) * SplitMix.GAMMA);
    }

    /** A hash spread evenly over 0 to size − 1. */
    static int reduce(long hash, int size) {
        return (int) ((hash >>> 32) * size >>> 32);
    }
}
