package dev.winnow.detectors.matrixprofile;

/**
 * How stretches of a series are compared.
 *
 * @param window values of a stretch, 4 to 10,000: about as many as the shape that matters lasts
 * @param history values of the past that are compared with, at least 4 windows and at most 1,000,000
 * @param exclusion values by which two stretches must be apart at least, 1 to a window: nearer ones are alike without saying
 *     anything
 * @param noise deviation that is noise, at least 0, in units of the series
 */
public record MatrixProfileConfig(int window, int history, int exclusion, double noise) {
    public MatrixProfileConfig {
        check(window >= 4 && window <= 10_000, "window", "between 4 and 10000", window);
        check(
                history >= 4 * window && history <= 1_000_000,
                "history",
                "between 4 × window (" + 4 * window + ") and 1000000",
                history);
        check(exclusion >= 1 && exclusion <= window, "exclusion", "between 1 and window (" + window + ")", exclusion);
        check(noise >= 0 && noise < Double.POSITIVE_INFINITY, "noise", "at least 0", noise);
    }

    /** Stretches that do not overlap by more than half. */
    public static MatrixProfileConfig of(int window, int history, double noise) {
        return new MatrixProfileConfig(window, history, (window + 1) / 2, noise);
    }

    private static void check(boolean holds, String setting, String required, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "CFG-004 matrixProfile." + setting + ": must be " + required + ", was " + found);
        }
    }
}
