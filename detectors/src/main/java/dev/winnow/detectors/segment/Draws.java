package dev.winnow.detectors.segment;

/** Random numbers that are a function of seed, purpose and position, so that they need no state beside the position. */
final class Draws {
    // Finaliser "variant 13" by D. Stafford of MurmurHash3's mixer, as in G. L. Steele, D. Lea, C. H. Flood, "Fast
    // splittable pseudorandom number generators", OOPSLA 2014.

    static final long FORCED = 1;
    static final long RESERVOIR = 2;
    static final long REBUILD = 3;
    static final long EXTRACTOR = 4;
    static final long RARITY = 5;
    static final long WINDOWS = 6;
    static final long REFUSED = 7;
    static final long GUARD = 8;

    private Draws() {}

    static long at(long seed, long purpose, long position) {
        return mix(mix(seed + purpose * 0x9e3779b97f4a7c15L) + position * 0x9e3779b97f4a7c15L);
    }

    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** In [0, 1), from the upper 53 bits. */
    static double uniform(long draw) {
        return (draw >>> 11) * 0x1.0p-53;
    }
}
