package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;

/** The point in hand and the scratch space of one walk; mutable, reused for every call, one owner. */
final class Query {
    /** Ways are seldom longer; the room doubles when one is. */
    private static final int FIRST_PATH = 48;

    final int dimensions;
    /** Room for the path of a tree in {@link #path}. */
    int pathStride;
    /** The point as it came. */
    final float[] values;
    /** Its codes, one by one, for following cuts. */
    final int[] codes;
    /** Its codes four at a time, plain and mirrored by turns, guards set, as {@link Boxes#excess} takes them. */
    final long[] exact;
    /** The same less the tolerance on either side: a value this close to a box lies in it. */
    final long[] blurred;
    /** Its codes four at a time without guards, and the same less and plus the tolerance, as {@link Lanes#pair} takes them. */
    final long[] codeWords;

    final long[] floor;
    final long[] ceiling;
    /** Nodes from the root to the leaf's parent; tree after tree, {@link #pathStride} each. */
    short[] path;
    /** Where the path of the tree in hand starts in {@link #path}. */
    int base;
    /** Depth of the leaf at the end of the path, by tree. */
    final int[] depths;
    /** The leaf at the end of the path, by tree; means nothing in a tree without points. */
    final int[] leaves;
    /** Walks under way, by number. */
    final int[] open;
    /** By tree, the pair at the end of its path, see {@link PathScore#lookAtPairs}. */
    final long[] pairs;

    final int[] pairTrees;
    /** Two boxes that no row holds. */
    final long[] leftRow;

    final long[] rightRow;
    /** Attribution by lanes, see {@link Lanes#part}. */
    final double[] parts;
    /** Excess over the box, by depth; of one tree. */
    final int[] excess;

    /** Depth below which no box of the last walk held the point; the depth of the leaf if it is the point itself. */
    int outsideFrom;
    /** True if the leaf of the last walk is the point itself. */
    boolean isSeen;
    /** State of the tree's generator while the tree is changed. */
    long random;

    private final int tolerance;

    Query(int dimensions, RandomCutForestConfig config) {
        this.dimensions = dimensions;
        tolerance = (int) Math.min(FixedPoint.LARGEST, Math.ceil(config.resolution() * FixedPoint.STEPS));
        values = new float[dimensions];
        codes = new int[dimensions];
        exact = new long[2 * Lanes.words(dimensions)];
        blurred = new long[exact.length];
        codeWords = new long[Lanes.words(dimensions)];
        floor = new long[codeWords.length];
        ceiling = new long[codeWords.length];
        leftRow = new long[exact.length];
        rightRow = new long[exact.length];
        parts = new double[Lanes.parts(exact.length)];
        pathStride = Math.min(config.sampleSize(), FIRST_PATH);
        path = new short[Math.multiplyExact(config.trees(), pathStride)];
        depths = new int[config.trees()];
        open = new int[depths.length];
        pairs = new long[depths.length];
        pairTrees = new int[depths.length];
        leaves = new int[config.trees()];
        excess = new int[config.sampleSize()];
    }

    /** @throws IllegalArgumentException if the width is wrong or a value is not finite */
    void load(float[] from) {
        if (from.length != dimensions) {
            throw new IllegalArgumentException("DET-002 detector \"rcf\": expected " + dimensions + " features, got "
                    + from.length + "; retrain or pin the feature set");
        }
        for (int i = 0; i < dimensions; i++) {
            if (!Float.isFinite(from[i])) {
                throw new IllegalArgumentException("DET-003 detector \"rcf\": value " + i + " must be finite, was "
                        + from[i] + "; reject the event before scoring");
            }
        }
        for (int word = 0; word < codeWords.length; word++) {
            long point = 0;
            long least = 0;
            long most = 0;
            int end = Math.min(dimensions, (word + 1) * Lanes.COUNT);
            for (int d = word * Lanes.COUNT; d < end; d++) {
                int code = FixedPoint.code(from[d]);
                values[d] = from[d];
                codes[d] = code;
                point |= Lanes.at(d, code);
                least |= Lanes.at(d, Math.max(0, code - tolerance));
                most |= Lanes.at(d, Math.min(FixedPoint.LARGEST, code + tolerance));
            }
            codeWords[word] = point;
            floor[word] = least;
            ceiling[word] = most;
            exact[2 * word] = point | Lanes.GUARD;
            exact[2 * word + 1] = ~point;
            blurred[2 * word] = least | Lanes.GUARD;
            blurred[2 * word + 1] = ~most;
        }
    }

    /** Takes a tree in hand: its path is the one that is read and written. */
    void select(int tree) {
        base = tree * pathStride;
    }

    /** Makes room for longer ways; those that are noted stay. */
    void deepen() {
        int grown = 2 * pathStride;
        short[] longer = new short[depths.length * grown];
        for (int t = 0; t < depths.length; t++) {
            System.arraycopy(path, t * pathStride, longer, t * grown, pathStride);
        }
        path = longer;
        pathStride = grown;
    }

    /** Next uniform number in (0, 1) of the tree's generator. */
    double nextUnit() {
        random += SplitMix.GAMMA;
        return SplitMix.toUnit(SplitMix.mix(random));
    }

    long bytes() {
        return 8L * dimensions
                + 76L * exact.length
                + 2L * path.length
                + 24L * depths.length
                + 4L * excess.length
                + 18 * 16L
                + 104;
    }
}
