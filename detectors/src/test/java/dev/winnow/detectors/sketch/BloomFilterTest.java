package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BloomFilterTest {
    @ParameterizedTest
    @CsvSource({"1000, 0.1", "5000, 0.01", "20000, 0.001"})
    void theRateOfWrongAnswersIsTheFormulas(int keys, double rate) {
        BloomFilter filter = BloomFilter.create(keys, rate, 11);
        for (int i = 0; i < keys; i++) {
            filter.add("in-" + i);
        }
        int asked = 300_000;
        int wrong = 0;
        for (int i = 0; i < asked; i++) {
            wrong += filter.mightContain("out-" + i) ? 1 : 0;
        }

        for (int i = 0; i < keys; i++) {
            assertThat(filter.mightContain("in-" + i)).isTrue();
        }
        double deviation = StrictMath.sqrt(rate * (1 - rate) / asked);
        assertThat(wrong / (double) asked).isLessThanOrEqualTo(1.05 * rate + 5 * deviation);
        assertThat(wrong / (double) asked).isCloseTo(filter.wrongRate(), within(0.05 * rate + 5 * deviation));
        assertThat(filter.liveBytes()).isLessThan((long) (-keys * StrictMath.log(rate) / 0.48 / 8 + 200));
    }

    @Test
    void anAdditionSaysWhetherTheKeyWasNew() {
        BloomFilter filter = BloomFilter.create(100, 0.001, 11);

        assertThat(filter.mightContain(5)).isFalse();
        assertThat(filter.add(5)).isTrue();
        assertThat(filter.add(5)).isFalse();
        assertThat(filter.mightContain(5)).isTrue();
    }

    @Test
    void mergingIsAsIfOneHadSeenAll() {
        BloomFilter left = BloomFilter.create(1000, 0.01, 11);
        BloomFilter right = BloomFilter.create(1000, 0.01, 11);
        BloomFilter all = BloomFilter.create(1000, 0.01, 11);
        for (int i = 0; i < 1000; i++) {
            (i % 3 == 0 ? left : right).add("k" + i);
            all.add("k" + i);
        }

        left.merge(right);

        assertThat(State.of(left::snapshot)).isEqualTo(State.of(all::snapshot));
        assertThatThrownBy(() -> left.merge(BloomFilter.create(1000, 0.01, 12)))
                .hasMessage("DET-120 bloom-filter: only sketches of the same seed and size can be merged or compared;"
                        + " create both alike");
    }

    @Test
    void theStoredStateIsPinnedAndGoesOn() {
        BloomFilter filter = BloomFilter.create(200, 0.01, 11);
        for (int i = 0; i < 200; i++) {
            filter.add("k" + i);
        }
        byte[] state = State.of(filter::snapshot);
        BloomFilter restored = State.restored(state, BloomFilter::restore);
        filter.add("new");
        restored.add("new");

        assertThat(State.digest(state)).isEqualTo("0a795c10ee8a2547");
        assertThat(State.of(restored::snapshot)).isEqualTo(State.of(filter::snapshot));
        byte[] damaged = state.clone();
        damaged[9] = 0;
        assertThatThrownBy(() -> BloomFilter.restore(new StateReader(damaged)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 bloom-filter: must have 1 to 32 hashes and 1 to 16777216 words, has 0 and 30");
        assertThatThrownBy(() -> BloomFilter.create(10, 0.9, 0))
                .hasMessage("CFG-004 bloomFilter.wrongRate: must be between 1e-6 and 0.5, was 0.9");
    }
}
