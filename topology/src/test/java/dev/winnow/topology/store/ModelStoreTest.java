package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.topology.Worlds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

final class ModelStoreTest {
    private static final SegmentConfig CONFIG = Worlds.segments(5);

    @Test
    void snapshotsAreCutIntoChunksThatOneRecordCanHold() {
        SegmentConfig usual = Worlds.segments(5);
        SegmentConfig large = new SegmentConfig(
                new SegmentConfig.Rcf(300, 256, 1),
                usual.ewma(),
                usual.cusum(),
                usual.members(),
                usual.scaler(),
                usual.tail(),
                usual.gate(),
                usual.guard(),
                usual.drift(),
                usual.silence(),
                usual.persistence(),
                usual.readyAfterEvents());
        Segment segment = new Segment(1, large, 100);
        while (segment.snapshots.size() < 3) {
            segment.feed();
        }

        List<byte[]> chunks = segment.store.rows().entrySet().stream()
                .filter(row -> row.getKey().get()[0] == 'S')
                .map(Map.Entry::getValue)
                .toList();

        assertThat(chunks.size()).isGreaterThanOrEqualTo(4);
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.length).isBetween(1, 256 << 10));
        assertThat(chunks.stream().filter(chunk -> chunk.length == 256 << 10).count())
                .isGreaterThanOrEqualTo(2);
        assertThat(Segment.reload(segment.store.copy(), large, 100).model().snapshot())
                .isEqualTo(segment.live.model().snapshot());
    }

    @Test
    void ringAndSlotsBoundTheRows() {
        Segment segment = new Segment(2, CONFIG, 10);
        segment.feed(400);

        Map<Character, Long> kinds = segment.store.rows().keySet().stream()
                .collect(Collectors.groupingBy(key -> (char) key.get()[0], TreeMap::new, Collectors.counting()));

        assertThat(kinds).containsEntry('D', 30L).containsEntry('M', 2L).containsOnlyKeys('D', 'M', 'S');
    }

    @Test
    void damagedManifestFallsBackToTheOlderSnapshot() {
        Segment segment = new Segment(3, CONFIG, 10);
        segment.feed(95);
        MapStore damaged = segment.store.copy();
        Bytes manifest = manifest(damaged, segment.snapshots.size() % 2);
        byte[] bytes = damaged.value(manifest);
        damaged.rows().put(manifest, java.util.Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(Segment.reload(damaged, CONFIG, 10).model().snapshot())
                .isEqualTo(segment.live.model().snapshot());
    }

    @Test
    void fallenBackModelWritesItsNextSnapshotOverTheDamagedOne() {
        Segment segment = new Segment(4, CONFIG, 10);
        segment.feed(95);
        ModelStoreProperties.damageNewestSnapshot(segment.store, segment.snapshots.size());
        segment.live = segment.models.load(Segment.NAME, Segment.factory(CONFIG));
        segment.feed(60);

        assertThat(Segment.reload(segment.store.copy(), CONFIG, 10).model().snapshot())
                .isEqualTo(segment.live.model().snapshot());
    }

    @Test
    void twoDamagedSnapshotsAreRefused() {
        Segment segment = new Segment(5, CONFIG, 10);
        segment.feed(95);
        MapStore damaged = segment.store.copy();
        ModelStoreProperties.damageNewestSnapshot(damaged, 0);
        ModelStoreProperties.damageNewestSnapshot(damaged, 1);

        assertThatThrownBy(() -> Segment.reload(damaged, CONFIG, 10))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-003 model \"acme|values/1|all\": neither of its two snapshots matches its manifest;"
                        + " restore the task's changelog")
                .satisfies(e -> assertThat(ModelStore.isOfAnotherBuild((StateFormatException) e))
                        .isFalse());
    }

    @Test
    void manifestOfANewerBuildIsRefusedEvenWhereTheOlderSlotCouldBeRead() {
        Segment segment = new Segment(6, CONFIG, 10);
        segment.feed(95);
        MapStore newer = segment.store.copy();
        byte[] bytes = newer.value(manifest(newer, 0));
        bytes[0] = 2;
        newer.rows().put(manifest(newer, 0), bytes);

        assertThatThrownBy(() -> Segment.reload(newer, CONFIG, 10))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 manifest of a model has version 2, this build reads 1; see docs/operations.md,"
                        + " \"Downgrade\"")
                .satisfies(e -> assertThat(ModelStore.isOfAnotherBuild((StateFormatException) e))
                        .isTrue());
    }

    @Test
    void snapshotsOfTwoSegmentsAreNotWrittenTogether() {
        MapStore store = new MapStore("models");
        Segment one = new Segment(7, CONFIG, 40, store, Segment.NAME);
        Segment other = new Segment(7, CONFIG, 40, store, "globex|values/1|all");
        one.feed(600);
        other.feed(600);

        assertThat(one.snapshots).isNotEqualTo(other.snapshots);
        for (List<Long> snapshots : List.of(one.snapshots, other.snapshots)) {
            for (int i = 1; i < snapshots.size(); i++) {
                assertThat(snapshots.get(i) - snapshots.get(i - 1)).isBetween(30L, 50L);
            }
        }
        assertThat(one.snapshots.size()).isBetween(12, 20);
    }

    @Test
    void anotherConfigurationStartsTheNextGenerationWithTheOldWatermarks() {
        Segment segment = new Segment(8, CONFIG, 10);
        segment.feed(95);
        SegmentConfig other = Worlds.segments(7);

        ModelStore.Live live = Segment.reload(segment.store, other, 10);

        assertThat(live.generation()).isEqualTo(2);
        assertThat(live.isUnannouncedReplacement()).isTrue();
        assertThat(live.model().sequence()).isZero();
        assertThat(live.model().snapshot())
                .isEqualTo(Segment.factory(other).fresh(2).snapshot());
        assertThat(live.hasApplied("events", (int) (segment.offset % 2), segment.offset))
                .isTrue();
        assertThat(live.hasApplied("events", (int) (segment.offset % 2), segment.offset + 1))
                .isFalse();
        assertThat(segment.store.rows().keySet())
                .as("nothing of the old model stays")
                .hasSize(1);
    }

    @Test
    void replacementIsAnnouncedUntilItHasLearntAnEvent() {
        Segment segment = new Segment(9, CONFIG, 10);
        segment.feed(20);
        SegmentConfig other = Worlds.segments(7);

        Segment.reload(segment.store, other, 10);
        ModelStore.Live again = Segment.reload(segment.store, other, 10);

        assertThat(again.generation()).isEqualTo(2);
        assertThat(again.isUnannouncedReplacement()).isTrue();
        Segment next = new Segment(9, other, 10, segment.store, Segment.NAME);
        next.feed();
        assertThat(next.live.isUnannouncedReplacement()).isFalse();
        assertThat(Segment.reload(segment.store, other, 10).isUnannouncedReplacement())
                .isFalse();
    }

    @Test
    void firstGenerationIsNoReplacement() {
        assertThat(new Segment(10, CONFIG, 10).live.isUnannouncedReplacement()).isFalse();
    }

    @Test
    void generationsOfOneSegmentDoNotMix() {
        Segment segment = new Segment(11, CONFIG, 10);
        segment.feed(97);
        Segment second = new Segment(12, Worlds.segments(7), 10, segment.store, Segment.NAME);
        second.feed(33);
        Segment third = new Segment(13, CONFIG, 10, segment.store, Segment.NAME);
        third.feed(14);

        ModelStore.Live reloaded = Segment.reload(segment.store.copy(), CONFIG, 10);

        assertThat(reloaded.generation()).isEqualTo(3);
        assertThat(reloaded.model().snapshot()).isEqualTo(third.live.model().snapshot());
    }

    @Test
    void historyPassesOverOtherSegmentsAndGenerations() {
        MapStore store = new MapStore("models");
        Segment one = new Segment(14, CONFIG, 10, store, Segment.NAME);
        Segment longerName = new Segment(15, CONFIG, 10, store, Segment.NAME + "2");
        for (int i = 0; i < 80; i++) {
            one.feed();
            longerName.feed();
        }
        Segment second = new Segment(16, Worlds.segments(7), 10, store, Segment.NAME);
        second.feed(30);

        ModelHistory history = new ModelHistory(Segment.NAME, 1, 71);
        store.changelog().forEach(change -> history.apply(change.key(), change.value()));
        ModelHistory.Moment moment = history.before(Segment.factory(CONFIG)).orElseThrow();

        assertThat(moment.model().assess(moment.observation())).isEqualTo(one.assessments.get(71));
        ModelHistory none = new ModelHistory(Segment.NAME, 1, 80);
        store.changelog().forEach(change -> none.apply(change.key(), change.value()));
        assertThat(none.before(Segment.factory(CONFIG)))
                .as("there was no such event")
                .isEmpty();
    }

    private static Bytes manifest(MapStore store, int slot) {
        return store.rows().keySet().stream()
                .filter(key -> key.get()[0] == 'M' && key.get()[key.get().length - 1] == slot)
                .findFirst()
                .orElseThrow();
    }
}
