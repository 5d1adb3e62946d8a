package dev.winnow.detectors.halfspace;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.drift.Points;
import dev.winnow.detectors.drift.StateVersions;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How empty the neighbourhood of a point is, in boxes that were drawn at random before any data came. Mutable, one owner, not
 * thread-safe; {@link #score} and {@link #update} do not allocate.
 *
 * <p>The score is the mean over the trees of ln(largest possible density / density of the point's box), in nats, at least 0. The
 * attribution splits it by the surprise of the cuts on the way, which belong to one feature each.
 */
public final class HalfSpaceTreesDetector implements Detector {
    // S. C. Tan, K. M. Ting, T. F. Liu: "Fast Anomaly Detection for Streaming Data", IJCAI 2011: trees of midpoint cuts
    // in
    // random ranges, walk until a box holds less than a tenth of the mass or the tree ends, mass × 2^depth.
    //
    // Differs from it:
    // - Masses decay. The paper swaps two windows of 250 points, after which a longer burst of attacks is all that the
    //   trees know (HalfSpaceTreesDetectorTest, aBurst...). The gate in front keeps most of a burst out besides.
    // - Mean of the logarithms over the trees, not logarithm of the mean, which is ruled by the one or two trees in
    // which
    //   a strange point shares a box with the crowd: 0.30 against 0.19 of average precision on mammography.
    // - Ranges that just hold the axis, where the paper draws twice as much: no tree wastes cuts on nothing.
    // - The axis is the logarithm of 1 + |x|, so that nine cuts reach both the core and 50 deviations.
    //
    // A pseudo-mass of one point, halved with each cut, keeps empty boxes finite and deeper ones emptier. With it the
    // density is the product of 2 · share over the cuts of the way.

    /** Name in alerts and configuration. */
    public static final String NAME = "hst";

    private static final int VERSION = 1;
    private static final int TREES = 50;

    /** Updates after which a point counts half. */
    private static final double HALF_LIFE_UPDATES = 8192;

    private static final double GROWTH = StrictMath.pow(2, 1 / HALF_LIFE_UPDATES);
    private static final double RESCALE = 0x1p30;

    /** A box with a smaller share of the mass is not cut further: what is left says little. */
    private static final double SIZE_LIMIT = 0.1;

    private static final double LARGEST = HalfSpaceTree.DEPTH * StrictMath.log(2);

    /** Densities that are multiplied before a logarithm is taken: each lies in [2^-50, 2^9]. */
    private static final int CHUNK = 10;

    private static final int WARM_UPDATES = 128;

    private final int dimensions;
    private final long seed;
    private final HalfSpaceTree[] trees = new HalfSpaceTree[TREES];
    private double unit = 1;
    private double total;
    private long updates;

    /**
     * @param dimensions width, 1 to 32,767
     * @param seed of the boxes
     */
    public HalfSpaceTreesDetector(int dimensions, long seed) {
        if (dimensions < 1 || dimensions > Short.MAX_VALUE) {
            throw new IllegalArgumentException("DET-004 detector \"hst\": width must be between 1 and "
                    + Short.MAX_VALUE + ", was " + dimensions + "; switch the member off for this feature set");
        }
        this.dimensions = dimensions;
        this.seed = seed;
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int t = 0; t < TREES; t++) {
            trees[t] = new HalfSpaceTree(dimensions, seeds.nextLong());
        }
    }

    /** Reads what {@link #snapshot} wrote; the boxes are drawn again from the seed in it. */
    public static HalfSpaceTreesDetector restore(int dimensions, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        HalfSpaceTreesDetector detector = new HalfSpaceTreesDetector(dimensions, in.readLong());
        detector.updates = in.readLong();
        detector.unit = in.readDouble();
        detector.total = in.readDouble();
        if (detector.updates < 0 || !(detector.unit >= 1 && detector.unit <= 2 * RESCALE) || !(detector.total >= 0)) {
            throw new StateFormatException(
                    "STA-004 hst: updates and total must be at least 0 and unit in [1, 2^31], were " + detector.updates
                            + ", " + detector.total + " and " + detector.unit);
        }
        for (HalfSpaceTree tree : detector.trees) {
            readMasses(in.readFloats(), tree.masses);
        }
        return detector;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return updates >= WARM_UPDATES;
    }

    @Override
    public double score(float[] point) {
        Points.check(NAME, point, dimensions);
        double logs = 0;
        double product = 1;
        for (int t = 0; t < TREES; t++) {
            product *= density(trees[t], point);
            if (t % CHUNK == CHUNK - 1) {
                logs += StrictMath.log(product);
                product = 1;
            }
        }
        return Math.max(0, LARGEST - logs / TREES);
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        double score = score(point);
        Arrays.fill(high, 0);
        Arrays.fill(low, 0);
        double sum = 0;
        for (HalfSpaceTree tree : trees) {
            int node = 0;
            double pseudo = unit;
            while (isCut(tree, node)) {
                int child = tree.child(node, point);
                double share = (tree.masses[child] + pseudo / 2) / (tree.masses[node] + pseudo);
                double surprise = Math.max(0, -StrictMath.log(2 * share));
                double[] side = child % 2 == 0 ? high : low;
                side[tree.feature(node)] += surprise;
                sum += surprise;
                node = child;
                pseudo /= 2;
            }
        }
        for (int i = 0; i < dimensions; i++) {
            // Where no cut was a surprise, nothing speaks for one feature: equal parts.
            high[i] = sum > 0 ? high[i] / sum * score : score / dimensions;
            low[i] = sum > 0 ? low[i] / sum * score : 0;
        }
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions);
        for (HalfSpaceTree tree : trees) {
            tree.add(point, (float) unit);
        }
        total += unit;
        unit *= GROWTH;
        updates++;
        if (unit > RESCALE) {
            for (HalfSpaceTree tree : trees) {
                for (int n = 0; n < HalfSpaceTree.NODES; n++) {
                    tree.masses[n] *= (float) (1 / RESCALE);
                }
            }
            total /= RESCALE;
            unit /= RESCALE;
        }
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeLong(seed)
                .writeLong(updates)
                .writeDouble(unit)
                .writeDouble(total);
        for (HalfSpaceTree tree : trees) {
            out.writeFloats(tree.masses);
        }
    }

    @Override
    public long liveBytes() {
        return 128 + TREES * (112L + 6L * HalfSpaceTree.INNER + 4L * HalfSpaceTree.NODES);
    }

    /** Density of the last box on a point's way, relative to that of all space. */
    private double density(HalfSpaceTree tree, float[] point) {
        int node = 0;
        double volume = 1;
        while (isCut(tree, node)) {
            node = tree.child(node, point);
            volume /= 2;
        }
        return (tree.masses[node] + unit * volume) / ((tree.masses[0] + unit) * volume);
    }

    private boolean isCut(HalfSpaceTree tree, int node) {
        return node < HalfSpaceTree.INNER && total > 0 && tree.masses[node] >= SIZE_LIMIT * total;
    }

    private static void readMasses(float[] read, float[] into) {
        if (read.length != into.length) {
            throw new StateFormatException(
                    "STA-002 hst: a tree must have " + into.length + " boxes, has " + read.length);
        }
        for (int n = 0; n < read.length; n++) {
            if (!(read[n] >= 0 && read[n] < Float.POSITIVE_INFINITY)) {
                throw new StateFormatException(
                        "STA-004 hst: box " + n + " must be finite and at least 0, was " + read[n]);
            }
            into[n] = read[n];
        }
    }
}
