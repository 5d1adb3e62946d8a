package dev.winnow.detectors.drift;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * How far the features of the newest points lie, each as a distribution, from those of a reference. Mutable, one owner, not
 * thread-safe; a point costs a binary search a feature and allocates nothing.
 *
 * <p>First a reference is collected by {@link #learn}, then frozen; from then on points are {@link #observe observed}, and
 * {@link #compare} gives one population stability index (PSI) and one Kullback-Leibler divergence a feature for those since the
 * comparison before. The levels 0.1 and 0.25 at which an index is commonly taken for a shift know nothing of the sizes of samples nor
 * of how much a feature moves in quiet times: {@link LevelWatch} learns that from the indices themselves.
 */
public final class PopulationDrift {
    // PSI = Σ (q − p)·ln(q/p), KL = Σ q·ln(q/p), p the share of a bin in the reference and q in the window.
    // Bins hold equal shares of the reference; a value that is a whole share by itself has a bin of its own, so that
    // constants
    // and counts work. The share of half a point of the smaller sample is added to each bin of both, so that an empty
    // one is
    // finite and two that are empty agree. The reference is a uniform sample (J. S. Vitter, "Random sampling with a
    // reservoir", ACM TOMS 11 (1985), algorithm R), drawn by a hash of the count, so that there is no generator to
    // store.

    private static final int VERSION = 2;

    private final PopulationDriftConfig config;
    private final long seed;
    private final int dimensions;

    /** Feature by feature while the reference is collected, then empty. */
    private float[] sample;

    private long learnt;
    private boolean frozen;

    /** Per feature: lower edges of the bins but the first. */
    private final float[][] edges;

    private final int[][] reference;
    private final int[][] current;
    private int referenceSize;
    private int inWindow;
    private final double[] psi;
    private final double[] divergence;

    private PopulationDrift(int dimensions, PopulationDriftConfig config, long seed) {
        if (dimensions < 1 || dimensions > 10_000) {
            throw new IllegalArgumentException("DET-004 drift: width must be between 1 and 10000, was " + dimensions);
        }
        this.dimensions = dimensions;
        this.config = config;
        this.seed = seed;
        sample = new float[dimensions * config.reference()];
        edges = new float[dimensions][0];
        reference = new int[dimensions][0];
        current = new int[dimensions][0];
        psi = new double[dimensions];
        divergence = new double[dimensions];
    }

    public static PopulationDrift create(int dimensions, PopulationDriftConfig config, long seed) {
        return new PopulationDrift(dimensions, config, seed);
    }

    /** Adds a point to the reference; however many there are, a uniform sample of the configured size is kept. */
    public void learn(float[] point) {
        Points.check("drift", point, dimensions);
        if (frozen) {
            throw new IllegalStateException("the reference is frozen; call relearn first");
        }
        long slot = learnt < config.reference() ? learnt : Math.floorMod(mix(seed + learnt), learnt + 1);
        learnt++;
        if (slot < config.reference()) {
            for (int i = 0; i < dimensions; i++) {
                sample[i * config.reference() + (int) slot] = point[i];
            }
        }
    }

    /** Ends the reference; from now on points are compared with it. */
    public void freeze() {
        if (frozen || learnt < 2L * config.bins()) {
            throw new IllegalStateException("a reference of at least " + 2 * config.bins()
                    + " points is required, and only one; has " + learnt);
        }
        referenceSize = (int) Math.min(learnt, config.reference());
        for (int i = 0; i < dimensions; i++) {
            int from = i * config.reference();
            Arrays.sort(sample, from, from + referenceSize);
            edges[i] = edges(sample, from, referenceSize, config.bins());
            reference[i] = new int[edges[i].length + 1];
            current[i] = new int[edges[i].length + 1];
            for (int k = from; k < from + referenceSize; k++) {
                reference[i][bin(edges[i], sample[k])]++;
            }
        }
        sample = new float[0];
        frozen = true;
    }

    /** Forgets the reference, for example after a drift that was accepted. */
    public void relearn() {
        sample = new float[dimensions * config.reference()];
        learnt = 0;
        frozen = false;
        inWindow = 0;
    }

    public boolean isFrozen() {
        return frozen;
    }

    /** Counts a point. */
    public void observe(float[] point) {
        Points.check("drift", point, dimensions);
        if (!frozen) {
            throw new IllegalStateException("the reference must be frozen first");
        }
        for (int i = 0; i < dimensions; i++) {
            current[i][bin(edges[i], point[i])]++;
        }
        inWindow++;
    }

    /** Compares the points counted since the last comparison, at least one, with the reference, and forgets them. */
    public void compare() {
        if (inWindow == 0) {
            throw new IllegalStateException("there must be a point to compare");
        }
        for (int i = 0; i < dimensions; i++) {
            compare(i);
        }
        inWindow = 0;
    }

    /** Points counted since the last comparison. */
    public int inWindow() {
        return inWindow;
    }

    /** Population stability index of a feature in the last window, at least 0; 0 before the first. */
    public double psi(int feature) {
        return psi[feature];
    }

    /** Kullback-Leibler divergence of a feature's last window from the reference, in nats, at least 0. */
    public double divergence(int feature) {
        return divergence[feature];
    }

    public long liveBytes() {
        long bins = 0;
        for (float[] ofFeature : edges) {
            bins += ofFeature.length + 1;
        }
        return 160 + 4L * sample.length + 12 * bins + 80L * dimensions;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeInt(dimensions).writeLong(learnt).writeBoolean(frozen);
        out.writeInt(referenceSize).writeInt(inWindow);
        out.writeFloats(sample);
        for (int i = 0; i < dimensions; i++) {
            out.writeFloats(edges[i]).writeInts(reference[i]).writeInts(current[i]);
        }
        out.writeDoubles(psi).writeDoubles(divergence);
    }

    /** @param config configuration and seed under which the state was written */
    public static PopulationDrift restore(int dimensions, PopulationDriftConfig config, long seed, StateReader in) {
        in.expectVersion("population-drift", VERSION);
        PopulationDrift drift = new PopulationDrift(dimensions, config, seed);
        expectLength("features", dimensions, in.readInt());
        drift.learnt = in.readLong();
        drift.frozen = in.readBoolean();
        drift.referenceSize = in.readInt();
        drift.inWindow = in.readInt();
        drift.sample = in.readFloats();
        expectLength("values", drift.frozen ? 0 : dimensions * config.reference(), drift.sample.length);
        for (int i = 0; i < dimensions; i++) {
            drift.edges[i] = in.readFloats();
            drift.reference[i] = in.readInts();
            drift.current[i] = in.readInts();
            int bins = drift.reference[i].length;
            expectLength("edges", Math.max(0, bins - 1), drift.edges[i].length);
            expectLength("bins", bins, drift.current[i].length);
        }
        fill(drift.psi, in.readDoubles());
        fill(drift.divergence, in.readDoubles());
        return drift;
    }

    private void compare(int feature) {
        int[] then = reference[feature];
        int[] now = current[feature];
        double added = 0.5 / Math.min(referenceSize, inWindow);
        double total = 1 + added * then.length;
        double index = 0;
        double nats = 0;
        for (int bin = 0; bin < then.length; bin++) {
            double p = ((double) then[bin] / referenceSize + added) / total;
            double q = ((double) now[bin] / inWindow + added) / total;
            double log = StrictMath.log(q / p);
            index += (q - p) * log;
            nats += q * log;
            now[bin] = 0;
        }
        psi[feature] = Math.max(0, index);
        divergence[feature] = Math.max(0, nats);
    }

    private static float[] edges(float[] values, int from, int size, int bins) {
        float[] found = new float[2 * bins];
        int count = 0;
        for (int b = 1; b < bins; b++) {
            float value = values[from + (int) ((long) b * size / bins)];
            float before = values[from + (int) ((long) (b - 1) * size / bins)];
            if (count == 0 || value > found[count - 1]) {
                found[count++] = value;
            }
            // Two quantiles of one value: it is a share by itself.
            if (value == before && Math.nextUp(value) > found[count - 1]) {
                found[count++] = Math.nextUp(value);
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static int bin(float[] edges, float value) {
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void expectLength(String what, int required, int found) {
        if (required != found) {
            throw new StateFormatException(
                    "STA-004 population-drift: must have " + required + " " + what + ", has " + found);
        }
    }

    private static void fill(double[] values, double[] read) {
        expectLength("figures", values.length, read.length);
        System.arraycopy(read, 0, values, 0, read.length);
    }

    private static long mix(long value) {
        return SplitMix.mix(value * SplitMix.GAMMA);
    }
}
