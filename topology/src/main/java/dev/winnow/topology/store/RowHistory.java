package dev.winnow.topology.store;

import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity's row as it stood before a past event: records of the changelog of its store are applied first, then it follows the replay
 * of the model. One owner.
 */
public final class RowHistory implements ModelHistory.Follower {
    // The changelog has the row once a commit, so mostly not as it stood before the event. But some version of it is
    // met on the way, if the way is longer than a commit: where the observation of the journal can be made again with a
    // version, bit for bit, that is the row, and from there on it learns what the entity's events taught it.

    /** Versions that are kept; some 6 MB. A replay begins at a snapshot, so older ones are of no use. */
    private static final int MOST_VERSIONS = 2_000;

    private final String segment;
    private final long generation;
    private final String entity;
    private final long untilMillis;
    private final ArrayDeque<EntityRowLayout.Version> versions = new ArrayDeque<>();
    private @Nullable EntityRow row;
    /** The entity's last event, as the row judged it; taught when the next input comes. */
    private @Nullable Lesson lesson;

    private boolean hasSeen;
    private long newestMillis = Long.MIN_VALUE;

    private record Lesson(Observation observation, Assessment assessment) {}

    /** @param untilMillis event time of the event in question; later versions are of no use */
    public RowHistory(String segment, long generation, String entity, long untilMillis) {
        this.segment = segment;
        this.generation = generation;
        this.entity = entity;
        this.untilMillis = untilMillis;
    }

    /** Applies one changelog record; those of other rows are passed over. */
    public void apply(byte[] key, byte @Nullable [] value) {
        EntityRowLayout.version(segment, generation, entity, key, value)
                .filter(version -> version.newestMillis() <= untilMillis)
                .ifPresent(version -> {
                    if (versions.size() == MOST_VERSIONS) {
                        versions.removeFirst();
                    }
                    versions.addLast(version);
                });
    }

    @Override
    public void before(SegmentModel model, byte[] input) {
        EntityRow known = row;
        if (lesson != null && known != null) {
            known.follow(lesson.observation(), lesson.assessment());
        }
        lesson = null;
        if (!SegmentModel.isEvent(input)) {
            return;
        }
        Observation observation = model.observation(input);
        if (!observation.entity().equals(entity)) {
            return;
        }
        row = find(model, observation);
        hasSeen = true;
        newestMillis = Math.max(newestMillis, observation.timeMillis());
        if (row != null) {
            model.changed(observation, row, Map.of())
                    .ifPresent(again -> lesson = new Lesson(again, model.assess(observation)));
        }
    }

    /** The row before the last input that was seen, if that was an event of the entity and the row is known. */
    public Optional<EntityRow> row() {
        return Optional.ofNullable(lesson == null ? null : row);
    }

    private @Nullable EntityRow find(SegmentModel model, Observation observation) {
        if (row != null && isOf(model, observation, row)) {
            return row;
        }
        EntityRow empty = model.emptyRow();
        if (isOf(model, observation, empty)) {
            return empty;
        }
        for (Iterator<EntityRowLayout.Version> newest = versions.descendingIterator(); newest.hasNext(); ) {
            EntityRowLayout.Version version = newest.next();
            if (!hasSeen || version.newestMillis() == newestMillis) {
                EntityRow decoded = model.decodeRow(version.row());
                if (isOf(model, observation, decoded)) {
                    return decoded;
                }
            }
        }
        return null;
    }

    private static boolean isOf(SegmentModel model, Observation observation, EntityRow row) {
        return model.changed(observation, row, Map.of()).isPresent();
    }
}
