package dev.winnow.topology.settings;

/**
 * How live models are kept, and whether they hear a clock.
 *
 * @param snapshotEvery mean number of events between snapshots of a model; restoring replays at most 1.25 times as many
 * @param cacheBytes live models that all tasks of an instance keep together, in bytes; one a task stays whatever its size
 * @param entityBytes rows of entities that a task keeps, in bytes
 * @param entityTtlMillis event time after which the row of an entity that was silent goes
 * @param heartbeatMillis how often a clock's time is made an input of the models, so that a tenant from which nothing comes is
 *     noticed; 0 for never, as in runs that must repeat
 */
public record ModelSettings(
        int snapshotEvery, long cacheBytes, long entityBytes, long entityTtlMillis, long heartbeatMillis) {
    /** With 3,750 deltas, the most, hydrating stays below 300 ms where the code has run before (docs/benchmarks.md). */
    public static final int DEFAULT_SNAPSHOT_EVERY = 3000;

    /** Some two hundred 100-tree forests. */
    public static final long DEFAULT_CACHE_BYTES = 512L << 20;

    /** Half a million rows of entities that had one event (docs/benchmarks.md); the longest row has 64 kB. */
    public static final long DEFAULT_ENTITY_BYTES = 256L << 20;

    /** What reports monthly keeps its history; what a month has not seen is as good as new. */
    public static final long DEFAULT_ENTITY_TTL_MILLIS = 32L * 24 * 3_600_000;

    public ModelSettings {
        if (snapshotEvery < 10 || snapshotEvery > 100_000) {
            throw new IllegalArgumentException(
                    "CFG-022 models.snapshotEvery: must be between 10 and 100000, was " + snapshotEvery);
        }
        if (cacheBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "CFG-023 models.cacheBytes: must be at least 1048576, was " + cacheBytes);
        }
        if (entityBytes < 1 << 20) {
            throw new IllegalArgumentException(
                    "CFG-026 models.entityBytes: must be at least 1048576, was " + entityBytes);
        }
        if (entityTtlMillis < 3_600_000) {
            throw new IllegalArgumentException(
                    "CFG-027 models.entityTtlMillis: must be at least 3600000, was " + entityTtlMillis);
        }
    }

    /** With the usual bounds of rows and models. */
    public static ModelSettings snapshotting(int snapshotEvery) {
        return new ModelSettings(snapshotEvery, DEFAULT_CACHE_BYTES, DEFAULT_ENTITY_BYTES, DEFAULT_ENTITY_TTL_MILLIS);
    }

    /** Without a clock. */
    public ModelSettings(int snapshotEvery, long cacheBytes, long entityBytes, long entityTtlMillis) {
        this(snapshotEvery, cacheBytes, entityBytes, entityTtlMillis, 0);
    }

    public static ModelSettings defaults() {
        return new ModelSettings(
                DEFAULT_SNAPSHOT_EVERY, DEFAULT_CACHE_BYTES, DEFAULT_ENTITY_BYTES, DEFAULT_ENTITY_TTL_MILLIS);
    }
}
