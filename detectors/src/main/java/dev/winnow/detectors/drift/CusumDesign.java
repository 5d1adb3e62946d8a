package dev.winnow.detectors.drift;

import dev.winnow.detectors.fuse.NormalTail;

/**
 * A CUSUM for rises of standard normal deviates whose false alarms come as rarely as stated.
 *
 * @param slack deviates per value that are tolerated, in [0.05, 2]: half of the shift to be found quickest
 * @param threshold sum that is an alarm
 * @param runLength values between false alarms on average
 */
public record CusumDesign(double slack, double threshold, double runLength) {
    // D. Brook, D. A. Evans, "An approach to the probability distribution of cusum run length", Biometrika 59 (1972):
    // the sum,
    // cut into STATES steps, is a Markov chain; the run lengths L from its states solve (I − Q)·L = 1. The error falls
    // with
    // the square of the number of states, so two numbers of states give an extrapolated value.

    /** A single deviate counts for at most this: one outlier is a matter for detectors of points. */
    static final double LARGEST_DEVIATE = 4;

    private static final int STATES = 40;

    /** Beyond, the threshold is found by search no more: the chain's matrix loses its digits. */
    private static final double LONGEST_RUN = 1e9;

    public CusumDesign {
        checkSlack(slack);
        if (!(threshold > 0 && threshold <= 1000)) {
            throw new IllegalArgumentException(
                    "CFG-004 cusum.threshold: must be above 0 and at most 1000, was " + threshold);
        }
    }

    /**
     * The design that finds a shift quickest among those with a run length.
     *
     * @param shift change of the mean, in deviations, in [0.1, 4]
     * @param runLength values between false alarms, 10 to 1e9
     */
    public static CusumDesign of(double shift, double runLength) {
        double slack = shift / 2;
        checkSlack(slack);
        if (!(runLength >= 10 && runLength <= LONGEST_RUN)) {
            throw new IllegalArgumentException("CFG-004 cusum.runLength: must be between 10 and 1e9, was " + runLength);
        }
        double low = 0.01;
        double high = 1;
        while (runLength(slack, high, 0) < runLength) {
            low = high;
            high *= 2;
        }
        // The logarithm of the run length is nearly straight in the threshold: 50 halvings leave nothing.
        for (int i = 0; i < 50 && high - low > 1e-9; i++) {
            double middle = (low + high) / 2;
            if (runLength(slack, middle, 0) < runLength) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new CusumDesign(slack, high, runLength);
    }

    /** A design by its threshold; the run length follows. */
    static CusumDesign ofThreshold(double slack, double threshold) {
        checkSlack(slack);
        return new CusumDesign(slack, threshold, runLength(slack, threshold, 0));
    }

    /**
     * Values from a lasting change of the mean to its alarm, on average, if the sum is 0 when it begins.
     *
     * @param shift of the mean, in deviations
     */
    double delay(double shift) {
        return runLength(slack, threshold, shift);
    }

    private static double runLength(double slack, double threshold, double shift) {
        double coarse = runLength(slack, threshold, shift, STATES);
        double fine = runLength(slack, threshold, shift, 2 * STATES);
        double extrapolated = fine + (fine - coarse) / 3;
        return Double.isFinite(extrapolated) && extrapolated >= 1 ? extrapolated : Double.POSITIVE_INFINITY;
    }

    private static double runLength(double slack, double threshold, double shift, int states) {
        double step = 2 * threshold / (2 * states - 1);
        // Cumulative probabilities of moving by at most (d + 1/2) steps, for d from −states to states.
        double[] atMost = new double[2 * states + 1];
        for (int d = -states; d <= states; d++) {
            atMost[d + states] = cumulative((d + 0.5) * step + slack, shift);
        }
        double[][] matrix = new double[states][states + 1];
        for (int from = 0; from < states; from++) {
            for (int to = 0; to < states; to++) {
                double upTo = atMost[to - from + states];
                double moves = to == 0 ? upTo : upTo - atMost[to - from - 1 + states];
                matrix[from][to] = (from == to ? 1 : 0) - moves;
            }
            matrix[from][states] = 1;
        }
        return solveFirst(matrix);
    }

    private static double cumulative(double deviate, double shift) {
        if (deviate >= LARGEST_DEVIATE) {
            return 1;
        }
        return deviate < -LARGEST_DEVIATE ? 0 : NormalTail.cumulative(deviate - shift);
    }

    /** First unknown of a system whose matrix is dominated by its diagonal, eliminated from the last row up. */
    private static double solveFirst(double[][] matrix) {
        int n = matrix.length;
        for (int pivot = n - 1; pivot > 0; pivot--) {
            for (int row = 0; row < pivot; row++) {
                double factor = matrix[row][pivot] / matrix[pivot][pivot];
                for (int column = 0; column < pivot; column++) {
                    matrix[row][column] -= factor * matrix[pivot][column];
                }
                matrix[row][n] -= factor * matrix[pivot][n];
            }
        }
        return matrix[0][n] / matrix[0][0];
    }

    private static void checkSlack(double slack) {
        if (!(slack >= 0.05 && slack <= 2)) {
            throw new IllegalArgumentException("CFG-004 cusum.slack: must be between 0.05 and 2, was " + slack);
        }
    }
}
