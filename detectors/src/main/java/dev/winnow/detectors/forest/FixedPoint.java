package dev.winnow.detectors.forest;

/**
 * Coordinates as 15-bit whole numbers, called codes: 1 to 32767 in steps of 1/256 of a scaled unit, 16384 for 0.
 *
 * <p>Up to 32 units from 0 a code is off by at most 1/512 of a unit. Beyond, values are bent towards 64 so that every finite number
 * has a code and order is kept: 50, 100 and 1000 units count as 43.5, 53.8 and 63.0. A code there stands for
 * a range that widens with the square of the value (by half a percent of it at 50), and above 174,763 all are one.
 */
final class FixedPoint {
    /*
     * The bend is v -> 64 - 32^2 / v: the one hyperbola that goes on with the same slope at 32 and needs no logarithm. Scaled points
     * seldom get there, for the scaler bends at 10 already and ends at 50.
     */
    static final int BITS = 15;
    /** Code of 0. */
    static final int ORIGIN = 1 << (BITS - 1);

    static final int LARGEST = (1 << BITS) - 1;
    /** Codes to a unit, while values are not bent. */
    static final int STEPS = 256;

    private static final double LINEAR = 32;
    private static final double END = 2 * LINEAR;

    private FixedPoint() {}

    /** @param value finite */
    static int code(float value) {
        double size = Math.abs((double) value);
        double bent = size <= LINEAR ? size : END - LINEAR * LINEAR / size;
        int steps = Math.min(ORIGIN - 1, (int) (bent * STEPS + 0.5));
        return value < 0 ? ORIGIN - steps : ORIGIN + steps;
    }

    /** The value in the middle of a code's range. */
    static float value(int code) {
        double bent = Math.abs(code - ORIGIN) / (double) STEPS;
        double size = bent <= LINEAR ? bent : LINEAR * LINEAR / (END - bent);
        return (float) (code < ORIGIN ? -size : size);
    }
}
