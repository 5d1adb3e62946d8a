package dev.winnow.detectors.segment;

import dev.winnow.detectors.hash.SplitMix;

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
    static final long LESSON = 9;
    static final long REASONS = 10;
    static final long WATCH = 11;
    static final long SHADOW = 12;

    private Draws() {}

    static long at(long seed, long purpose, long position) {
        return mix(mix(seed + purpose * SplitMix.GAMMA) + position * SplitMix.GAMMA);
    }

    static long mix(long value) {
        return SplitMix.mix(value + SplitMix.GAMMA);
    }

    /** In [0, 1), from the upper 53 bits. */
    static double uniform(long draw) {
        return SplitMix.toHalfOpenUnit(draw);
    }
}
