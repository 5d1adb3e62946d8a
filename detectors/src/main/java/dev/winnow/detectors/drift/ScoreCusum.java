package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Finds a lasting rise of a level, with false alarms as rare as its {@link CusumDesign} states. Mutable, one owner, not
 * thread-safe; allocates nothing.
 *
 * <p>An alarm starts the sum again, so a rise that persists is repeated after a delay, and one that is over is not.
 */
public final class ScoreCusum {
    // E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954).

    private static final int VERSION = 2;

    private final CusumDesign design;
    private double sum;

    public ScoreCusum(CusumDesign design) {
        this.design = design;
    }

    /**
     * Adds a value that is a standard normal deviate while nothing changes.
     *
     * @return whether it is an alarm
     * @throws IllegalArgumentException if it is not finite
     */
    public boolean add(double deviate) {
        if (!(Math.abs(deviate) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("DET-004 cusum: deviate must be finite, was " + deviate);
        }
        double bounded = Math.max(-CusumDesign.LARGEST_DEVIATE, Math.min(CusumDesign.LARGEST_DEVIATE, deviate));
        sum = Math.max(0, sum + bounded - design.slack());
        if (sum <= design.threshold()) {
            return false;
        }
        sum = 0;
        return true;
    }

    /** What speaks for a rise, 0 to the threshold. */
    public double sum() {
        return sum;
    }

    /** Forgets what spoke for a rise so far. */
    void clear() {
        sum = 0;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeDouble(sum);
    }

    public static ScoreCusum restore(CusumDesign design, StateReader in) {
        in.expectVersion("score-cusum", VERSION);
        ScoreCusum cusum = new ScoreCusum(design);
        cusum.sum = in.readDouble();
        if (!(cusum.sum >= 0)) {
            throw new StateFormatException("STA-004 cusum: sum must be at least 0, was " + cusum.sum);
        }
        return cusum;
    }
}
