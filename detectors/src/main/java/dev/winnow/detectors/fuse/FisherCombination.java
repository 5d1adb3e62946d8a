package dev.winnow.detectors.fuse;

/**
 * One probability from several independent ones: many small hints add up, where {@link CauchyCombination} takes the strongest.
 *
 * <p>Only for members that are independent on ordinary events. Correlated ones make it state far too small probabilities:
 * use {@link BrownCombination}.
 */
public final class FisherCombination {
    // R. A. Fisher, "Statistical methods for research workers" (1932), section 21.1: −2·Σ ln p has a chi-square
    // distribution
    // with 2k degrees of freedom, whose tail is e^{−h}·Σ_{i<k} h^i/i! at h = −Σ ln p.

    /** Smallest probability that counts as such. */
    static final double SMALLEST = 1e-300;

    private FisherCombination() {}

    /**
     * Combines; entries that are NaN are left out.
     *
     * @param pValues in [0, 1], or NaN; below 1e-300 they count as that
     * @return in (0, 1], or NaN if nothing is known
     */
    public static double combine(double[] pValues) {
        double half = 0;
        int known = 0;
        for (double p : pValues) {
            if (!Double.isNaN(p)) {
                half += evidence(p);
                known++;
            }
        }
        if (known == 0) {
            return Double.NaN;
        }
        // The largest term leads; relative to it nothing overflows.
        double logTerm = -half;
        double sum = StrictMath.exp(logTerm);
        double logHalf = StrictMath.log(half);
        for (int i = 1; i < known && half > 0; i++) {
            logTerm += logHalf - StrictMath.log(i);
            sum += StrictMath.exp(logTerm);
        }
        return Math.max(SMALLEST, Math.min(1, sum));
    }

    /** −ln p. */
    static double evidence(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a probability must be between 0 and 1, was " + p);
        }
        return -StrictMath.log(Math.max(SMALLEST, p));
    }
}
