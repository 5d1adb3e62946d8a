package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CountMinTest {
    private static final int KEYS = 20_000;

    @Test
    void estimatesAreNeverTooLowAndTooHighAsRarelyAsStated() {
        double error = 0.002;
        double failure = 0.05;
        int tooHigh = 0;
        for (int seed = 0; seed < 5; seed++) {
            CountMin sketch = CountMin.forError(error, failure, seed);
            int[] truth = new int[KEYS + 1];
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 50_000; i++) {
                int key = 1 + random.nextInt(KEYS);
                truth[key]++;
                sketch.add(key);
            }
            for (int key = 1; key <= KEYS; key++) {
                assertThat(sketch.estimate(key)).isGreaterThanOrEqualTo(truth[key]);
                tooHigh += sketch.estimate(key) > truth[key] + error * sketch.total() ? 1 : 0;
            }
        }

        assertThat(tooHigh / (5.0 * KEYS)).isLessThanOrEqualTo(failure);
    }

    @Test
    void theBoundIsTightWithoutConservativeUpdateAndConservativeUpdateBeatsIt() {
        CountMin sketch = CountMin.create(256, 3, 1);
        long[][] plain = new long[3][256];
        int[] truth = new int[KEYS + 1];
        SplittableRandom random = new SplittableRandom(1);
        SeededHash hash = new SeededHash(1);
        for (int i = 0; i < 100_000; i++) {
            int key = State.zipf(random, KEYS);
            truth[key]++;
            sketch.add(key);
            for (int row = 0; row < 3; row++) {
                plain[row][SeededHash.reduce(SeededHash.derive(hash.of(key), row), 256)]++;
            }
        }
        double conservative = 0;
        double ordinary = 0;
        for (int key = 1; key <= KEYS; key++) {
            long least = Long.MAX_VALUE;
            for (int row = 0; row < 3; row++) {
                least = Math.min(least, plain[row][SeededHash.reduce(SeededHash.derive(hash.of(key), row), 256)]);
            }
            conservative += sketch.estimate(key) - truth[key];
            ordinary += least - truth[key];
        }

        assertThat(conservative).isLessThan(0.7 * ordinary);
    }

    @Test
    void halvingForgets() {
        CountMin sketch = CountMin.create(64, 2, 1);
        for (int i = 0; i < 101; i++) {
            sketch.add("a");
        }

        sketch.halve();

        assertThat(sketch.estimate("a")).isEqualTo(50);
        assertThat(sketch.total()).isEqualTo(50);
    }

    @Test
    void mergedEstimatesAreUpperBoundsOfTheSum() {
        CountMin left = CountMin.create(512, 4, 1);
        CountMin right = CountMin.create(512, 4, 1);
        int[] truth = new int[1001];
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20_000; i++) {
            int key = State.zipf(random, 1000);
            truth[key]++;
            (random.nextBoolean() ? left : right).add(key);
        }

        left.merge(right);

        assertThat(left.total()).isEqualTo(20_000);
        for (int key = 1; key <= 1000; key++) {
            assertThat(left.estimate(key)).isBetween(truth[key], truth[key] + 20_000 / 100);
        }
        assertThatThrownBy(() -> left.merge(CountMin.create(512, 4, 2)))
                .hasMessage("DET-120 count-min: only sketches of the same seed, width and depth can be merged or"
                        + " compared; create both alike");
    }

    @Test
    void keysCraftedAgainstOneSeedInflateNobodyUnderAnother() {
        CountMin known = CountMin.create(16, 4, 1);
        List<String> crafted = colliding(1);
        CountMin secret = CountMin.create(16, 4, 2);
        for (String key : crafted) {
            known.add(key);
            secret.add(key);
        }

        assertThat(known.estimate("victim")).isEqualTo(crafted.size());
        assertThat(secret.estimate("victim")).isLessThan(crafted.size() / 4);
    }

    @Test
    void theStoredStateIsPinnedAndGoesOn() {
        CountMin sketch = CountMin.create(64, 3, 1);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 2000; i++) {
            sketch.add("k" + State.zipf(random, 300));
        }
        byte[] state = State.of(sketch::snapshot);
        CountMin restored = State.restored(state, CountMin::restore);
        sketch.add("k1");
        restored.add("k1");

        assertThat(State.digest(state)).isEqualTo("e5ae2e1f31d17bc3");
        assertThat(State.of(restored::snapshot)).isEqualTo(State.of(sketch::snapshot));
        byte[] damaged = state.clone();
        damaged[12] = 63;
        assertThatThrownBy(() -> CountMin.restore(new StateReader(damaged)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 count-min: must have width times depth (63 × 3) cells, has 192");
        assertThatThrownBy(() -> CountMin.create(1, 3, 0))
                .hasMessage("CFG-004 countMin.width: must be between 2 and 1048576, was 1");
    }

    /** Eight keys that share all of the victim's cells under the seed. */
    private static List<String> colliding(long seed) {
        SeededHash hash = new SeededHash(seed);
        long victim = hash.of("victim");
        List<String> crafted = new ArrayList<>();
        for (int i = 0; crafted.size() < 8; i++) {
            long key = hash.of("crafted-" + i);
            boolean collides = true;
            for (int row = 0; row < 4 && collides; row++) {
                collides = SeededHash.reduce(SeededHash.derive(key, row), 16)
                        == SeededHash.reduce(SeededHash.derive(victim, row), 16);
            }
            if (collides) {
                crafted.add("crafted-" + i);
            }
        }
        return crafted;
    }
}
