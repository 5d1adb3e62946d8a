package dev.winnow.detectors.hash;

/**
 * The mixing function of SplitMix64, and a generator whose whole state is one long, kept by its user: add {@link #GAMMA} to
 * the state, then {@link #mix} it.
 *
 * <p>Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, figure 17 (mixing constants: Stafford's
 * variant 13). Period 2^64; passes BigCrush. Sequences that start at mixed states are apart. Not keyed: whoever sees the
 * output can tell the input.
 */
public final class SplitMix {
    /** The golden ratio in 64 bits, odd: multiples of it are far apart. */
    public static final long GAMMA = 0x9e3779b97f4a7c15L;

    private static final double OPEN_UNIT = 0x1p-52;

    private SplitMix() {}

    /** A bijection of 64 bits in which each bit of the input changes about half of the output. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Uniform in the open interval (0, 1): odd multiples of 2^-53, so neither end can come out. */
    public static double toUnit(long bits) {
        return ((bits >>> 12) + 0.5) * OPEN_UNIT;
    }

    /** Uniform in [0, 1), from the upper 53 bits. */
    public static double toHalfOpenUnit(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }
}
