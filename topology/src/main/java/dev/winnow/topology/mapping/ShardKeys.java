package dev.winnow.topology.mapping;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.event.Event;
import java.util.List;

/**
 * Which events must reach one shard, said by a key: {@code tenant|entity}, and for a row of a table, whatever entity it names,
 * {@code tenant|feature set}. A table is one population without entities, so it has one model.
 */
public final class ShardKeys {
    /** All feature sets, in their order; none where no table is among them. */
    private final List<FeatureSet> sets;

    private ShardKeys(List<FeatureSet> sets) {
        this.sets = sets;
    }

    /** @param sets feature sets in the order in which they are asked for an event */
    public static ShardKeys of(List<FeatureSet> sets) {
        boolean hasTable = sets.stream().anyMatch(set -> set.engine() == Engine.TABLE);
        return new ShardKeys(hasTable ? List.copyOf(sets) : List.of());
    }

    /** The key of a tenant's event. */
    public String of(String tenant, Event event) {
        String group = FeatureSets.forEvent(event, sets)
                .filter(set -> set.engine() == Engine.TABLE)
                .map(FeatureSet::id)
                .orElse(event.entity());
        return JoinedKey.of(tenant, group);
    }
}
