package dev.winnow.detectors.forest;

/**
 * Shape of a {@link RandomCutForest}.
 *
 * @param trees number of trees, 1 to 1000
 * @param sampleSize points each tree keeps, 2 to 2048
 * @param timeDecay how fast old points leave the samples, in natural-log units of sampling weight per update, 0 to 1; 0
 *     samples the whole past evenly
 * @param outputAfter updates before scores mean something, at least 1
 * @param initialAcceptFraction share of the sample that every tree fills with the first points, in (0, 1]; beyond it a tree
 *     takes new points less and less often while it fills, so that young trees differ
 * @param resolution smallest difference that counts, in scaled units, at least 0: a value this close to a box lies in it. Points
 *     come in scaled (1 is about one usual deviation), so the default of a thousandth of a deviation is never
 *     news; without it a constant stream turns the first rounding difference into the strangest point of all. Rounded up
 *     to whole steps of 1/256, the precision of the forest; 0 turns it off
 */
public record RandomCutForestConfig(
        int trees, int sampleSize, double timeDecay, int outputAfter, double initialAcceptFraction, double resolution) {
    static final int MAX_TREES = 1000;
    static final int MAX_SAMPLE_SIZE = 2048;

    private static final int DEFAULT_TREES = 100;
    private static final int DEFAULT_SAMPLE_SIZE = 256;
    private static final double DEFAULT_INITIAL_ACCEPT_FRACTION = 0.125;
    private static final double DEFAULT_RESOLUTION = 1e-3;

    /** @throws IllegalArgumentException naming the setting, if a value is out of range */
    public RandomCutForestConfig {
        require(trees >= 1 && trees <= MAX_TREES, "trees", "between 1 and 1000", trees);
        require(sampleSize >= 2 && sampleSize <= MAX_SAMPLE_SIZE, "sampleSize", "between 2 and 2048", sampleSize);
        require(timeDecay >= 0 && timeDecay <= 1, "timeDecay", "between 0 and 1", timeDecay);
        require(outputAfter >= 1, "outputAfter", "at least 1", outputAfter);
        require(
                initialAcceptFraction > 0 && initialAcceptFraction <= 1,
                "initialAcceptFraction",
                "above 0 and at most 1",
                initialAcceptFraction);
        require(
                resolution >= 0 && resolution < Double.POSITIVE_INFINITY,
                "resolution",
                "at least 0 and finite",
                resolution);
    }

    /** 100 trees of 256 points. */
    public static RandomCutForestConfig defaults() {
        return of(DEFAULT_TREES, DEFAULT_SAMPLE_SIZE);
    }

    /** Defaults for everything else: decay 0.1 / sampleSize, scores after a quarter of the sample. */
    public static RandomCutForestConfig of(int trees, int sampleSize) {
        return new RandomCutForestConfig(
                trees,
                sampleSize,
                sampleSize < 1 ? 0 : 0.1 / sampleSize,
                Math.max(1, sampleSize / 4),
                DEFAULT_INITIAL_ACCEPT_FRACTION,
                DEFAULT_RESOLUTION);
    }

    public RandomCutForestConfig withTimeDecay(double decay) {
        return new RandomCutForestConfig(trees, sampleSize, decay, outputAfter, initialAcceptFraction, resolution);
    }

    public RandomCutForestConfig withOutputAfter(int updates) {
        return new RandomCutForestConfig(trees, sampleSize, timeDecay, updates, initialAcceptFraction, resolution);
    }

    public RandomCutForestConfig withInitialAcceptFraction(double fraction) {
        return new RandomCutForestConfig(trees, sampleSize, timeDecay, outputAfter, fraction, resolution);
    }

    public RandomCutForestConfig withResolution(double scaledUnits) {
        return new RandomCutForestConfig(trees, sampleSize, timeDecay, outputAfter, initialAcceptFraction, scaledUnits);
    }

    private static void require(boolean holds, String setting, String rule, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "CFG-004 detectors.rcf." + setting + ": must be " + rule + ", was " + found);
        }
    }
}
