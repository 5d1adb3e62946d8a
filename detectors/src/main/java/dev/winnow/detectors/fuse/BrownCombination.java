package dev.winnow.detectors.fuse;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * One probability from several that depend on each other: Fisher's combination with the dependence learnt from the stream.
 * Mutable, one owner, not thread-safe; neither learning nor combining allocates.
 *
 * <p>Members that always agree count as one; independent ones add up as in {@link FisherCombination}. Before anything is learnt
 * they count as agreeing, so that a probability is too large rather than too small. For dependence like that of correlated
 * normal deviates the level holds within a twentieth at 0.05 and 0.01 and within a tenth at 0.001.
 */
public final class BrownCombination {
    // M. B. Brown, "A method for combining non-independent, one-sided tests of significance", Biometrics 31 (1975): the
    // sum
    // T = Σ w·(−2 ln p) is c·χ²(f) with the moments E = 2·Σ w and V = 4·Σ w² + 2·Σ w_i·w_j·cov_ij (i < j), so c =
    // V/(2E) and
    // f = 2E²/V. The covariance of −2 ln p from a stream: W. Poole, D. L. Gibbs, I. Shmulevich, B. Bernard, T. A.
    // Knijnenburg, "Combining dependent P-values with an empirical adaptation of Brown's method", Bioinformatics 32
    // (2016).
    // BrownCombinationTest holds it against the polynomial of J. T. Kost, M. P. McDermott, "Combining dependent
    // P-values",
    // Statistics and Probability Letters 60 (2002), which knows the covariance from the correlation of normal deviates.
    // Differs from it: the covariance is 4 times the observed correlation of −ln p, so that a member whose
    // probabilities are
    // not quite uniform does not weigh more for it; correlations below 0 count as 0; weights.

    private static final int VERSION = 1;

    /** Events for which complete agreement is assumed: a tenth of what a correlation within 0.1 needs. */
    private static final double PRIOR_EVENTS = 20;

    private final int members;
    private final double halfLifeEvents;
    private final double keep;

    /** Per member: mean and variance of −ln p; per pair (i &lt; j): covariance; each with the weight it rests on. */
    private final double[] means;

    private final double[] variances;
    private final double[] masses;
    private final double[] covariances;
    private final double[] pairMasses;
    private long events;

    /**
     * @param members number of probabilities, 1 to 64
     * @param halfLifeEvents events after which one counts half, at least 10
     */
    public BrownCombination(int members, double halfLifeEvents) {
        if (members < 1 || members > 64) {
            throw new IllegalArgumentException("CFG-004 brown.members: must be between 1 and 64, was " + members);
        }
        if (!(halfLifeEvents >= 10 && halfLifeEvents <= 1e12)) {
            throw new IllegalArgumentException(
                    "CFG-004 brown.halfLifeEvents: must be between 10 and 1e12, was " + halfLifeEvents);
        }
        this.members = members;
        this.halfLifeEvents = halfLifeEvents;
        keep = StrictMath.pow(0.5, 1 / halfLifeEvents);
        means = new double[members];
        variances = new double[members];
        masses = new double[members];
        covariances = new double[members * (members - 1) / 2];
        pairMasses = new double[covariances.length];
    }

    /**
     * Learns how the members go together; feed ordinary events only, as to the tails themselves.
     *
     * @param pValues in [0, 1], or NaN where nothing is known
     */
    public void learn(double[] pValues) {
        checkWidth(pValues);
        int pair = 0;
        for (int i = 0; i < members; i++) {
            double deviation = deviation(pValues, i);
            for (int j = i + 1; j < members; j++, pair++) {
                double product = deviation * deviation(pValues, j);
                if (!Double.isNaN(product)) {
                    pairMasses[pair] = keep * pairMasses[pair] + 1;
                    covariances[pair] += (product - covariances[pair]) / pairMasses[pair];
                }
            }
        }
        for (int i = 0; i < members; i++) {
            double deviation = deviation(pValues, i);
            if (!Double.isNaN(deviation)) {
                masses[i] = keep * masses[i] + 1;
                means[i] += deviation / masses[i];
                variances[i] += (deviation * deviation - variances[i]) / masses[i];
            }
        }
        events++;
    }

    /**
     * Combines; entries that are NaN and weights of 0 are left out. Changes nothing.
     *
     * @param pValues in [0, 1], or NaN
     * @param weights at least 0
     * @return in (0, 1], or NaN if nothing with a positive weight is known
     */
    public double combine(double[] pValues, double[] weights) {
        checkWidth(pValues);
        checkWidth(weights);
        double statistic = 0;
        double expected = 0;
        double variance = 0;
        int pair = 0;
        for (int i = 0; i < members; i++) {
            boolean counts = counts(pValues, weights, i);
            if (counts) {
                statistic += 2 * weights[i] * FisherCombination.evidence(pValues[i]);
                expected += 2 * weights[i];
                variance += 4 * weights[i] * weights[i];
            }
            for (int j = i + 1; j < members; j++, pair++) {
                if (counts && counts(pValues, weights, j)) {
                    variance += 8 * weights[i] * weights[j] * correlation(pair, i, j);
                }
            }
        }
        if (expected == 0) {
            return Double.NaN;
        }
        double scale = variance / (2 * expected);
        double freedom = 2 * expected * expected / variance;
        return Math.max(FisherCombination.SMALLEST, ChiSquare.survival(statistic / scale, freedom));
    }

    /** How far two members agree on ordinary events: 0 not at all, 1 completely or not yet known. */
    public double correlation(int first, int second) {
        int i = Math.min(first, second);
        int j = Math.max(first, second);
        if (i < 0 || j >= members || i == j) {
            throw new IllegalArgumentException(
                    "must be two of " + members + " members, were " + first + " and " + second);
        }
        return correlation(i * (2 * members - i - 1) / 2 + j - i - 1, i, j);
    }

    /** Events learnt. */
    public long events() {
        return events;
    }

    public long liveBytes() {
        return 176 + 24L * means.length + 16L * covariances.length;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeInt(members).writeLong(events);
        out.writeDoubles(means).writeDoubles(variances).writeDoubles(masses);
        out.writeDoubles(covariances).writeDoubles(pairMasses);
    }

    public static BrownCombination restore(int members, double halfLifeEvents, StateReader in) {
        in.expectVersion("brown", VERSION);
        BrownCombination combination = new BrownCombination(members, halfLifeEvents);
        int written = in.readInt();
        if (written != members) {
            throw new StateFormatException("STA-004 brown: must have " + members + " members, has " + written);
        }
        combination.events = in.readLong();
        fill(combination.means, in.readDoubles());
        fill(combination.variances, in.readDoubles());
        fill(combination.masses, in.readDoubles());
        fill(combination.covariances, in.readDoubles());
        fill(combination.pairMasses, in.readDoubles());
        return combination;
    }

    @Override
    public String toString() {
        return "brown over " + members + " members, half-life " + halfLifeEvents + " events, " + events + " learnt";
    }

    private double deviation(double[] pValues, int member) {
        double p = pValues[member];
        return Double.isNaN(p) ? Double.NaN : FisherCombination.evidence(p) - means[member];
    }

    private double correlation(int pair, int i, int j) {
        double spread = StrictMath.sqrt(variances[i] * variances[j]);
        double observed = spread > 0 ? Math.max(0, Math.min(1, covariances[pair] / spread)) : 1;
        double mass = pairMasses[pair];
        return (mass * observed + PRIOR_EVENTS) / (mass + PRIOR_EVENTS);
    }

    private void checkWidth(double[] values) {
        if (values.length != members) {
            throw new IllegalArgumentException("DET-002 brown: expected " + members + " members, got " + values.length);
        }
    }

    private static boolean counts(double[] pValues, double[] weights, int member) {
        return weights[member] > 0 && !Double.isNaN(pValues[member]);
    }

    private static void fill(double[] values, double[] read) {
        if (read.length != values.length) {
            throw new StateFormatException("STA-004 brown: must have " + values.length + " values, has " + read.length);
        }
        for (double value : read) {
            if (!Double.isFinite(value)) {
                throw new StateFormatException("STA-004 brown: values must be finite, found " + value);
            }
        }
        System.arraycopy(read, 0, values, 0, read.length);
    }
}
