package dev.winnow.detectors.forest;

/** Four codes at a time, side by side in the 16-bit lanes of a long; the top bit of each lane, the guard, is free. */
final class Lanes {
    /*
     * Arithmetic within a register: a guard that is set before a subtraction stops the borrow, and afterwards says whether the result is
     * negative. Sums of whole numbers do not depend on their order, so nothing here depends on the machine.
     * (Fisher, Dietz: "Compiling for SIMD within a register", LCPC 1998.)
     *
     * The longer operations work on rows: so many words, two or a multiple of four, codes and mirrored codes by turns.
     */
    static final int COUNT = 4;
    static final int WIDTH = 16;
    static final long GUARD = 0x8000_8000_8000_8000L;
    static final long VALUE = ~GUARD;

    private static final long EVEN = 0x0000_ffff_0000_ffffL;

    /** Where the module is absent its twin is never loaded. */
    private static final boolean HAS_VECTORS = isVectorModuleLoaded() && VectorLanes.areFast();

    private Lanes() {}

    /** Asks for a class, not for the boot layer's modules: the application may have loaded the module after the start. */
    private static boolean isVectorModuleLoaded() {
        try {
            Class.forName("jdk.incubator.vector.LongVector");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Longs for so many codes: one for up to four, else an even number. */
    static int words(int dimensions) {
        return dimensions <= COUNT ? 1 : (dimensions + 2 * COUNT - 1) / (2 * COUNT) * 2;
    }

    static int lane(long word, int dimension) {
        return (int) (word >>> (dimension << 4)) & FixedPoint.LARGEST;
    }

    static long at(int dimension, int code) {
        return (long) code << (dimension << 4);
    }

    /** Of a difference whose minuend had its guards set: the difference where it is positive, else 0. */
    static long positive(long guarded) {
        long kept = guarded & GUARD;
        return guarded & (kept - (kept >>> (WIDTH - 1)));
    }

    static long max(long a, long b) {
        return b + positive((a | GUARD) - b);
    }

    /** Adds the four lanes, each as 16 bits without a sign, to the two halves of a sum. */
    static long add(long halves, long word) {
        return halves + (word & EVEN) + ((word >>> WIDTH) & EVEN);
    }

    /** The sum that {@link #add} collected. */
    static int total(long halves) {
        return (int) (halves + (halves >>> 32));
    }

    /** Writes a stored point as {@link Boxes} keep a box of one point: its codes, plain and mirrored by turns. */
    static void mirror(long[] points, int base, long[] row) {
        for (int i = 0; i < row.length; i += 2) {
            row[i] = points[base + i / 2];
            row[i + 1] = row[i] ^ VALUE;
        }
    }

    /** As {@link #mirror}, for the box of two points; returns its range. */
    static int mirrorBoth(long[] points, int baseA, int baseB, long[] row) {
        return mirrorBoth(points, baseA, baseB, row, 0, row.length);
    }

    static int mirrorBoth(long[] points, int baseA, int baseB, long[] rows, int to, int sides) {
        long ranges = 0;
        for (int i = 0; i < sides; i += 2) {
            long a = points[baseA + i / 2];
            long b = points[baseB + i / 2];
            long high = max(a, b);
            long low = a ^ b ^ high;
            rows[to + i] = high;
            rows[to + i + 1] = low ^ VALUE;
            ranges = add(ranges, high - low);
        }
        return total(ranges);
    }

    /**
     * The box of two points of the store: in the upper half its range, in the lower half the summed distance of a point to it.
     *
     * @param floor codes of the point, four at a time, less a tolerance
     * @param ceiling the same plus the tolerance
     */
    static long pair(long[] points, int baseA, int baseB, long[] floor, long[] ceiling) {
        int words = HAS_VECTORS ? floor.length & -4 : 0;
        long rest = words < floor.length ? plainPair(points, baseA, baseB, words, floor, ceiling) : 0;
        return words > 0 ? rest + VectorLanes.pair(points, baseA, baseB, words, floor, ceiling) : rest;
    }

    /** The same without vectors, from a word on. */
    static long plainPair(long[] points, int baseA, int baseB, int from, long[] floor, long[] ceiling) {
        long ranges = 0;
        long sum = 0;
        for (int i = from; i < floor.length; i++) {
            long a = points[baseA + i];
            long b = points[baseB + i];
            long high = max(a, b);
            long low = a ^ b ^ high;
            ranges = add(ranges, high - low);
            sum = add(sum, positive((floor[i] | GUARD) - high) | positive((low | GUARD) - ceiling[i]));
        }
        return (long) total(ranges) << 32 | total(sum);
    }

    /** Sum of what the codes of {@code point}, with guards, exceed those in {@code rows} from a place on. */
    static int excess(long[] point, long[] rows, int from) {
        if (HAS_VECTORS && point.length > 2) {
            return VectorLanes.excess(point, rows, from);
        }
        return plainExcess(point, rows, from);
    }

    /** The same without vectors. */
    static int plainExcess(long[] point, long[] rows, int from) {
        if (point.length == 2) {
            return total(add(0, positive(point[0] - rows[from]) | positive(point[1] - rows[from + 1])));
        }
        long sum = 0;
        for (int i = 0; i < point.length; i += 4) {
            // Of a side and its mirror at most one is exceeded, and two 15-bit distances fit the 16 bits of a lane.
            long first = positive(point[i] - rows[from + i]) | positive(point[i + 1] - rows[from + i + 1]);
            long second = positive(point[i + 2] - rows[from + i + 2]) | positive(point[i + 3] - rows[from + i + 3]);
            sum = add(sum, first + second);
        }
        return total(sum);
    }

    /** Adds each of the distances that {@link #excess} sums up, times a weight, to its part; {@link #part} says which. */
    static void spread(long[] point, long[] rows, int from, double weight, double[] parts) {
        if (HAS_VECTORS && point.length > 2) {
            VectorLanes.spread(point, rows, from, weight, parts);
        } else {
            plainSpread(point, rows, from, weight, parts);
        }
    }

    static void plainSpread(long[] point, long[] rows, int from, double weight, double[] parts) {
        for (int i = 0; i < point.length; i++) {
            long rest = positive(point[i] - rows[from + i]);
            while (rest != 0) {
                int shift = Long.numberOfTrailingZeros(rest) & -WIDTH;
                parts[part(i, shift / WIDTH)] += weight * ((rest >>> shift) & FixedPoint.LARGEST);
                rest &= ~((long) FixedPoint.LARGEST << shift);
            }
        }
    }

    /** Number of parts for so many words. */
    static int parts(int sides) {
        return COUNT * Math.max(4, sides);
    }

    /** Place of a lane's part: in each 16 the even lanes of four longs come first, as a vector gives them. */
    static int part(int index, int lane) {
        return (index & -4) * COUNT + (lane & 1) * 2 * COUNT + (index & 3) * 2 + (lane >> 1);
    }

    /** Raises the codes in {@code rows} from a place on to those of {@code point}, with guards, where these are larger. */
    static void raise(long[] rows, int from, long[] point) {
        if (HAS_VECTORS && point.length > 2) {
            VectorLanes.raise(rows, from, point);
        } else {
            plainRaise(rows, from, point);
        }
    }

    static void plainRaise(long[] rows, int from, long[] point) {
        for (int i = 0; i < point.length; i++) {
            rows[from + i] += positive(point[i] - rows[from + i]);
        }
    }

    /** Writes the larger code of two rows each; returns the sum of what it wrote. */
    static int unite(long[] rows, int to, int sides, long[] a, int fromA, long[] b, int fromB) {
        if (HAS_VECTORS && sides > 2) {
            return VectorLanes.unite(rows, to, sides, a, fromA, b, fromB);
        }
        return plainUnite(rows, to, sides, a, fromA, b, fromB);
    }

    static int plainUnite(long[] rows, int to, int sides, long[] a, int fromA, long[] b, int fromB) {
        long sum = 0;
        for (int i = 0; i < sides; i += 2) {
            long high = max(a[fromA + i], b[fromB + i]);
            long low = max(a[fromA + i + 1], b[fromB + i + 1]);
            rows[to + i] = high;
            rows[to + i + 1] = low;
            sum = add(sum, high + low);
        }
        return total(sum);
    }
}
