package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.RefusalWindow;
import dev.winnow.detectors.feature.Sightings;
import java.util.List;

/**
 * What a shard tells the others about its own entities. Immutable.
 *
 * @param number how many times the model has told, this one included
 * @param timeMillis confirmed event time
 * @param entities entities that it knows
 * @param refusals entities in its drift window
 * @param sightings what it saw since it told before
 * @param lessons the events that it learnt since then, if it warms up: deltas of its journal
 * @param scores what its events fed to its tails since then, of each event by member, the combination last; NaN for what was not fed
 */
public record ShardFacts(
        long number,
        long timeMillis,
        int entities,
        RefusalWindow.Share refusals,
        Sightings sightings,
        List<byte[]> lessons,
        float[] scores) {
    public ShardFacts {
        lessons = List.copyOf(lessons);
        scores = scores.clone();
    }

    @Override
    public float[] scores() {
        return scores.clone();
    }
}
