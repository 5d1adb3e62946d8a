package dev.winnow.detectors.forest;

import java.util.Arrays;

/** Bounding boxes and masses of nodes of one tree, a row each; mutable, one owner. */
final class Boxes {
    /*
     * A row: mass and range (the sum over the dimensions of maximum less minimum) in one long, then maxima and mirrored minima by turns,
     * four dimensions to a long. A mirrored code is 32767 less the code. So both sides are maxima, a point is outside where its side
     * is larger, the box of a union is the larger of each, and a look at a box of 16 features reads 72 bytes in a row without
     * a branch.
     *
     * Lanes beyond the last dimension are code 0, mirrored 32767, in every point and box: they add nothing to a range or excess.
     */
    private static final int HEAD = 1;

    private static final int NONE = -1;
    /** The rows are most of a forest, so they grow by a 128th, and one. */
    private static final int GROWTH_SHIFT = 7;

    final int stride;
    long[] rows = new long[0];

    /** What the sides of a box of one point sum up to. */
    private final int mirrors;

    private final int sides;
    private int used;
    /** A row that is free; its first long names the next one. */
    private int free = NONE;

    Boxes(int dimensions) {
        int words = Lanes.words(dimensions);
        sides = 2 * words;
        stride = HEAD + sides;
        mirrors = words * Lanes.COUNT * FixedPoint.LARGEST;
    }

    /** A row without mass; its box has still to be written. */
    int newRow() {
        int row = free;
        if (row == NONE) {
            int capacity = rows.length / stride;
            if (used == capacity) {
                int grown = capacity + (capacity >> GROWTH_SHIFT) + 1;
                rows = Arrays.copyOf(rows, Math.multiplyExact(stride, grown));
            }
            row = used++;
        } else {
            free = (int) rows[row * stride];
        }
        rows[row * stride] = 0;
        return row;
    }

    void free(int row) {
        rows[row * stride] = free;
        free = row;
    }

    int range(int row) {
        return (int) rows[row * stride];
    }

    int mass(int row) {
        return (int) (rows[row * stride] >>> 32);
    }

    void addMass(int row, int copies) {
        rows[row * stride] += (long) copies << 32;
    }

    int maximum(int row, int dimension) {
        return Lanes.lane(rows[row * stride + HEAD + 2 * (dimension / Lanes.COUNT)], dimension);
    }

    int minimum(int row, int dimension) {
        int mirrored = Lanes.lane(rows[row * stride + HEAD + 2 * (dimension / Lanes.COUNT) + 1], dimension);
        return FixedPoint.LARGEST - mirrored;
    }

    /**
     * Summed distance of a point to a box in codes; 0 exactly if the box holds it.
     *
     * @param point its codes and mirrored codes by turns, guards set
     */
    int excess(int row, long[] point) {
        return Lanes.excess(point, rows, row * stride + HEAD);
    }

    /** Adds the distances of a point, by dimension and side, times a weight, to {@code parts}; see {@link Lanes#spread}. */
    void spread(int row, long[] point, double weight, double[] parts) {
        Lanes.spread(point, rows, row * stride + HEAD, weight, parts);
    }

    /** Lets a box reach to a point outside it. */
    void extend(int row, long[] point, int excess) {
        int from = row * stride;
        Lanes.raise(rows, from + HEAD, point);
        rows[from] += excess;
    }

    /** Gives a new row the box and mass of another. */
    void copy(int from, int to) {
        System.arraycopy(rows, from * stride, rows, to * stride, stride);
    }

    /** Gives a new row the box of two points. */
    void set(int row, int mass, long[] points, int baseA, int baseB) {
        int from = row * stride;
        rows[from] = (long) mass << 32 | Lanes.mirrorBoth(points, baseA, baseB, rows, from + HEAD, sides);
    }

    /**
     * Makes the box in a row the union of two; leaves its mass.
     *
     * @param left a row, or negative for the box in {@code leftRow}
     * @return its range
     */
    int unite(int row, int left, long[] leftRow, int right, long[] rightRow) {
        int from = row * stride;
        int sum = Lanes.unite(
                rows,
                from + HEAD,
                sides,
                left >= 0 ? rows : leftRow,
                left >= 0 ? left * stride + HEAD : 0,
                right >= 0 ? rows : rightRow,
                right >= 0 ? right * stride + HEAD : 0);
        int range = sum - mirrors;
        rows[from] = (rows[from] & ~0xffff_ffffL) | range;
        return range;
    }

    long bytes() {
        return 8L * rows.length + 16 + 48;
    }
}
