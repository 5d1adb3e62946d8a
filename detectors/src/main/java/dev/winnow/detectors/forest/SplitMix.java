package dev.winnow.detectors.forest;

/**
 * A generator whose whole state is one long, kept by its user: add {@link #GAMMA} to the state, then {@link #mix} it.
 *
 * <p>Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, figure 17 (mixing constants: Stafford's
 * variant 13). Period 2^64; passes BigCrush. Trees start at states that are themselves mixed, so their sequences are apart.
 */
final class SplitMix {
    static final long GAMMA = 0x9e3779b97f4a7c15L;

    private static final double UNIT = 0x1p-52;

    private SplitMix() {}

    static long mix(long state) {
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Uniform in the open interval (0, 1): odd multiples of 2^-53, so neither end can come out. */
    static double toUnit(long bits) {
        return ((bits >>> 12) + 0.5) * UNIT;
    }
}
