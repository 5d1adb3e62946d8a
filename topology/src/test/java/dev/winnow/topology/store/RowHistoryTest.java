package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

/** A changelog that has the rows now and then, as a cache in front of the store makes it. */
final class RowHistoryTest {
    private static final FeatureSet SET = FeatureSets.numeric(List.of("cpu", "disk"));
    private static final String SEGMENT = "acme|numeric/1|all";
    private static final int EVENTS = 900;
    private static final int SNAPSHOT_AT = 400;
    private static final long START = 1_700_000_000_000L;

    private final SegmentModel model = SegmentModel.fresh(SegmentConfig.defaults(), SET, 3);
    private final Map<String, EntityRow> rows = new HashMap<>();
    private final List<KeyValue<Bytes, byte[]>> changelog = new ArrayList<>();
    private final List<byte[]> deltas = new ArrayList<>();
    private byte[] snapshot = {};
    private Event last = event(EVENTS, new SplittableRandom(1));

    @Test
    void findsTheRowBeforeAnEventThoughTheChangelogHasItOnlyOnceACommit() {
        feed(37);
        Event asked = last;
        EntityRow live = Objects.requireNonNull(rows.get(asked.entity()));
        Observation observation = model.observe(asked, live);
        byte[] delta = model.delta(observation);

        RowHistory history = history(asked.entity(), asked.timeMillis());
        SegmentModel replayed = replay(history, delta);

        EntityRow found = history.row().orElseThrow();
        Map<String, String> change = Map.of("cpu", "3.5");
        assertThat(replayed.assess(replayed.changed(replayed.observation(delta), found, change)
                        .orElseThrow()))
                .isEqualTo(model.assess(model.changed(observation, live, change).orElseThrow()));
    }

    @Test
    void saysThatItHasNoRowRatherThanTakeAnother() {
        feed(37);
        Event asked = last;
        byte[] delta = model.delta(model.observe(asked, Objects.requireNonNull(rows.get(asked.entity()))));
        changelog.clear();

        RowHistory history = history(asked.entity(), asked.timeMillis());
        replay(history, delta);

        assertThat(history.row()).isEmpty();
    }

    /** A busy entity has events between the newest snapshot and the next commit; no version in between is met on the way. */
    @Test
    void looksBackBeyondTheNewestSnapshotWhereNoCommitFollowedIt() {
        Segment one = new Segment(17, SegmentConfig.defaults(), 400);
        while (one.snapshots.size() < 3) {
            one.feed();
        }
        MapStore store = new MapStore("entities");
        EntityRows written = new EntityRows(store, 1 << 24, Long.MAX_VALUE / 2);
        one.rows.forEach((entity, row) -> written.put(Segment.NAME, 1, entity, one.timeMillis, row.encode()));
        while (one.snapshots.size() < 4) {
            one.feed();
        }
        one.feed(100);
        Map<String, EntityRow> before = new HashMap<>();
        one.rows.forEach((entity, row) -> before.put(entity, one.live.model().decodeRow(row.encode())));
        one.feed();

        RowHistory rows = new RowHistory(Segment.NAME, 1, one.entity, one.timeMillis);
        store.changelog().forEach(change -> rows.apply(change.key(), change.value()));
        ModelHistory history =
                new ModelHistory(Segment.NAME, 1, one.live.model().sequence() - 1);
        one.store.changelog().forEach(change -> history.apply(change.key(), change.value()));
        ModelHistory.Moment moment =
                history.before(Segment.factory(SegmentConfig.defaults()), rows).orElseThrow();

        SegmentModel then = moment.model();
        Map<String, String> change = Map.of("a", "3.5");
        EntityRow live = Objects.requireNonNull(before.get(one.entity));
        assertThat(then.assess(then.changed(moment.observation(), rows.row().orElseThrow(), change)
                        .orElseThrow()))
                .isEqualTo(then.assess(
                        then.changed(moment.observation(), live, change).orElseThrow()));
    }

    @Test
    void anEntityThatWasNeverSeenHasAnEmptyRow() {
        feed(37);
        Event asked = new Event("numeric", "new", last.timeMillis(), Map.of("cpu", 1.0, "disk", 2.0), Map.of());
        byte[] delta = model.delta(model.observe(asked, model.emptyRow()));

        RowHistory history = history("new", asked.timeMillis());
        replay(history, delta);

        assertThat(history.row().map(EntityRow::admitted)).contains(0L);
    }

    /** Feeds all events but the last; each {@code every}-th leaves the rows in the changelog. */
    private void feed(int every) {
        MapStore store = new MapStore("entities");
        EntityRows written = new EntityRows(store, 1 << 24, Long.MAX_VALUE / 2);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < EVENTS; i++) {
            if (i == SNAPSHOT_AT) {
                snapshot = model.snapshot();
                deltas.clear();
            }
            Event event = event(i, random);
            EntityRow row = rows.computeIfAbsent(event.entity(), name -> model.emptyRow());
            Observation observation = model.observe(event, row);
            Assessment assessment = model.assess(observation);
            deltas.add(model.delta(observation));
            model.learn(observation, assessment);
            row.learn(observation, assessment);
            written.put(SEGMENT, 1, event.entity(), event.timeMillis(), row.encode());
            if (i % every == 0) {
                try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
                    all.forEachRemaining(changelog::add);
                }
            }
        }
        last = event(EVENTS, random);
    }

    private RowHistory history(String entity, long untilMillis) {
        RowHistory history = new RowHistory(SEGMENT, 1, entity, untilMillis);
        changelog.forEach(record -> history.apply(record.key.get(), record.value));
        return history;
    }

    private SegmentModel replay(RowHistory history, byte[] asked) {
        SegmentModel replayed = SegmentModel.restore(SegmentConfig.defaults(), SET, snapshot);
        for (byte[] delta : deltas) {
            history.before(replayed, delta);
            replayed.replay(delta);
        }
        history.before(replayed, asked);
        return replayed;
    }

    private static Event event(int index, SplittableRandom random) {
        return new Event(
                "numeric",
                "web-" + random.nextInt(3),
                START + 1000L * index,
                Map.of("cpu", random.nextGaussian(), "disk", random.nextGaussian()),
                Map.of());
    }
}
