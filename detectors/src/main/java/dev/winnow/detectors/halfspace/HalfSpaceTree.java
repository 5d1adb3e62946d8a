package dev.winnow.detectors.halfspace;

import java.util.SplittableRandom;

/**
 * One complete tree of halved boxes, drawn before any data, and the decayed mass of each box. Node {@code n} has the children
 * {@code 2n + 1} (below the cut) and {@code 2n + 2}. Mutable on purpose; walking does not allocate.
 */
final class HalfSpaceTree {
    static final int DEPTH = 9;
    static final int INNER = (1 << DEPTH) - 1;
    static final int NODES = (2 << DEPTH) - 1;

    /** Octaves of 1 + |x| that the axis spans: 2^6 − 1 = 63 deviations a side, beyond the scaler's clip. */
    private static final int OCTAVES = 6;

    /** Centres of the drawn ranges lie within a third of the axis; with this half-width every range holds the whole axis. */
    private static final double LARGEST_SHIFT = 1 / 3.0;

    private static final double HALF_WIDTH = 1 + LARGEST_SHIFT;

    private final short[] features = new short[INNER];
    private final float[] cuts = new float[INNER];
    final float[] masses = new float[NODES];

    HalfSpaceTree(int dimensions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] low = new double[dimensions];
        double[] high = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            double centre = LARGEST_SHIFT * (2 * ((random.nextLong() >>> 11) * 0x1p-53) - 1);
            low[i] = centre - HALF_WIDTH;
            high[i] = centre + HALF_WIDTH;
        }
        cut(0, low, high, random);
    }

    /** Feature that an inner node cuts. */
    int feature(int node) {
        return features[node];
    }

    /** The half of an inner node's box that a point lies in. */
    int child(int node, float[] point) {
        return 2 * node + (point[features[node]] >= cuts[node] ? 2 : 1);
    }

    void add(float[] point, float weight) {
        int node = 0;
        masses[0] += weight;
        while (node < INNER) {
            node = child(node, point);
            masses[node] += weight;
        }
    }

    private void cut(int node, double[] low, double[] high, SplittableRandom random) {
        if (node >= INNER) {
            return;
        }
        int feature = (int) (((random.nextLong() >>> 33) * low.length) >>> 31);
        double from = low[feature];
        double to = high[feature];
        double middle = (from + to) / 2;
        features[node] = (short) feature;
        cuts[node] = (float) value(middle);
        high[feature] = middle;
        cut(2 * node + 1, low, high, random);
        high[feature] = to;
        low[feature] = middle;
        cut(2 * node + 2, low, high, random);
        low[feature] = from;
    }

    /** Scaled value at a place of the axis from −1 to 1, on which 1 + |x| doubles every sixth, linearly in between. */
    private static double value(double place) {
        double octaves = Math.abs(place) * OCTAVES;
        int whole = (int) octaves;
        return Math.copySign((1L << whole) * (1 + octaves - whole) - 1, place);
    }
}
