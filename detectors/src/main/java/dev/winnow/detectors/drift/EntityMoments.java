package dev.winnow.detectors.drift;

import dev.winnow.detectors.scale.AdaptiveScaler;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Exponentially weighted mean and variance per feature of one entity's scaled points, shrunk towards the segment's (mean 0,
 * deviation 1 in scaled space) while the entity is young. Mutable, one owner, not thread-safe.
 *
 * <p>Testing comes before learning: {@link #deviation} judges a value by what was learnt before it.
 */
public final class EntityMoments {
    // With d = x − m before the update, m += a·d and v = (1 − a)(v + a·d²), E[v] settles at (1 − a)·E[d²]. Dividing by
    // (1 − a) and by 1 − (1 − a)^n (warm-up) makes v/… an unbiased estimate of E[d²], the variance of the very
    // difference
    // that is tested, so that a nominal k is an effective k. The estimate has about (2 − a)/a degrees of freedom, so
    // the
    // ratio follows Student's t; it is mapped to the normal deviate of equal tail by D. L. Wallace, "Bounds on normal
    // approximations to Student's and the chi-square distributions", Ann. Math. Stat. 30 (1959):
    // z = (8ν + 1)/(8ν + 3) · sqrt(ν·ln(1 + t²/ν)).

    /** Statistics this far out lie beyond the scaler's knee, where a refit does not map them affinely. */
    private static final double REBASABLE = 10;

    private final MomentWeights weights;
    private final float[] means;
    private final float[] variances;
    private final int[] counts;

    public EntityMoments(int dimensions, MomentWeights weights) {
        this.weights = weights;
        means = new float[dimensions];
        variances = new float[dimensions];
        counts = new int[dimensions];
    }

    public int dimensions() {
        return means.length;
    }

    /** Values learnt of a feature. */
    public int count(int index) {
        return counts[index];
    }

    /** Expected value: the entity's mean, shrunk to 0 as far as its own spread leaves it open (entities differ by about 1). */
    public double mean(int index) {
        return mean(index, variance(index));
    }

    /** Expected standard deviation of the next value about {@link #mean}, above 0. */
    public double deviation(int index) {
        return deviation(variance(index));
    }

    /** Signed normal deviate of a value that was not learnt yet; finite. */
    public double deviate(int index, double value) {
        double variance = variance(index);
        double t = (value - mean(index, variance)) / deviation(variance);
        if (t == 0) {
            return t;
        }
        double freedom = weights.effectiveCount(counts[index]) + weights.priorMass();
        double z = (8 * freedom + 1) / (8 * freedom + 3) * Math.sqrt(freedom * StrictMath.log1p(t * t / freedom));
        return Math.copySign(z, t);
    }

    private double mean(int index, double variance) {
        double own = weights.effectiveCount(counts[index]);
        return own == 0 ? 0 : means[index] * own / (own + variance);
    }

    private static double deviation(double variance) {
        return Math.max(MomentWeights.SMALLEST_DEVIATION, Math.sqrt(variance));
    }

    /** Learns a point; features marked missing stay as they were. */
    public void update(float[] point, boolean[] missing) {
        double alpha = weights.alpha();
        for (int i = 0; i < means.length; i++) {
            if (missing[i]) {
                continue;
            }
            int n = counts[i];
            // Weight 1/(n + 1) until the exponential weight is larger: the plain mean is the best one has at first.
            double gain = Math.max(alpha, 1.0 / (n + 1));
            double difference = point[i] - (n == 0 ? point[i] : means[i]);
            if (n == 0) {
                means[i] = point[i];
                variances[i] = 0;
            } else {
                means[i] += (float) (gain * difference);
                // Out of n + 1 values a difference to the mean of n has variance (1 + 1/n) times the value's own.
                double square = difference * difference * spreadCorrection(n);
                variances[i] = (float) ((1 - alpha) * (variances[i] + alpha * square));
            }
            counts[i] = n == Integer.MAX_VALUE ? n : n + 1;
        }
    }

    /** Carries the statistics over to the scaler's present epoch; what cannot be carried starts again. */
    public void rebase(AdaptiveScaler scaler, int fromEpoch) {
        double[] factor = new double[means.length];
        double[] offset = new double[means.length];
        scaler.rebase(fromEpoch, factor, offset);
        for (int i = 0; i < means.length; i++) {
            if (Double.isNaN(factor[i]) || Math.abs(means[i]) > REBASABLE) {
                means[i] = 0;
                variances[i] = 0;
                counts[i] = 0;
            } else {
                means[i] = (float) (means[i] * factor[i] + offset[i]);
                variances[i] = (float) Math.min(Float.MAX_VALUE, variances[i] * factor[i] * factor[i]);
            }
        }
    }

    public long liveBytes() {
        return 64 + 12L * means.length;
    }

    public void snapshot(StateWriter out) {
        for (int i = 0; i < means.length; i++) {
            out.writeFloat(means[i]).writeFloat(variances[i]).writeInt(counts[i]);
        }
    }

    public static EntityMoments restore(int dimensions, MomentWeights weights, StateReader in) {
        EntityMoments moments = new EntityMoments(dimensions, weights);
        for (int i = 0; i < dimensions; i++) {
            moments.means[i] = in.readFloat();
            moments.variances[i] = in.readFloat();
            moments.counts[i] = in.readInt();
            if (!Float.isFinite(moments.means[i]) || !(moments.variances[i] >= 0) || moments.counts[i] < 0) {
                throw new StateFormatException("STA-004 moments: feature " + i + " has mean " + moments.means[i]
                        + ", variance " + moments.variances[i] + ", count " + moments.counts[i]);
            }
        }
        return moments;
    }

    private double variance(int index) {
        int n = counts[index];
        if (n == 0) {
            return 1;
        }
        return weights.shrunk(variances[index] / ((1 - weights.alpha()) * weights.warmUp(n)), n);
    }

    /** Brings E[d²] of the warm-up, σ²(1 + 1/n), to its settled value σ²·2/(2 − a). */
    private double spreadCorrection(int n) {
        double alpha = weights.alpha();
        double settled = 2 / (2 - alpha);
        double now = 1 + Math.max(1.0 / n, alpha / (2 - alpha));
        return settled / now;
    }
}
