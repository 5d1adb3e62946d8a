package dev.winnow.detectors.fuse;

/**
 * One tail probability from several that depend on each other in an unknown way.
 *
 * <p>Each p becomes a Cauchy variable tan((1/2 − p)π); their weighted mean is again about Cauchy in its tail whatever the
 * dependence, so the result holds its level for small p without knowing the correlation of the detectors.
 */
public final class CauchyCombination {
    // Y. Liu, J. Xie, "Cauchy combination test: a powerful test with analytic p-value calculation under arbitrary
    // dependency structures", JASA 115 (2020), equation 3.
    // Differs from it: p above 0.98 counts as 0.98, because one member that finds a point perfectly ordinary would
    // otherwise
    // veto all others (tan goes to −∞).

    private static final double LARGEST = 0.98;

    private CauchyCombination() {}

    /** Evidence of one p: large and positive where p is small; at least −15.9. */
    public static double evidence(double p) {
        double bounded = Math.min(LARGEST, Math.max(StreamingTail.FLOOR, p));
        return 1 / StrictMath.tan(bounded * StrictMath.PI);
    }

    /**
     * Combines; entries that are NaN are left out.
     *
     * @param pValues in (0, 1], or NaN
     * @param weights at least 0
     * @return in [1e-9, 1], or NaN if nothing with a positive weight is known
     */
    public static double combine(double[] pValues, double[] weights) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < pValues.length; i++) {
            if (!Double.isNaN(pValues[i]) && weights[i] > 0) {
                sum += weights[i] * evidence(pValues[i]);
                total += weights[i];
            }
        }
        if (total == 0) {
            return Double.NaN;
        }
        double mean = sum / total;
        // atan(1/t) for large t: 1/2 − atan(t)/π loses all digits there.
        double p = mean > 1 ? StrictMath.atan(1 / mean) / StrictMath.PI : 0.5 - StrictMath.atan(mean) / StrictMath.PI;
        return Math.max(StreamingTail.FLOOR, Math.min(1, p));
    }
}
