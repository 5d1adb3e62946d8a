package dev.winnow.detectors.drift;

/**
 * How {@link PopulationDrift} compares.
 *
 * @param bins shares that the reference is cut into, 2 to 100
 * @param reference points of the reference that are kept, at least 20 a bin and at most 100,000
 */
public record PopulationDriftConfig(int bins, int reference) {
    public PopulationDriftConfig {
        check(bins >= 2 && bins <= 100, "bins", "between 2 and 100", bins);
        check(
                reference >= 20 * bins && reference <= 100_000,
                "reference",
                "between 20 × bins (" + 20 * bins + ") and 100000",
                reference);
    }

    /** Ten bins, 1,024 points of reference: with as many points beside it chance alone makes an index of 0.02. */
    public static PopulationDriftConfig defaults() {
        return new PopulationDriftConfig(10, 1024);
    }

    private static void check(boolean holds, String setting, String required, int found) {
        if (!holds) {
            throw new IllegalArgumentException("CFG-004 drift." + setting + ": must be " + required + ", was " + found);
        }
    }
}
