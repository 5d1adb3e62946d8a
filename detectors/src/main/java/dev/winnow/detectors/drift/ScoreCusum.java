package dev.winnow.detectors.drift;

import dev.winnow.detectors.fuse.NormalTail;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Finds a lasting change in the level of a score, with false alarms as rare as its {@link CusumDesign} states. Mutable, one owner,
 * not thread-safe; allocates nothing.
 *
 * <p>An alarm starts the sums again, so one that persists is repeated after a delay, and one that is over is not. Fed with the
 * tail probabilities of a score it needs no reference of its own that could drift along with what it watches.
 */
public final class ScoreCusum {
    // E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954).

    /** What a value did. */
    public enum Outcome {
        /** Nothing. */
        NONE,
        /** Scores are higher than they were. */
        RISE,
        /** Scores are lower than they were. */
        FALL
    }

    private static final int VERSION = 1;

    private final CusumDesign design;
    private double rise;
    private double fall;
    private long alarms;

    public ScoreCusum(CusumDesign design) {
        this.design = design;
    }

    /**
     * Adds a value that is a standard normal deviate while nothing changes.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Outcome add(double deviate) {
        if (!(Math.abs(deviate) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("DET-004 cusum: deviate must be finite, was " + deviate);
        }
        double bounded = Math.max(-CusumDesign.LARGEST_DEVIATE, Math.min(CusumDesign.LARGEST_DEVIATE, deviate));
        rise = Math.max(0, rise + bounded - design.slack());
        fall = design.twoSided() ? Math.max(0, fall - bounded - design.slack()) : 0;
        if (rise <= design.threshold() && fall <= design.threshold()) {
            return Outcome.NONE;
        }
        Outcome outcome = rise > design.threshold() ? Outcome.RISE : Outcome.FALL;
        rise = 0;
        fall = 0;
        alarms++;
        return outcome;
    }

    /**
     * Adds the tail probability of a score: uniform while nothing changes.
     *
     * @param p in [0, 1]
     */
    public Outcome addProbability(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a probability must be between 0 and 1, was " + p);
        }
        return add(NormalTail.deviate(Math.max(1e-9, Math.min(1 - 1e-9, p))));
    }

    /** Sum of what speaks for a rise, 0 to the threshold. */
    public double rise() {
        return rise;
    }

    /** Sum of what speaks for a fall, 0 to the threshold; 0 if one-sided. */
    public double fall() {
        return fall;
    }

    public long alarms() {
        return alarms;
    }

    public CusumDesign design() {
        return design;
    }

    public long liveBytes() {
        return 88;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeDouble(rise).writeDouble(fall).writeLong(alarms);
    }

    public static ScoreCusum restore(CusumDesign design, StateReader in) {
        in.expectVersion("score-cusum", VERSION);
        ScoreCusum cusum = new ScoreCusum(design);
        cusum.rise = in.readDouble();
        cusum.fall = in.readDouble();
        cusum.alarms = in.readLong();
        if (!(cusum.rise >= 0 && cusum.fall >= 0)) {
            throw new StateFormatException(
                    "STA-004 cusum: sums must be at least 0, were " + cusum.rise + " and " + cusum.fall);
        }
        return cusum;
    }
}
