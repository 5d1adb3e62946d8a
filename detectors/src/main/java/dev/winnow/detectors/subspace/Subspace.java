package dev.winnow.detectors.subspace;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/** The leading subspace of a covariance, and the matrix that whitens inside and outside of it. */
final class Subspace {
    /** Share of the variance that the leading directions carry at most; they are at least one, and not all. */
    static final double LEADING_SHARE = 0.9;

    /**
     * Points of independent features with deviation 1 that the prior counts for. It also bounds every variance from below: where
     * two features were always equal, a difference of 0.04 deviations is one deviation.
     */
    static final double PRIOR_POINTS = 16;

    private Subspace() {}

    /**
     * Symmetric W such that the mean of |W(x − m)|² is 1 over points of this covariance: the weights 1 − leadingWeight and
     * leadingWeight are shared evenly by the directions outside and inside the leading subspace.
     *
     * @param covariance upper triangle, row by row
     * @param seen points that the covariance rests on
     */
    static double[][] whitening(double[] covariance, int dimensions, double seen, double leadingWeight) {
        double[][] shrunk = new double[dimensions][dimensions];
        int next = 0;
        for (int i = 0; i < dimensions; i++) {
            for (int j = i; j < dimensions; j++) {
                double prior = i == j ? PRIOR_POINTS : 0;
                shrunk[i][j] = (seen * covariance[next++] + prior) / (seen + PRIOR_POINTS);
                shrunk[j][i] = shrunk[i][j];
            }
        }
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(new Array2DRowRealMatrix(shrunk, false));
        double[] variances = eigen.getEigenvalues();
        double[][] vectors = eigen.getV().getData();
        int leading = leading(variances);
        double smallest = 0.5 * PRIOR_POINTS / (seen + PRIOR_POINTS);
        double[] factors = new double[dimensions];
        for (int k = 0; k < dimensions; k++) {
            double weight = leading == 0
                    ? 1.0 / dimensions
                    : k < leading ? leadingWeight / leading : (1 - leadingWeight) / (dimensions - leading);
            // Rounding may push an eigenvalue below what the prior guarantees.
            factors[k] = Math.sqrt(weight / Math.max(smallest, variances[k]));
        }
        return product(vectors, factors);
    }

    /** Directions, by falling variance, that carry at most the leading share; 0 where there is one direction only. */
    private static int leading(double[] variances) {
        double total = 0;
        for (double variance : variances) {
            total += variance;
        }
        int leading = 0;
        double carried = 0;
        while (leading < variances.length && carried + variances[leading] <= LEADING_SHARE * total) {
            carried += variances[leading++];
        }
        return Math.min(Math.max(leading, 1), variances.length - 1);
    }

    private static double[][] product(double[][] vectors, double[] factors) {
        int n = factors.length;
        double[][] product = new double[n][n];
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                scaled[k] = vectors[i][k] * factors[k];
            }
            for (int j = i; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += scaled[k] * vectors[j][k];
                }
                product[i][j] = sum;
                product[j][i] = sum;
            }
        }
        return product;
    }
}
