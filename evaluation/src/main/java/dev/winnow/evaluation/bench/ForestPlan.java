package dev.winnow.evaluation.bench;

import java.util.List;

/**
 * What {@code bench forest} does.
 *
 * @param features widths of the points, 1 to 1,000 each, without repeats
 * @param forks JVMs for each width, 1 to 99
 * @param points points that both forests learn before anything is measured, 300 to 1,000,000
 * @param blocks measured blocks of each operation, 5 to 1,000
 * @param seed of the points and of both forests
 */
record ForestPlan(List<Integer> features, int forks, int points, int blocks, long seed) {
    /** The shape that both libraries use in production. */
    static final int TREES = 100;

    static final int SAMPLES = 256;

    private static final int MOST_DELTAS = 1_000;

    static final int DEFAULT_FORKS = 3;
    static final int DEFAULT_POINTS = 10_000;
    static final int DEFAULT_BLOCKS = 15;

    /** With these a run takes some seconds a width. */
    static final int QUICK_FORKS = 1;

    static final int QUICK_BLOCKS = 7;

    ForestPlan {
        features = List.copyOf(features);
        if (features.isEmpty() || features.stream().distinct().count() < features.size()) {
            throw new IllegalArgumentException(
                    "BEN-001 --features: must be at least one width, each once, was " + features);
        }
        for (int width : features) {
            between("--features", width, 1, 1_000);
        }
        between("--forks", forks, 1, 99);
        between("--points", points, 300, 1_000_000);
        between("blocks", blocks, 5, 1_000);
    }

    /** Updates that are applied again after a snapshot was read, as from a journal; fewer in a run on few points. */
    static int deltas(int points) {
        return Math.min(MOST_DELTAS, points);
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "BEN-001 " + option + ": must be between " + least + " and " + most + ", was " + value);
        }
    }
}
