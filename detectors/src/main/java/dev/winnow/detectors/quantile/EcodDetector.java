package dev.winnow.detectors.quantile;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * How rare the values of a point are, feature by feature. Mutable, one owner, not thread-safe.
 *
 * <p>Each feature gives −ln of twice the share of learnt values at least as far out on the value's side, at least 0; the score is
 * their sum, and the terms are the attribution. What a point scores depends on nothing but the point and what was learnt before.
 */
public final class EcodDetector implements Detector {
    /*
     * Z. Li, Y. Zhao, X. Hu, N. Botta, C. Ionescu, G. H. Chen, "ECOD: unsupervised outlier detection using empirical
     * cumulative distribution functions", TKDE 2022.
     * Differs from its algorithm 1:
     * - distributions of what was learnt before, never of a batch with the point in it; decayed, on a fixed grid;
     * - one two-sided p-value a feature, in place of the largest of three sums over features (all left, all right, the side
     *   of the skewness): a point that is low in one feature and high in another counts in full, and what lies in the
     *   middle counts nothing (ROC-AUC on NSL-KDD's normals .96 against .94, AP on shuttle .97 against .92);
     * - beyond the farthest value seen the score grows on, so that extremes differ.
     * EcodDetectorTest shows each.
     */

    /** Name in alerts and configuration. */
    public static final String NAME = "ecod";

    /** Updates after which a value counts half: of tails, 1 in 10,000 is the rarest that a detector has to tell apart. */
    private static final double HALF_LIFE = 8192;

    /** Weight of the newest value at which all are shrunk; a power of two, so that shrinking rounds nothing. */
    private static final float LARGEST_WEIGHT = 4096;

    private static final double LN_2 = 0.6931471805599453;
    private static final int WARM_AFTER = 50;
    private static final int VERSION = 1;

    private final TailHistogram[] features;
    private final double growth;
    private double weight = 1;
    private long updates;

    private EcodDetector(TailHistogram[] features) {
        this.features = features;
        growth = StrictMath.pow(2, 1 / HALF_LIFE);
    }

    public static EcodDetector create(int dimensions) {
        TailHistogram[] features = new TailHistogram[dimensions];
        for (int i = 0; i < dimensions; i++) {
            features[i] = new TailHistogram();
        }
        return new EcodDetector(features);
    }

    public static EcodDetector restore(int dimensions, StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of \"" + NAME + "\" has version " + version
                    + ", this build reads " + VERSION + "; let the model start a new generation");
        }
        long updates = in.readLong();
        double weight = in.readDouble();
        if (!(weight >= 1 && weight <= 2 * LARGEST_WEIGHT) || updates < 0) {
            throw new StateFormatException("STA-004 detector \"" + NAME + "\": weight must be from 1 to "
                    + 2 * LARGEST_WEIGHT + " after at least 0 updates, were " + weight + " and " + updates);
        }
        TailHistogram[] features = new TailHistogram[dimensions];
        for (int i = 0; i < dimensions; i++) {
            features[i] = TailHistogram.restore(in);
        }
        EcodDetector detector = new EcodDetector(features);
        detector.updates = updates;
        detector.weight = weight;
        return detector;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return features.length;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return updates >= WARM_AFTER;
    }

    @Override
    public double score(float[] point) {
        check(point);
        double score = 0;
        for (int i = 0; i < features.length; i++) {
            score += Math.abs(part(i, point[i]));
        }
        return score;
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        check(point);
        for (int i = 0; i < features.length; i++) {
            double part = part(i, point[i]);
            high[i] = Math.max(0, part);
            low[i] = Math.max(0, -part);
        }
    }

    /** Surprise on the rarer side, above 0 where that is the upper one. */
    private double part(int feature, float value) {
        if (updates == 0) {
            return 0;
        }
        double high = features[feature].surprise(value, true, weight);
        double low = features[feature].surprise(value, false, weight);
        double rarer = Math.max(0, Math.max(high, low) - LN_2);
        return high >= low ? rarer : -rarer;
    }

    @Override
    public void update(float[] point) {
        check(point);
        for (int i = 0; i < features.length; i++) {
            features[i].add(point[i], weight);
        }
        updates++;
        weight *= growth;
        if (weight >= LARGEST_WEIGHT) {
            for (TailHistogram feature : features) {
                feature.shrink(1 / LARGEST_WEIGHT);
            }
            weight /= LARGEST_WEIGHT;
        }
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(updates).writeDouble(weight);
        for (TailHistogram feature : features) {
            feature.snapshot(out);
        }
    }

    @Override
    public long liveBytes() {
        return 64 + features.length * (24 + TailHistogram.liveBytes());
    }

    private void check(float[] point) {
        if (point.length != features.length) {
            throw new IllegalArgumentException("DET-002 detector \"" + NAME + "\": expected " + features.length
                    + " features, got " + point.length);
        }
        for (int i = 0; i < point.length; i++) {
            if (!Float.isFinite(point[i])) {
                throw new IllegalArgumentException(
                        "DET-003 detector \"" + NAME + "\": feature " + i + " must be finite, was " + point[i]);
            }
        }
    }
}
