package dev.winnow.topology.mapping;

/**
 * Whose model: a tenant's events of one feature set, of one group, on one shard.
 *
 * @param tenant tenant
 * @param featureSet id of the feature set
 * @param shard partition of the re-keyed events, from 0
 * @param shards their number, at least 1
 */
public record Segment(String tenant, String featureSet, int shard, int shards) {
    private static final String GROUP = "all";

    public Segment {
        if (shards < 1 || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException(
                    "shard must be from 0 to " + (shards - 1) + ", was " + shard + " of " + shards);
        }
    }

    /** Tenant, feature set and group: what all shards share. */
    public String name() {
        return JoinedKey.of(tenant, featureSet, GROUP);
    }

    /** Key of its model's state and origin of its seeds: the name, and the shard where there are several. */
    public String key() {
        return shards == 1 ? name() : JoinedKey.of(tenant, featureSet, GROUP, Integer.toString(shard));
    }

    /** For people: {@code acme|suricata-flow/1|all, shard 2 of 6}; the name alone where there is one shard. */
    @Override
    public String toString() {
        return shards == 1 ? name() : name() + ", shard " + shard + " of " + shards;
    }
}
