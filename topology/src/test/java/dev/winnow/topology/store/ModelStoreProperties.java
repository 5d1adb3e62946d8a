package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.topology.Worlds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for random streams, whatever the seed. */
final class ModelStoreProperties {
    private static final SegmentConfig CONFIG = Worlds.segments(5);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void reloadingAtAnyCutGivesTheLiveModelBitForBit(long seed) {
        Segment segment = new Segment(seed, CONFIG, 10);

        for (int i = 1; i <= 150; i++) {
            segment.feed();
            LiveModel reloaded = Segment.reload(segment.store.copy(), CONFIG, 10);

            assertThat(reloaded.model().snapshot())
                    .as("after %d events", i)
                    .isEqualTo(segment.live.model().snapshot());
            assertThat(reloaded.generation()).isEqualTo(1);
            assertThat(reloaded.journalLength()).isEqualTo(segment.live.journalLength());
            assertThat(reloaded.hasApplied("events", "id-1", (int) (segment.offset % 2), segment.offset))
                    .isTrue();
            assertThat(reloaded.hasApplied("events", "id-1", (int) (segment.offset % 2), segment.offset + 1))
                    .isFalse();
            assertThat(reloaded.hasApplied("other", "id-1", (int) (segment.offset % 2), 0))
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    void streamInterruptedAtRandomGoesOnAsIfItHadNotBeen(long seed) {
        Segment whole = new Segment(seed, CONFIG, 10);
        whole.feed(250);
        Segment interrupted = new Segment(seed, CONFIG, 10);
        SplittableRandom cuts = new SplittableRandom(seed + 100);

        for (int i = 0; i < 250; i++) {
            if (cuts.nextInt(15) == 0) {
                interrupted.live = interrupted.models.load(Segment.NAME, Segment.factory(CONFIG));
            }
            interrupted.feed();
        }

        assertThat(interrupted.assessments).isEqualTo(whole.assessments);
        assertThat(interrupted.snapshots).isEqualTo(whole.snapshots);
        assertThat(interrupted.store.rows().keySet())
                .isEqualTo(whole.store.rows().keySet());
        whole.store
                .rows()
                .forEach((key, value) ->
                        assertThat(interrupted.store.rows().get(key)).isEqualTo(value));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {6, 7})
    void olderSnapshotWithTheRingGivesTheSameModelAtAnyCut(long seed) {
        Segment segment = new Segment(seed, CONFIG, 10);

        for (int i = 1; i <= 120; i++) {
            segment.feed();
            if (segment.snapshots.size() < 2) {
                continue;
            }
            MapStore damaged = segment.store.copy();
            damageNewestSnapshot(damaged, segment.snapshots.size());
            LiveModel reloaded = Segment.reload(damaged, CONFIG, 10);

            assertThat(reloaded.model().snapshot())
                    .as("after %d events", i)
                    .isEqualTo(segment.live.model().snapshot());
        }
        assertThat(segment.snapshots.size()).isGreaterThan(8);
    }

    /** Snapshot numbers begin at 1 and alternate between the slots. */
    static void damageNewestSnapshot(MapStore store, int newest) {
        Bytes chunk = store.rows().keySet().stream()
                .filter(key -> key.get()[0] == 'S' && key.get()[key.get().length - 5] == newest % 2)
                .findFirst()
                .orElseThrow();
        byte[] bytes = store.value(chunk);
        bytes[bytes.length / 2] ^= 1;
        store.rows().put(chunk, bytes);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {8, 9})
    void historyGivesTheAssessmentThatWasMadeLive(long seed) {
        Segment segment = new Segment(seed, CONFIG, 20);
        segment.feed(260);

        for (int past = 0; past < 260; past += 7) {
            ModelHistory history = new ModelHistory(Segment.NAME, 1, past);
            segment.store.changelog().forEach(change -> history.apply(change.key(), change.value()));
            ModelHistory.Moment moment = history.before(Segment.factory(CONFIG)).orElseThrow();

            assertThat(moment.model().sequence()).isEqualTo(past);
            assertSameBits(moment.model().assess(moment.observation()), segment.assessments.get(past));
        }
        assertThat(segment.assessments.stream().filter(Assessment::isScored).count())
                .isGreaterThan(100);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {10, 11})
    void compactedChangelogGivesTheSameAssessmentOrNone(long seed) {
        Segment segment = new Segment(seed, CONFIG, 20);
        segment.feed(260);
        LinkedHashMap<Bytes, MapStore.Change> compacted = new LinkedHashMap<>();
        for (MapStore.Change change : segment.store.changelog()) {
            compacted.remove(Bytes.wrap(change.key()));
            compacted.put(Bytes.wrap(change.key()), change);
        }
        long older = segment.snapshots.get(segment.snapshots.size() - 2);

        int found = 0;
        for (int past = 0; past < 260; past += 3) {
            ModelHistory history = new ModelHistory(Segment.NAME, 1, past);
            compacted.values().forEach(change -> history.apply(change.key(), change.value()));
            Optional<ModelHistory.Moment> moment = history.before(Segment.factory(CONFIG));

            assertThat(moment.isPresent() || past < older)
                    .as("event after %d", past)
                    .isTrue();
            if (moment.isPresent()) {
                found++;
                assertSameBits(moment.get().model().assess(moment.get().observation()), segment.assessments.get(past));
            }
        }
        assertThat(found).isBetween(5, 60);
    }

    private static void assertSameBits(Assessment replayed, Assessment live) {
        assertThat(Double.doubleToRawLongBits(replayed.pValue())).isEqualTo(Double.doubleToRawLongBits(live.pValue()));
        assertThat(replayed).isEqualTo(live);
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(ints = {10, 25, 60})
    void anotherSnapshotIntervalLosesNothing(int before) {
        Segment segment = new Segment(12, CONFIG, before);
        segment.feed(101);
        byte[] live = segment.live.model().snapshot();

        for (int after : new int[] {10, 20, 50}) {
            MapStore rows = segment.store.copy();
            LiveModel reloaded = Segment.reload(rows, CONFIG, after);
            assertThat(reloaded.model().snapshot()).as("to %d", after).isEqualTo(live);
            assertThat(reloaded.hasApplied("events", "id-1", (int) (segment.offset % 2), segment.offset))
                    .isTrue();

            LiveModel again = Segment.reload(rows, CONFIG, after);
            assertThat(again.model().snapshot()).as("again to %d", after).isEqualTo(live);
            Map<Character, Long> kinds = new LinkedHashMap<>();
            rows.rows().keySet().forEach(key -> kinds.merge((char) key.get()[0], 1L, Long::sum));
            assertThat(kinds.getOrDefault('D', 0L)).isLessThanOrEqualTo(3L * after);
        }
    }
}
