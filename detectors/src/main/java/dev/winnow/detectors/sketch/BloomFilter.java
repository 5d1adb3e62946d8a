package dev.winnow.detectors.sketch;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Whether a key was seen: "no" is certain, "yes" is wrong for a stated share of new keys. Mutable, one owner, not thread-safe;
 * nothing is allocated by an addition.
 */
public final class BloomFilter {
    // B. Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13(7), 1970. With m bits, k hashes
    // and n keys the rate of wrong answers is about (1 − e^(−kn/m))^k; k = (m/n) ln 2 makes it smallest.

    private static final int VERSION = 1;

    private final SeededHash hash;
    private final int hashes;
    private final long[] words;

    private BloomFilter(SeededHash hash, int hashes, long[] words) {
        this.hash = hash;
        this.hashes = hashes;
        this.words = words;
    }

    /**
     * @param keys different keys that the filter is meant for, 1 to 10,000,000; with more the rate rises, nothing fails
     * @param wrongRate share of wrong answers for new keys once so many are in, 1e-6 to 0.5
     * @param seed secret of the tenant and purpose
     */
    public static BloomFilter create(int keys, double wrongRate, long seed) {
        Checks.range(keys >= 1 && keys <= 10_000_000, "bloomFilter.keys", "between 1 and 10000000", keys);
        Checks.range(wrongRate >= 1e-6 && wrongRate <= 0.5, "bloomFilter.wrongRate", "between 1e-6 and 0.5", wrongRate);
        double ln2 = StrictMath.log(2);
        double bits = -keys * StrictMath.log(wrongRate) / (ln2 * ln2);
        int words = (int) Math.ceil(bits / 64);
        int hashes = (int) Math.max(1, StrictMath.rint(64.0 * words / keys * ln2));
        return new BloomFilter(new SeededHash(seed), Math.min(hashes, 32), new long[words]);
    }

    /** Reads what {@link #snapshot} wrote. */
    public static BloomFilter restore(StateReader in) {
        Checks.version("bloom-filter", VERSION, in);
        long seed = in.readLong();
        int hashes = in.readByte();
        long[] words = in.readLongs();
        Checks.state(
                hashes >= 1 && hashes <= 32 && words.length >= 1 && words.length <= 1 << 24,
                "bloom-filter",
                "must have 1 to 32 hashes and 1 to 16777216 words, has " + hashes + " and " + words.length);
        return new BloomFilter(new SeededHash(seed), hashes, words);
    }

    /** Notes a key; true if it was certainly new. */
    public boolean add(CharSequence key) {
        return addHash(hash.of(key));
    }

    /** Notes a key; true if it was certainly new. */
    public boolean add(long key) {
        return addHash(hash.of(key));
    }

    /** False if the key was certainly never added. */
    public boolean mightContain(CharSequence key) {
        return containsHash(hash.of(key));
    }

    /** False if the key was certainly never added. */
    public boolean mightContain(long key) {
        return containsHash(hash.of(key));
    }

    /** Share of wrong answers for new keys as the filter is filled now. */
    public double wrongRate() {
        long set = 0;
        for (long word : words) {
            set += Long.bitCount(word);
        }
        return StrictMath.pow(set / (64.0 * words.length), hashes);
    }

    /** Makes this the filter of both sets of keys, exactly as if it had seen them itself. */
    public void merge(BloomFilter other) {
        Checks.alike(
                hash.seed() == other.hash.seed() && hashes == other.hashes && words.length == other.words.length,
                "bloom-filter",
                "seed and size");
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /** Grammar: version, seed, hashes, words. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(hash.seed()).writeByte(hashes).writeLongs(words);
    }

    public long liveBytes() {
        return 112 + 8L * words.length;
    }

    private boolean addHash(long key) {
        boolean isNew = false;
        for (int i = 0; i < hashes; i++) {
            long bit = bit(key, i);
            int word = (int) (bit >>> 6);
            isNew |= (words[word] & 1L << bit) == 0;
            words[word] |= 1L << bit;
        }
        return isNew;
    }

    private boolean containsHash(long key) {
        for (int i = 0; i < hashes; i++) {
            long bit = bit(key, i);
            if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private long bit(long key, int i) {
        long derived = SeededHash.derive(key, i);
        return (long) SeededHash.reduce(derived, words.length) << 6 | derived & 63;
    }
}
