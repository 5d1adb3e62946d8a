package dev.winnow.detectors.fuse;

/**
 * Generalised Pareto distribution of excesses over a threshold: P(X &gt; x) = (1 + shape·x/scale)^(−1/shape), and
 * exp(−x/scale) at shape 0. Shape above 0 is a heavy tail, below 0 a bounded one.
 *
 * @param shape ξ
 * @param scale σ, above 0
 */
public record GeneralisedPareto(double shape, double scale) {
    // Probability-weighted moments: J. R. M. Hosking, J. F. Wallis, "Parameter and quantile estimation for the
    // generalized Pareto distribution", Technometrics 29 (1987). Their k is −ξ here.
    // a0 = mean, a1 = mean of (1 − p_i)·x_(i) with p_i = (i − 0.35)/n;
    // k = a0/(a0 − 2·a1) − 2 and σ = 2·a0·a1/(a0 − 2·a1).

    /** The estimator exists for shapes below 1/2 only; beyond, variances are infinite. */
    private static final double LARGEST_SHAPE = 0.45;

    private static final double SMALLEST_SHAPE = -0.45;

    /** Shapes closer to 0 than this are computed as exponential: the power form loses its digits there. */
    private static final double NEAR_ZERO = 1e-9;

    public GeneralisedPareto {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("scale must be above 0, was " + scale);
        }
    }

    /**
     * Fits by probability-weighted moments.
     *
     * @param values ascending values, all above the threshold from index {@code from} on
     * @param from first excess
     * @param to one past the last excess; at least two excesses, not all 0
     */
    static GeneralisedPareto fit(float[] values, int from, int to, double threshold) {
        int n = to - from;
        double a0 = 0;
        double a1 = 0;
        for (int i = 0; i < n; i++) {
            double excess = values[from + i] - threshold;
            a0 += excess;
            a1 += (1 - (i + 1 - 0.35) / n) * excess;
        }
        a0 /= n;
        a1 /= n;
        double shape = 2 - a0 / (a0 - 2 * a1);
        if (!(shape >= SMALLEST_SHAPE)) {
            shape = SMALLEST_SHAPE;
        }
        shape = Math.min(shape, LARGEST_SHAPE);
        // The mean is σ/(1 − ξ): with a clamped shape this keeps the first moment, and without it equals 2·a0·a1/(a0 −
        // 2·a1).
        return new GeneralisedPareto(shape, Math.max(a0 * (1 - shape), Double.MIN_NORMAL));
    }

    /** The distribution of equal mean with a larger shape. */
    GeneralisedPareto heavier(double more) {
        double heavier = Math.min(shape + more, LARGEST_SHAPE + 0.05);
        return new GeneralisedPareto(heavier, scale / (1 - shape) * (1 - heavier));
    }

    /** P(X &gt; excess); 1 at or below 0, 0 beyond the end of a bounded tail. */
    double survival(double excess) {
        if (excess <= 0) {
            return 1;
        }
        if (Math.abs(shape) < NEAR_ZERO) {
            return StrictMath.exp(-excess / scale);
        }
        double base = 1 + shape * excess / scale;
        return base <= 0 ? 0 : StrictMath.pow(base, -1 / shape);
    }

    /** Excess that is exceeded with the given probability, in (0, 1]. */
    double quantile(double survival) {
        if (Math.abs(shape) < NEAR_ZERO) {
            return -scale * StrictMath.log(survival);
        }
        return scale / shape * (StrictMath.pow(survival, -shape) - 1);
    }
}
