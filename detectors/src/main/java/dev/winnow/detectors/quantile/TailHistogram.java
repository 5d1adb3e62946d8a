package dev.winnow.detectors.quantile;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * How rare a value of one feature is on either side, from decayed counts on a fixed grid over scaled space. Mutable, one owner.
 *
 * <p>Weights come from the owner, which lets them grow (forward decay) and {@link #shrink}s all at times.
 */
final class TailHistogram {
    // Scaled points have a usual deviation of 1 and end at the clip, so that a fixed grid does what a quantile sketch
    // would, in
    // constant time: steps of 1/16 up to 4 deviations, 1/4 up to 12, 1 beyond.

    private static final double INNER = 4;
    private static final double OUTER = 12;
    private static final int INNER_STEPS = 16;
    private static final int OUTER_STEPS = 4;
    private static final int INNER_BINS = (int) (INNER * INNER_STEPS);
    private static final int OUTER_BINS = (int) ((OUTER - INNER) * OUTER_STEPS);

    /** Bins on one side: the last holds everything from 12 + 64 deviations on. */
    private static final int SIDE = INNER_BINS + OUTER_BINS + 64;

    static final int BINS = 2 * SIDE;
    private static final int GROUP = 16;

    /** Of a kind of anomaly, some are learnt by force; so few are no tail. */
    private static final int FEW = 8;

    private final float[] bins = new float[BINS];
    private final float[] groups = new float[BINS / GROUP];
    private double total;

    void add(double value, double weight) {
        int bin = bin(value);
        bins[bin] += (float) weight;
        groups[bin / GROUP] += (float) weight;
        total += weight;
    }

    /** Multiplies all weights; exact for powers of two. */
    void shrink(float factor) {
        for (int i = 0; i < BINS; i++) {
            bins[i] *= factor;
        }
        for (int i = 0; i < groups.length; i++) {
            groups[i] *= factor;
        }
        total *= factor;
    }

    /**
     * −ln of the share of values at or above (below) one, as if {@code unit} (one point of full weight) had been seen there too.
     * Where fewer than {@value #FEW} such points lie as far out, it grows on by 1 for each deviation of distance to those that do.
     */
    double surprise(double value, boolean isHigh, double unit) {
        int at = bin(value);
        double beyond = isHigh ? above(at) : below(at);
        double surprise = -StrictMath.log((Math.min(beyond, total) + unit) / (total + unit));
        double few = FEW * unit;
        if (beyond < few) {
            double gap = Math.max(0, Math.abs(value - reached(at, beyond, isHigh, few)));
            surprise += (1 - beyond / few) * gap;
        }
        return Math.max(0, surprise);
    }

    static long liveBytes() {
        return 96 + 4L * BINS + 4L * BINS / GROUP;
    }

    void snapshot(StateWriter out) {
        out.writeDouble(total);
        out.writeFloats(bins).writeFloats(groups);
    }

    static TailHistogram restore(StateReader in) {
        TailHistogram histogram = new TailHistogram();
        histogram.total = in.readDouble();
        copy(in.readFloats(), histogram.bins);
        copy(in.readFloats(), histogram.groups);
        return histogram;
    }

    private static void copy(float[] from, float[] to) {
        if (from.length != to.length) {
            throw new StateFormatException("STA-004 histogram: must have " + to.length + " bins, has " + from.length);
        }
        for (int i = 0; i < to.length; i++) {
            if (!(from[i] >= 0 && from[i] < Float.POSITIVE_INFINITY)) {
                throw new StateFormatException(
                        "STA-004 histogram: weights must be finite and at least 0, found " + from[i]);
            }
            to[i] = from[i];
        }
    }

    /** Weight of a bin and all above it. */
    private double above(int bin) {
        double weight = 0;
        int i = bin;
        for (; i < BINS && i % GROUP != 0; i++) {
            weight += bins[i];
        }
        for (int g = i / GROUP; g < groups.length; g++) {
            weight += groups[g];
        }
        return weight;
    }

    /** Weight of a bin and all below it. */
    private double below(int bin) {
        double weight = 0;
        int i = bin;
        for (; i >= 0 && i % GROUP != GROUP - 1; i--) {
            weight += bins[i];
        }
        for (int g = (i + 1) / GROUP - 1; g >= 0; g--) {
            weight += groups[g];
        }
        return weight;
    }

    /** Nearest value inwards of a bin at which the weight seen from outside comes up to {@code unit}. */
    private double reached(int bin, double beyond, boolean isHigh, double unit) {
        double weight = beyond;
        int step = isHigh ? -1 : 1;
        int i = bin + step;
        while (i >= 0 && i < BINS) {
            boolean isWholeGroup = isHigh ? i % GROUP == GROUP - 1 : i % GROUP == 0;
            if (isWholeGroup && weight + groups[i / GROUP] < unit) {
                weight += groups[i / GROUP];
                i += step * GROUP;
                continue;
            }
            weight += bins[i];
            if (weight >= unit) {
                return isHigh ? edge(i + 1) : edge(i);
            }
            i += step;
        }
        return 0;
    }

    private static int bin(double value) {
        double magnitude = Math.abs(value);
        int offset = magnitude < INNER
                ? (int) (magnitude * INNER_STEPS)
                : magnitude < OUTER
                        ? INNER_BINS + (int) ((magnitude - INNER) * OUTER_STEPS)
                        : Math.min(SIDE - 1, INNER_BINS + OUTER_BINS + (int) (magnitude - OUTER));
        return value >= 0 ? SIDE + offset : SIDE - 1 - offset;
    }

    /** Lower edge of a bin. */
    private static double edge(int bin) {
        int steps = Math.abs(bin - SIDE);
        double magnitude = steps <= INNER_BINS
                ? (double) steps / INNER_STEPS
                : steps <= INNER_BINS + OUTER_BINS
                        ? INNER + (double) (steps - INNER_BINS) / OUTER_STEPS
                        : OUTER + (steps - INNER_BINS - OUTER_BINS);
        return bin >= SIDE ? magnitude : -magnitude;
    }
}
