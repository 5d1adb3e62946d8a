package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.sketch.SpaceSaving.Entry;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpaceSavingTest {
    @ParameterizedTest
    @CsvSource({"1, 100", "5, 50", "50, 3000", "128, 100000", "1000, 900"})
    void theGuaranteesHoldAfterEveryStep(int capacity, int keys) {
        SpaceSaving sketch = SpaceSaving.create(capacity, 7);
        Map<String, Long> truth = new HashMap<>();
        SplittableRandom random = new SplittableRandom(capacity);
        for (int i = 1; i <= 20_000; i++) {
            String key = "k" + State.zipf(random, keys);
            truth.merge(key, 1L, Long::sum);
            sketch.add(key);
            if (i % 997 == 0 || i < 60) {
                assertGuarantees(sketch, truth, capacity);
            }
        }

        assertGuarantees(sketch, truth, capacity);
        assertThat(sketch.total()).isEqualTo(20_000);
    }

    @Test
    void aFloodOfNewKeysDoesNotPushOutTheFrequentOnes() {
        SpaceSaving sketch = SpaceSaving.create(100, 7);
        for (int i = 0; i < 100_000; i++) {
            sketch.add(i % 20 == 0 ? "scanner" : "once-" + i);
        }

        assertThat(sketch.top(1)).extracting(Entry::key).containsExactly("scanner");
        assertThat(sketch.top(1).get(0).count()).isBetween(5000L, 6000L);
    }

    @Test
    void withRoomForAllKeysEverythingIsExact() {
        SpaceSaving sketch = SpaceSaving.create(3, 7);
        List.of("b", "a", "c", "a", "b", "a").forEach(sketch::add);

        assertThat(sketch.top(3)).containsExactly(new Entry("a", 3, 0), new Entry("b", 2, 0), new Entry("c", 1, 0));
        sketch.add("d");
        assertThat(sketch.top(3)).containsExactly(new Entry("a", 3, 0), new Entry("b", 2, 0), new Entry("d", 2, 1));
        assertThat(sketch.estimate("c")).isEqualTo(2);
    }

    @Test
    void theGuaranteesHoldForAMergedStream() {
        SpaceSaving left = SpaceSaving.create(64, 7);
        SpaceSaving right = SpaceSaving.create(64, 7);
        Map<String, Long> truth = new HashMap<>();
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 30_000; i++) {
            String key = "k" + State.zipf(random, 5000);
            truth.merge(key, 1L, Long::sum);
            (i % 3 == 0 ? left : right).add(key);
        }

        left.merge(right);

        assertGuarantees(left, truth, 64);
        left.add("k1");
        truth.merge("k1", 1L, Long::sum);
        assertGuarantees(left, truth, 64);
        assertThatThrownBy(() -> left.merge(SpaceSaving.create(63, 7)))
                .hasMessage("DET-120 space-saving: only sketches of the same seed and capacity can be merged or"
                        + " compared; create both alike");
    }

    @Test
    void theStoredStateIsPinnedAndGoesOnExactly() {
        SpaceSaving sketch = SpaceSaving.create(20, 7);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 3000; i++) {
            sketch.add("k" + State.zipf(random, 500));
        }
        byte[] state = State.of(sketch::snapshot);
        SpaceSaving restored = State.restored(state, SpaceSaving::restore);
        for (int i = 0; i < 3000; i++) {
            String key = "k" + State.zipf(random, 500);
            sketch.add(key);
            restored.add(key);
        }

        assertThat(State.digest(state)).isEqualTo("27a9f61466f58573");
        assertThat(State.of(restored::snapshot)).isEqualTo(State.of(sketch::snapshot));
        byte[] damaged = state.clone();
        damaged[12] = 5;
        assertThatThrownBy(() -> SpaceSaving.restore(new StateReader(damaged)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 space-saving: size must be between 0 and capacity (5), was 20");
        assertThatThrownBy(() -> SpaceSaving.create(0, 7))
                .hasMessage("CFG-004 spaceSaving.capacity: must be between 1 and 1000000, was 0");
    }

    private static void assertGuarantees(SpaceSaving sketch, Map<String, Long> truth, int capacity) {
        List<Entry> entries = sketch.top(Integer.MAX_VALUE);
        Map<String, Entry> listed = entries.stream().collect(Collectors.toMap(Entry::key, entry -> entry));
        long total = sketch.total();

        assertThat(entries).hasSizeLessThanOrEqualTo(capacity);
        for (Entry entry : entries) {
            long count = truth.getOrDefault(entry.key(), 0L);
            assertThat(count).isBetween(entry.count() - entry.error(), entry.count());
            assertThat(entry.error()).isLessThanOrEqualTo(total / capacity);
        }
        truth.forEach((key, count) -> {
            if (count > total / (double) capacity) {
                assertThat(listed).containsKey(key);
            }
            assertThat(sketch.estimate(key)).isGreaterThanOrEqualTo(count);
        });
    }
}
