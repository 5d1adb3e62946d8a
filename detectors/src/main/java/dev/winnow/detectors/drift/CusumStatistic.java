package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Two-sided cumulative sums of normal deviates, one pair a feature, that find small lasting shifts. Mutable, one owner, not
 * thread-safe.
 *
 * <p>A pair that rises above the threshold has alarmed and starts again at 0. The in-control run length of a pair on
 * standard normal deviates is about (e^{2kb} − 1 − 2kb)/(4k²) with b = threshold + 1.166: 469 at slack k 0.5 and threshold
 * 5, 9,550 at 8.
 */
public final class CusumStatistic {
    // E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954); run length: D. Siegmund, "Sequential Analysis"
    // (1985), chapter 2. One deviate counts for at most 4, so that a single outlier is left to detectors of points.

    private static final double LARGEST_DEVIATE = 4;

    private final double slack;
    private final double threshold;
    private final float[] rises;
    private final float[] falls;

    /**
     * @param slack deviates per value that are tolerated, above 0; half of the shift to be found quickest
     * @param threshold sum that is an alarm, above 0
     */
    public CusumStatistic(int dimensions, double slack, double threshold) {
        if (!(slack > 0 && threshold > 0)) {
            throw new IllegalArgumentException(
                    "slack and threshold must be above 0, were " + slack + " and " + threshold);
        }
        this.slack = slack;
        this.threshold = threshold;
        rises = new float[dimensions];
        falls = new float[dimensions];
    }

    /** The larger sum of a feature after one more deviate, negative if it is the falling one. Changes nothing. */
    public double signedSum(int index, double deviate) {
        double rise = next(rises[index], deviate);
        double fall = next(falls[index], -deviate);
        return rise >= fall ? rise : -fall;
    }

    /** Adds a deviate of a feature; true if a sum rose above the threshold, which starts the pair again. */
    public boolean add(int index, double deviate) {
        rises[index] = next(rises[index], deviate);
        falls[index] = next(falls[index], -deviate);
        boolean alarm = rises[index] > threshold || falls[index] > threshold;
        if (alarm) {
            rises[index] = 0;
            falls[index] = 0;
        }
        return alarm;
    }

    public long liveBytes() {
        return 64 + 8L * rises.length;
    }

    public void snapshot(StateWriter out) {
        for (int i = 0; i < rises.length; i++) {
            out.writeFloat(rises[i]).writeFloat(falls[i]);
        }
    }

    public static CusumStatistic restore(int dimensions, double slack, double threshold, StateReader in) {
        CusumStatistic statistic = new CusumStatistic(dimensions, slack, threshold);
        for (int i = 0; i < dimensions; i++) {
            statistic.rises[i] = in.readFloat();
            statistic.falls[i] = in.readFloat();
            if (!(statistic.rises[i] >= 0 && statistic.falls[i] >= 0)) {
                throw new StateFormatException("STA-004 cusum: sums must be at least 0, feature " + i + " has "
                        + statistic.rises[i] + " and " + statistic.falls[i]);
            }
        }
        return statistic;
    }

    private float next(float sum, double deviate) {
        double bounded = Math.max(-LARGEST_DEVIATE, Math.min(LARGEST_DEVIATE, deviate));
        return (float) Math.max(0, sum + bounded - slack);
    }
}
