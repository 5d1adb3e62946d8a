package dev.winnow.topology.store;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Names and settings of the state stores. Changelog topics carry these names, so they are frozen. */
public final class Stores {
    /** Model journal and snapshots. */
    public static final String MODELS = "models";
    /** Windows and members per entity. */
    public static final String ENTITIES = "entities";
    /** Index of alerts for verdicts that come later. */
    public static final String ALERTS = "alert-index";
    /** Verdicts in force. */
    public static final String VERDICTS = "verdicts";
    /** Calibrators with their label buffers. */
    public static final String CALIBRATORS = "calibrators";
    /** Open exact folds. */
    public static final String FOLDS = "folds";
    /** Incident clusters and their buckets. */
    public static final String CLUSTERS = "clusters";
    /** Verdicts whose alert is not known yet. */
    public static final String PENDING = "pending-verdicts";
    /** Mutes and maintenance windows. */
    public static final String MUTES = "mutes";
    /** Ids of commands and the settings that they changed. */
    public static final String COMMANDS = "commands";
    /** Which feeds of a tenant are alive, and which units of its series. */
    public static final String FEEDS = "feeds";
    /** Newest facts of each shard of a segment. */
    public static final String POPULATION = "population";
    /** Event types without a feature set that were announced. */
    public static final String UNSCORED_TYPES = "unscored-types";
    /** Head of the audit chain with the source watermarks. */
    public static final String AUDIT_HEAD = "audit-head";

    /** Chunks of a snapshot are at most 256 KiB; the ring and the rows are far smaller. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "segment.bytes", Integer.toString(64 << 20),
            "min.cleanable.dirty.ratio", "0.2",
            "max.compaction.lag.ms", "3600000");

    private Stores() {}

    /** Rows with a cache in front: keys that are written again, an entity's row or a batch of deltas, reach the
     * changelog once a commit. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> rows(String name) {
        return persistent(name).withCachingEnabled();
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> persistent(String name) {
        return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG);
    }
}
