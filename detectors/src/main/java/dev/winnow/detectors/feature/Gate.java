package dev.winnow.detectors.feature;

/**
 * Which events go on to triage.
 *
 * @param tailLevel largest fused tail probability that passes, in (0, 1]; 1 passes everything, also while warming up
 */
public record Gate(double tailLevel) {
    public Gate {
        if (!(tailLevel > 0 && tailLevel <= 1)) {
            throw new IllegalArgumentException("tailLevel must be in (0, 1], was " + tailLevel);
        }
    }

    /** Everything passes: for alerts of other tools. */
    public static Gate all() {
        return new Gate(1);
    }

    /** @param pValue fused tail probability, NaN where there is no score */
    public boolean passes(double pValue) {
        return tailLevel >= 1 || pValue <= tailLevel;
    }
}
