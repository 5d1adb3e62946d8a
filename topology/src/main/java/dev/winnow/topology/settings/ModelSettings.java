package dev.winnow.topology.settings;

/**
 * How live models are kept.
 *
 * @param snapshotEvery mean number of events between snapshots of a model; restoring replays at most 1.25 times as many
 * @param cacheBytes live models that a task keeps, in bytes; at least one stays whatever its size
 */
public record ModelSettings(int snapshotEvery, long cacheBytes) {
    /** A thousand deltas at some 150 µs each leave half of the 300 ms that hydrating may take. */
    public static final int DEFAULT_SNAPSHOT_EVERY = 1000;

    /** Some fifty 100-tree forests per task. */
    public static final long DEFAULT_CACHE_BYTES = 128L << 20;

    public ModelSettings {
        if (snapshotEvery < 10 || snapshotEvery > 100_000) {
            throw new IllegalArgumentException(
                    "CFG-022 models.snapshotEvery: must be between 10 and 100000, was " + snapshotEvery);
        }
        if (cacheBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "CFG-023 models.cacheBytes: must be at least 1048576, was " + cacheBytes);
        }
    }

    public static ModelSettings defaults() {
        return new ModelSettings(DEFAULT_SNAPSHOT_EVERY, DEFAULT_CACHE_BYTES);
    }
}
