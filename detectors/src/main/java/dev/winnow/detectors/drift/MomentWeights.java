package dev.winnow.detectors.drift;

/**
 * What of {@link EntityMoments} follows from its settings and a number of values alone: looked up, since it is asked for each
 * feature of each event. Immutable; 16 KiB, so one is made for all entities of a model.
 */
public final class MomentWeights {
    // The tables hold what StrictMath gives for the same arguments, so a lookup and a computation are the same bits.

    /** An entity's own deviation counts as at least this share of the segment's: below lies rounding. */
    static final double SMALLEST_DEVIATION = 0.01;

    /** With the default weight of the newest value the warm-up is over, to the last bit, after some 750 values. */
    private static final int TABLE = 1024;

    private static final double SMALLEST_VARIANCE = SMALLEST_DEVIATION * SMALLEST_DEVIATION;

    /** (1 - a)^n is below e^(-a n): from here on it is less than half the last bit of 1. */
    private static final double SETTLED = 40;

    private final double alpha;
    private final double priorMass;
    private final double settledCount;
    private final double[] warmUps = new double[TABLE];
    private final double[] steadyVariances = new double[TABLE];

    /**
     * @param alpha weight of the newest value, in (0, 0.5]
     * @param priorMass number of values that the segment's statistics count for, above 0
     */
    public MomentWeights(double alpha, double priorMass) {
        if (!(alpha > 0 && alpha <= 0.5 && priorMass > 0)) {
            throw new IllegalArgumentException(
                    "alpha must be in (0, 0.5] and prior mass above 0, were " + alpha + " and " + priorMass);
        }
        this.alpha = alpha;
        this.priorMass = priorMass;
        settledCount = (2 - alpha) / alpha;
        for (int n = 1; n < TABLE; n++) {
            warmUps[n] = computedWarmUp(n);
            steadyVariances[n] = StrictMath.pow(SMALLEST_VARIANCE, trust(n));
        }
    }

    double alpha() {
        return alpha;
    }

    double priorMass() {
        return priorMass;
    }

    /** Values that the moments effectively rest on. */
    double effectiveCount(int n) {
        return Math.min(n, settledCount);
    }

    /** Share of its settled value that the weighted variance has reached after n values; n at least 1. */
    double warmUp(int n) {
        return n < TABLE ? warmUps[n] : computedWarmUp(n);
    }

    /** An entity's own variance after n values, n at least 1, shrunk towards the segment's, which is 1. */
    double shrunk(double own, int n) {
        if (own <= SMALLEST_VARIANCE && n < TABLE) {
            return steadyVariances[n];
        }
        // Between own and the segment's (1) on the scale of logarithms: an entity a hundred times steadier than its
        // segment is judged by its own measure after some dozens of values, not some thousands.
        return StrictMath.pow(Math.max(own, SMALLEST_VARIANCE), trust(n));
    }

    /** The first value has no difference to anything but the starting mean; it says nothing about spread. */
    private double trust(int n) {
        return (n - 1) / (n - 1 + priorMass);
    }

    private double computedWarmUp(int n) {
        if (alpha * (n - 1) > SETTLED) {
            return 1;
        }
        return 1 - StrictMath.pow(1 - alpha, Math.max(1, n - 1));
    }
}
