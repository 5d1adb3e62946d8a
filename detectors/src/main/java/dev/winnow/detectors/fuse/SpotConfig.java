package dev.winnow.detectors.fuse;

/**
 * How {@link Spot} sets its threshold.
 *
 * @param risk share of ordinary values that alarm, in [1e-6, 0.1] and below a third of {@code peakShare}
 * @param peakShare share of the first values that lies above the threshold of peaks, in [0.005, 0.3]
 * @param calibration values that set the threshold of peaks, at least 100 and enough for 20 peaks
 * @param maximumPeaks peaks that the tail is fitted to, the newest; 50 to 100,000
 */
public record SpotConfig(double risk, double peakShare, int calibration, int maximumPeaks) {
    static final int MINIMUM_PEAKS = 20;

    public SpotConfig {
        check(peakShare >= 0.005 && peakShare <= 0.3, "peakShare", "between 0.005 and 0.3", peakShare);
        check(
                risk >= 1e-6 && risk <= 0.1 && 3 * risk < peakShare,
                "risk",
                "between 1e-6 and 0.1, and below a third of peakShare (" + peakShare + ")",
                risk);
        check(
                calibration >= 100 && calibration <= 1_000_000 && calibration * peakShare >= MINIMUM_PEAKS,
                "calibration",
                "between 100 and 1000000, and " + MINIMUM_PEAKS + " peaks at a share of " + peakShare,
                calibration);
        check(maximumPeaks >= 50 && maximumPeaks <= 100_000, "maximumPeaks", "between 50 and 100000", maximumPeaks);
    }

    /** 1,000 values set the threshold of peaks at their 98th percentile, as in the paper; the last 1,000 peaks count. */
    public static SpotConfig of(double risk) {
        return new SpotConfig(risk, 0.02, 1000, 1000);
    }

    private static void check(boolean holds, String setting, String required, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("CFG-004 spot." + setting + ": must be " + required + ", was " + found);
        }
    }
}
