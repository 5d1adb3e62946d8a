package dev.winnow.topology.detect;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.topology.mapping.Segment;

/**
 * Which task of detect this is.
 *
 * @param number partition of the events, from 0
 * @param shards their number
 */
record Shard(int number, int shards) {
    /** The segment that judges an entity's events here. */
    Segment segment(String tenant, FeatureSet set, String entity) {
        return Segment.of(tenant, set, entity, number, shards);
    }

    /** True for the one that does what only one must do. */
    boolean isFirst() {
        return number == 0;
    }
}
