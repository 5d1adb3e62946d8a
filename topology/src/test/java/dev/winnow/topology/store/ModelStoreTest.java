package dev.winnow.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.topology.Worlds;
import dev.winnow.topology.settings.ApplicationSecret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
                new SegmentConfig.Rcf(300, 256, 1, 0),
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
                usual.learnPerSecond(),
                usual.readyAfterEvents(),
                SegmentConfig.Shadow.off());
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

        assertThat(kinds).containsEntry('D', 5L).containsEntry('M', 2L).containsOnlyKeys('D', 'M', 'S');
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
    void damageStartsTheNextGenerationAtOnceAndIsNotLoadedAgain() {
        Segment segment = new Segment(5, CONFIG, 10);
        segment.feed(95);
        MapStore damaged = segment.store.copy();
        ModelStoreProperties.damageNewestSnapshot(damaged, 0);
        ModelStoreProperties.damageNewestSnapshot(damaged, 1);

        LiveModel live = Segment.reload(damaged, CONFIG, 10);
        LiveModel again = Segment.reload(damaged, CONFIG, 10);

        assertThat(live.generation()).isEqualTo(2);
        assertThat(live.causes()).containsExactly(GenerationCause.DAMAGE);
        assertThat(live.isUnannouncedReplacement()).isTrue();
        assertThat(live.hasApplied("events", "id-1", (int) (segment.offset % 2), segment.offset))
                .isTrue();
        assertThat(again.generation()).isEqualTo(2);
        assertThat(again.causes()).containsExactly(GenerationCause.DAMAGE);
        assertThat(damaged.rows()).as("nothing of the damaged model stays").hasSize(1);
    }

    @Test
    void damagedOrMissingDeltaStartsTheNextGenerationUnlessNobodyNeedsIt() {
        Segment segment = new Segment(31, CONFIG, 10);
        segment.feed(95);
        long snapshot = segment.snapshots.get(segment.snapshots.size() - 1);
        assertThat(snapshot).isLessThan(93);

        for (long sequence = snapshot - 20; sequence <= 95; sequence += DeltaBatch.MOST) {
            Bytes key = new ModelKeys(Segment.NAME).delta(ModelJournal.slot(sequence, 40));
            MapStore flipped = segment.store.copy();
            byte[] bytes = flipped.value(key);
            bytes[bytes.length / 2] ^= 1;
            flipped.rows().put(key, bytes);
            MapStore lacking = segment.store.copy();
            lacking.rows().remove(key);

            long last = Math.min(95, (DeltaBatch.number(sequence) + 1) * DeltaBatch.MOST - 1);
            long expected = last > snapshot ? 2 : 1;
            assertThat(Segment.reload(flipped, CONFIG, 10).generation())
                    .as("deltas to %d damaged", last)
                    .isEqualTo(expected);
            // That the very last one is missing looks as if it had never been.
            if (last < 95) {
                assertThat(Segment.reload(lacking, CONFIG, 10).generation())
                        .as("deltas to %d missing", last)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void twoDamagedManifestsDoNotBringAnOldGenerationBack() {
        Segment segment = new Segment(32, CONFIG, 10);
        segment.feed(20);
        Segment second = new Segment(33, Worlds.segments(7), 10, segment.store, Segment.NAME);
        second.feed(25);
        for (int slot = 0; slot < 2; slot++) {
            Bytes key = manifest(segment.store, slot);
            byte[] bytes = segment.store.value(key);
            segment.store.rows().put(key, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        }

        LiveModel live = Segment.reload(segment.store, Worlds.segments(7), 10);

        assertThat(live.generation()).isEqualTo(3);
        assertThat(live.causes()).containsExactly(GenerationCause.DAMAGE);
    }

    @Test
    void anotherSecretStartsANewModelWithAndWithoutASnapshotAndSoDoesTheOldOneWhenItComesBack() {
        for (int events : new int[] {5, 95}) {
            Segment segment = new Segment(34, CONFIG, 10);
            segment.feed(events);
            assertThat(segment.snapshots.isEmpty()).isEqualTo(events == 5);
            ApplicationSecret first = ApplicationSecret.of(new byte[16], 1);
            ApplicationSecret second = ApplicationSecret.of("another secret..".getBytes(StandardCharsets.US_ASCII), 2);
            ApplicationSecret onlyRenumbered = ApplicationSecret.of(new byte[16], 2);

            List<byte[]> fresh = new ArrayList<>();
            for (ApplicationSecret secret : List.of(second, first, onlyRenumbered)) {
                LiveModel live = segment.models.load(Segment.NAME, Segment.factory(CONFIG, secret));
                assertThat(live.generation()).isEqualTo(2 + fresh.size());
                assertThat(live.causes()).containsExactly(GenerationCause.SECRET);
                assertThat(live.model().sequence()).isZero();
                fresh.add(live.model().snapshot());
            }
            fresh.add(Segment.factory(CONFIG, first).fresh(1).snapshot());
            assertThat(fresh).as("no seed comes twice").doesNotHaveDuplicates();
        }
    }

    @Test
    void recordsOfATopicThatWasMadeAnewAreNotTakenForSeen() {
        Segment segment = new Segment(35, CONFIG, 10);
        segment.feed(30);
        int partition = (int) (segment.offset % 2);

        assertThat(segment.live.hasApplied("events", "id-1", partition, segment.offset))
                .isTrue();
        assertThat(segment.live.hasApplied("events", "id-2", partition, segment.offset))
                .isFalse();
        assertThat(segment.live.hasApplied("events", "", partition, segment.offset))
                .as("an id that is not known tells nothing")
                .isTrue();
    }

    @Test
    void manifestOfANewerBuildIsRefusedEvenWhereTheOlderSlotCouldBeRead() {
        Segment segment = new Segment(6, CONFIG, 10);
        segment.feed(95);
        MapStore newer = segment.store.copy();
        byte[] bytes = newer.value(manifest(newer, 0));
        bytes[0] = 4;
        newer.rows().put(manifest(newer, 0), bytes);

        assertThatThrownBy(() -> Segment.reload(newer, CONFIG, 10))
                .isInstanceOf(StateVersionException.class)
                .hasMessage("STA-001 manifest of a model has version 4, this build reads 3; see docs/operations.md,"
                        + " \"Downgrade\"");
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

        LiveModel live = Segment.reload(segment.store, other, 10);

        assertThat(live.generation()).isEqualTo(2);
        assertThat(live.isUnannouncedReplacement()).isTrue();
        assertThat(live.model().sequence()).isZero();
        assertThat(live.model().snapshot())
                .isEqualTo(Segment.factory(other).fresh(2).snapshot());
        assertThat(live.hasApplied("events", "id-1", (int) (segment.offset % 2), segment.offset))
                .isTrue();
        assertThat(live.hasApplied("events", "id-1", (int) (segment.offset % 2), segment.offset + 1))
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
        LiveModel again = Segment.reload(segment.store, other, 10);

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

        LiveModel reloaded = Segment.reload(segment.store.copy(), CONFIG, 10);

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
