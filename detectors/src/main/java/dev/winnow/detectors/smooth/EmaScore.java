package dev.winnow.detectors.smooth;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Exponentially weighted mean of a score beside the score itself: alert on the smoothed one, date the onset by the raw one.
 * Mutable, one owner, not thread-safe; allocates nothing.
 *
 * <p>The weights of the scores so far always add up to 1, so the mean is not drawn to 0 at the beginning.
 */
public final class EmaScore {
    // A score that is raised by h for d points is raised by h·(1 − e^{−ad}) in the mean, whose noise has the variance
    // a/2 of
    // the noise of the scores (continuous approximation). The ratio is largest where e^x = 1 + 2x, x = ad = 1.2564: the
    // exponential filter that is matched to d.

    private static final int VERSION = 1;

    private static final double MATCHED = 1.2564312086261697;

    /** Weight of the newest point; or, by time, 1/τ per millisecond. */
    private final double rate;

    private final boolean byTime;
    private long count;
    private long lastMillis;
    private double raw;
    private double smoothed;

    /** Weight of all scores so far in units of the newest one's share; 1/(total weight) is the first share. */
    private double mass;

    private EmaScore(double rate, boolean byTime) {
        this.rate = rate;
        this.byTime = byTime;
    }

    /**
     * Smooths by points.
     *
     * @param alpha weight of the newest score, in (0, 1]; 1 does not smooth
     */
    public static EmaScore ofAlpha(double alpha) {
        if (!(alpha > 0 && alpha <= 1)) {
            throw new IllegalArgumentException("CFG-004 ema.alpha: must be above 0 and at most 1, was " + alpha);
        }
        return new EmaScore(alpha, false);
    }

    /**
     * The smoothing that shows an anomaly of a duration best.
     *
     * @param points scores that the anomaly lasts, at least 1: 12 gives an alpha of 0.1
     */
    public static EmaScore matchedToPoints(double points) {
        if (!(points >= 1 && points <= 1e9)) {
            throw new IllegalArgumentException("CFG-004 ema.points: must be between 1 and 1e9, was " + points);
        }
        return new EmaScore(-StrictMath.expm1(-MATCHED / points), false);
    }

    /**
     * The smoothing that shows an anomaly of a duration best, in event time: after a gap the past counts for less. A score
     * that is not later than the last one counts as simultaneous with it.
     *
     * @param millis that the anomaly lasts, at least 1
     */
    public static EmaScore matchedToMillis(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("CFG-004 ema.millis: must be at least 1, was " + millis);
        }
        return new EmaScore(MATCHED / millis, true);
    }

    /**
     * Adds a score.
     *
     * @param timeMillis event time; not used when smoothing by points
     * @return the smoothed score
     * @throws IllegalArgumentException if the score is not finite
     */
    public double add(long timeMillis, double score) {
        if (!(Math.abs(score) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("DET-004 ema: score must be finite, was " + score);
        }
        raw = score;
        mass = 1 + (count == 0 ? 0 : kept(timeMillis)) * mass;
        smoothed += (score - smoothed) / mass;
        lastMillis = count == 0 ? timeMillis : Math.max(lastMillis, timeMillis);
        count++;
        return smoothed;
    }

    /** The last score; 0 before the first. */
    public double raw() {
        return raw;
    }

    /** Weighted mean of the scores so far; 0 before the first. */
    public double smoothed() {
        return smoothed;
    }

    public long count() {
        return count;
    }

    public long liveBytes() {
        return 72;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(count).writeLong(lastMillis);
        out.writeDouble(raw).writeDouble(smoothed).writeDouble(mass);
    }

    /**
     * Takes over what another one of the same settings wrote.
     *
     * @param empty a new one with the settings under which the state was written
     */
    public static EmaScore restore(EmaScore empty, StateReader in) {
        in.expectVersion("ema", VERSION);
        EmaScore restored = new EmaScore(empty.rate, empty.byTime);
        restored.count = in.readLong();
        restored.lastMillis = in.readLong();
        restored.raw = in.readDouble();
        restored.smoothed = in.readDouble();
        restored.mass = in.readDouble();
        boolean valid = Double.isFinite(restored.raw) && Double.isFinite(restored.smoothed) && restored.count >= 0;
        if (!valid || !(restored.mass >= (restored.count > 0 ? 1 : 0))) {
            throw new StateFormatException("STA-004 ema: scores must be finite and the weight at least 1, were "
                    + restored.raw + ", " + restored.smoothed + " and " + restored.mass);
        }
        return restored;
    }

    /** What is left of a weight of 1. */
    private double kept(long timeMillis) {
        return byTime ? StrictMath.exp(-rate * Math.max(0.0, (double) timeMillis - lastMillis)) : 1 - rate;
    }
}
