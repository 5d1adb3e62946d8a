package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.Sightings;
import java.util.List;

/**
 * What a shard tells the others about its own entities. Immutable.
 *
 * @param events events since it told before
 * @param number how many times the model has told, this one included
 * @param timeMillis confirmed event time
 * @param entities entities that it knows
 * @param sightings what it saw since it told before
 * @param lessons the events that it learnt since then, at most as many: deltas of its journal
 */
public record ShardFacts(
        int events, long number, long timeMillis, int entities, Sightings sightings, List<byte[]> lessons) {
    public ShardFacts {
        lessons = List.copyOf(lessons);
    }
}
