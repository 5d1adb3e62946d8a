package dev.winnow.detectors.drift;

/**
 * How {@link PopulationDrift} compares.
 *
 * @param bins shares that the reference is cut into, 2 to 100
 * @param reference points of the reference that are kept, at least 20 a bin and at most 100,000
 * @param window points that are compared with it at a time, at least 10 a bin and at most 1,000,000
 */
public record PopulationDriftConfig(int bins, int reference, int window) {
    public PopulationDriftConfig {
        check(bins >= 2 && bins <= 100, "bins", "between 2 and 100", bins);
        check(
                reference >= 20 * bins && reference <= 100_000,
                "reference",
                "between 20 × bins (" + 20 * bins + ") and 100000",
                reference);
        check(
                window >= 10 * bins && window <= 1_000_000,
                "window",
                "between 10 × bins (" + 10 * bins + ") and 1000000",
                window);
    }

    /** Ten bins, 2,000 points of reference, windows of 500: a shift of a quarter of a deviation is significant. */
    public static PopulationDriftConfig defaults() {
        return new PopulationDriftConfig(10, 2000, 500);
    }

    private static void check(boolean holds, String setting, String required, int found) {
        if (!holds) {
            throw new IllegalArgumentException("CFG-004 drift." + setting + ": must be " + required + ", was " + found);
        }
    }
}
