package dev.winnow.detectors.forest;

/**
 * What a {@link ThresholdedForest} says of a point.
 *
 * @param score of the forest, at least 0
 * @param threshold score from which on points are flagged; NaN while the threshold is not ready
 * @param pValue share of ordinary points that score as high, in [1e-9, 1]; NaN while the threshold is not ready
 * @param grade 0 for a point that is not flagged, above 0 and at most 1 for one that is: the decades of probability beyond the
 *     stated rate, by those between the rate and 1e-9
 */
public record Grade(double score, double threshold, double pValue, double grade) {
    public Grade {
        if (!(score >= 0 && grade >= 0 && grade <= 1)) {
            throw new IllegalArgumentException("CFG-004 grade: score at least 0 and grade in [0, 1] are required, were "
                    + score + " and " + grade);
        }
    }

    public boolean isReady() {
        return !Double.isNaN(threshold);
    }

    public boolean isFlagged() {
        return grade > 0;
    }
}
