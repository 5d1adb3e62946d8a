package dev.winnow.detectors.forest;

/** The point in hand and the scratch space of one walk; mutable, reused for every call, one owner. */
final class Query {
    /*
     * A value that lies within the resolution of a box counts as inside, so excess is measured from the near end of
     * [value - tolerance, value + tolerance]. At large magnitudes the tolerance is at least a few float steps (2^-20 of the
     * value), because there rounding alone moves a value by more than the resolution.
     */
    private static final double ROUNDING = 0x1p-20;

    /** Trees walked side by side: enough to hide the wait for memory, few enough for small scratch space. */
    static final int LANES = 8;

    final int dimensions;
    /** Longest path of a tree, and the room for each path in {@link #path}. */
    final int maxDepth;
    /** The point, with -0.0 made +0.0 so that equal values have equal bits. */
    final float[] point;
    /** The point less its tolerance: what must exceed a box's maximum to be above it. */
    final double[] floor;
    /** The point plus its tolerance: what must stay under a box's minimum to be below it. */
    final double[] ceiling;
    /** The point itself: floor and ceiling without a tolerance. */
    final double[] exact;
    /** Nodes from the root to the leaf's parent; lane after lane, {@link #maxDepth} each, and so by depth below. */
    final int[] path;
    /** By lane: dimensions, those outside the box in hand first. */
    final int[] outside;
    /** Number of dimensions outside the box, by depth. */
    final int[] outsideCount;
    /** Summed excess over the box, by depth. */
    final double[] excess;

    /** Where a lane's walk stands: a reference on the way down, the leaf below, the depth and score so far on the way up. */
    final int[] laneReference = new int[LANES];

    final int[] laneDepth = new int[LANES];
    final int[] laneLevel = new int[LANES];
    final int[] laneOutside = new int[LANES];
    final double[] laneScore = new double[LANES];
    final int[] openLanes = new int[LANES];

    /** Trees of a block that hold a point. */
    int voters;
    /** Leaf at the end of the path. */
    int leaf;
    /** How many dimensions the last look at a box found outside. */
    int found;
    /** State of the tree's generator while the tree is changed. */
    long random;
    /** The chosen cut, and the side of it on which the point lies. */
    int cutDimension;

    float cutValue;
    boolean pointIsLeft;

    private final double resolution;

    Query(int dimensions, int sampleSize, double resolution) {
        this.dimensions = dimensions;
        this.resolution = resolution;
        point = new float[dimensions];
        exact = new double[dimensions];
        floor = new double[dimensions];
        ceiling = new double[dimensions];
        outside = new int[LANES * dimensions];
        maxDepth = sampleSize;
        path = new int[LANES * sampleSize];
        outsideCount = new int[LANES * sampleSize];
        excess = new double[LANES * sampleSize];
    }

    /** @throws IllegalArgumentException if the width is wrong or a value is not finite */
    void load(float[] from) {
        if (from.length != dimensions) {
            throw new IllegalArgumentException("DET-002 detector \"rcf\": expected " + dimensions + " features, got "
                    + from.length + "; retrain or pin the feature set");
        }
        for (int i = 0; i < dimensions; i++) {
            float value = from[i] + 0.0f;
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("DET-003 detector \"rcf\": value " + i + " must be finite, was "
                        + value + "; reject the event before scoring");
            }
            double tolerance = resolution > 0 ? Math.max(resolution, Math.abs(value) * ROUNDING) : 0;
            point[i] = value;
            exact[i] = value;
            floor[i] = value - tolerance;
            ceiling[i] = value + tolerance;
        }
    }

    /** Takes a stored point, without tolerances: for changing trees, not for scoring. */
    void loadStored(PointStore store, int slot) {
        float[] values = store.values();
        int base = slot * dimensions;
        for (int i = 0; i < dimensions; i++) {
            point[i] = values[base + i];
            exact[i] = values[base + i];
        }
    }

    void allOutside() {
        for (int i = 0; i < dimensions; i++) {
            outside[i] = i;
        }
    }

    /** Next uniform number in (0, 1) of the tree's generator. */
    double nextUnit() {
        random += SplitMix.GAMMA;
        return SplitMix.toUnit(SplitMix.mix(random));
    }

    long bytes() {
        return (28L + 4L * LANES) * dimensions + 16L * path.length + 28L * LANES + 14 * 16L + 120;
    }
}
