package dev.winnow.evaluation.metrics;

/**
 * How far probabilities are from what happened.
 *
 * @param rows predictions
 * @param baseRate share of positives
 * @param brier mean squared error, 0 is perfect
 * @param logLoss mean negative log-likelihood in nats; probabilities are kept 1e-12 away from 0 and 1
 * @param ece expected calibration error over bins of equal width
 * @param ace the same over bins of equally many rows
 * @param largestGap largest gap of a bin of equal width
 * @param brierSkill share of the base rate's Brier score that is saved; NaN with one class only
 */
public record Calibration(
        int rows,
        double baseRate,
        double brier,
        double logLoss,
        double ece,
        double ace,
        double largestGap,
        double brierSkill) {
    /** Bins that the project's figures use. */
    public static final int BINS = 15;

    private static final double EDGE = 1e-12;

    /**
     * Compares predictions with what happened.
     *
     * @param labels what happened
     * @param probabilities predictions; what is outside [0, 1] is moved to the nearer end
     * @param bins at least 1
     * @throws IllegalArgumentException if there are none, not as many of each, or one is not a number
     */
    public static Calibration of(boolean[] labels, double[] probabilities, int bins) {
        Scores.requireSameLength(labels, probabilities);
        int n = labels.length;
        if (n == 0 || bins < 1) {
            throw new IllegalArgumentException("rows and bins must be at least 1, were " + n + " and " + bins);
        }
        double[] clipped = new double[n];
        int[] equalWidth = new int[n];
        double squares = 0;
        double loss = 0;
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(probabilities[i])) {
                throw new IllegalArgumentException("a probability must be a number, that of row " + i + " is not");
            }
            double p = Math.min(1, Math.max(0, probabilities[i]));
            double safe = Math.min(1 - EDGE, Math.max(EDGE, p));
            clipped[i] = p;
            equalWidth[i] = Math.min((int) (p * bins), bins - 1);
            squares += (labels[i] ? 1 - p : p) * (labels[i] ? 1 - p : p);
            loss -= StrictMath.log(labels[i] ? safe : 1 - safe);
        }
        Gaps width = gaps(labels, clipped, equalWidth, bins);
        Gaps mass = gaps(labels, clipped, equalMass(clipped, bins), bins);
        double base = Scores.count(labels) / (double) n;
        double variance = base * (1 - base);
        double brier = squares / n;
        return new Calibration(
                n,
                base,
                brier,
                loss / n,
                width.mean,
                mass.mean,
                width.largest,
                variance == 0 ? Double.NaN : 1 - brier / variance);
    }

    /** Bins of equally many rows by rank from below, equal ones in stream order. */
    private static int[] equalMass(double[] probabilities, int bins) {
        int n = probabilities.length;
        double[] negated = new double[n];
        for (int i = 0; i < n; i++) {
            negated[i] = -probabilities[i];
        }
        int[] rising = Scores.descending(negated);
        int[] bin = new int[n];
        for (int rank = 0; rank < n; rank++) {
            bin[rising[rank]] = (int) ((long) rank * bins / n);
        }
        return bin;
    }

    private static Gaps gaps(boolean[] labels, double[] probabilities, int[] bin, int bins) {
        int[] count = new int[bins];
        int[] hits = new int[bins];
        double[] stated = new double[bins];
        for (int i = 0; i < bin.length; i++) {
            count[bin[i]]++;
            hits[bin[i]] += labels[i] ? 1 : 0;
            stated[bin[i]] += probabilities[i];
        }
        double mean = 0;
        double largest = 0;
        for (int b = 0; b < bins; b++) {
            if (count[b] > 0) {
                double gap = Math.abs(stated[b] - hits[b]) / count[b];
                mean += gap * count[b] / bin.length;
                largest = Math.max(largest, gap);
            }
        }
        return new Gaps(mean, largest);
    }

    private record Gaps(double mean, double largest) {}
}
