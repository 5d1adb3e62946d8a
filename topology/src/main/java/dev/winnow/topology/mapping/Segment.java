package dev.winnow.topology.mapping;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;

/**
 * Whose model: a tenant's events of one feature set, of one group, on one shard.
 *
 * @param tenant tenant
 * @param featureSet id of the feature set
 * @param group the entity where each has a model of its own, as series have; else {@value #ALL}
 * @param shard partition of the re-keyed events, from 0
 * @param shards their number, at least 1
 */
public record Segment(String tenant, String featureSet, String group, int shard, int shards) {
    /** The group of all entities. */
    public static final String ALL = "all";

    public Segment {
        if (shards < 1 || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException(
                    "shard must be from 0 to " + (shards - 1) + ", was " + shard + " of " + shards);
        }
    }

    /** The segment that judges an entity's events. */
    public static Segment of(String tenant, FeatureSet set, String entity, int shard, int shards) {
        return new Segment(tenant, set.id(), set.engine() == Engine.SERIES ? entity : ALL, shard, shards);
    }

    /** The segment of all entities, of the same tenant, feature set and shard. */
    public Segment ofAll() {
        return withGroup(ALL);
    }

    public Segment withGroup(String other) {
        return new Segment(tenant, featureSet, other, shard, shards);
    }

    /** Tenant, feature set and group: what all shards share. */
    public String name() {
        return JoinedKey.of(tenant, featureSet, group);
    }

    /** Key of its model's state: the name, and the shard where there are several. */
    public String key() {
        return shards == 1 ? name() : JoinedKey.of(tenant, featureSet, group, Integer.toString(shard));
    }

    /** For people: {@code acme|suricata-flow/1|all, shard 2 of 6}; the name alone where there is one shard. */
    @Override
    public String toString() {
        return shards == 1 ? name() : name() + ", shard " + shard + " of " + shards;
    }
}
