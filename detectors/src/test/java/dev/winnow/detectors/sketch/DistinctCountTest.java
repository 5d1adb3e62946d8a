package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DistinctCountTest {
    @ParameterizedTest
    @ValueSource(ints = {6, 10, 12})
    void theErrorIsTheStatedOne(int precision) {
        int runs = 300;
        double squares = 0;
        double bias = 0;
        for (int run = 0; run < runs; run++) {
            DistinctCount count = DistinctCount.create(precision, 1000 + run);
            for (int i = 0; i < 5000; i++) {
                count.add(i);
                count.add((long) i);
            }
            double error = count.estimate() / 5000.0 - 1;
            squares += error * error / runs;
            bias += error / runs;
        }

        double stated = 0.79 / StrictMath.sqrt(1 << precision);
        // The deviation of 300 runs is within 4.1 % of the true one with one standard error; five of them are 1e-6.
        assertThat(StrictMath.sqrt(squares)).isBetween(0.6 * stated, 1.2 * stated);
        assertThat(bias).isCloseTo(0, within(5 * stated / StrictMath.sqrt(runs)));
    }

    @Test
    void smallCountsAreExact() {
        DistinctCount count = DistinctCount.create(12, 3);
        for (int i = 1; i <= 30; i++) {
            count.add("host-" + i);
            count.add("host-" + (i + 1) / 2);

            assertThat(count.estimate()).isEqualTo(i);
        }
    }

    @Test
    void mergingIsAsIfOneHadSeenAll() {
        DistinctCount left = DistinctCount.create(10, 3);
        DistinctCount right = DistinctCount.create(10, 3);
        DistinctCount all = DistinctCount.create(10, 3);
        for (int i = 0; i < 3000; i++) {
            (i < 2000 ? left : right).add("k" + i % 2500);
            all.add("k" + i % 2500);
        }

        left.merge(right);

        assertThat(State.of(left::snapshot)).isEqualTo(State.of(all::snapshot));
        assertThatThrownBy(() -> left.merge(DistinctCount.create(10, 4)))
                .hasMessage("DET-120 distinct-count: only sketches of the same seed and precision can be merged or"
                        + " compared; create both alike");
    }

    @Test
    void theStoredStateIsPinnedAndGoesOn() {
        DistinctCount count = DistinctCount.create(8, 3);
        for (int i = 0; i < 1000; i++) {
            count.add("k" + i);
        }
        byte[] state = State.of(count::snapshot);
        DistinctCount restored = State.restored(state, DistinctCount::restore);
        restored.add("new");
        count.add("new");

        assertThat(state).hasSize(1 + 8 + 4 + 256);
        assertThat(State.digest(state)).isEqualTo("62223f7f140d52df");
        assertThat(State.of(restored::snapshot)).isEqualTo(State.of(count::snapshot));
    }

    @Test
    void refusesWhatItCannotBe() {
        byte[] state = State.of(DistinctCount.create(8, 3)::snapshot);
        byte[] newer = state.clone();
        newer[0] = 2;
        byte[] longer = new byte[state.length + 1];
        System.arraycopy(state, 0, longer, 0, state.length);
        longer[11] = 1;
        longer[12] = 1;

        assertThatThrownBy(() -> DistinctCount.create(2, 0))
                .hasMessage("CFG-004 distinctCount.precision: must be between 3 and 20, was 2");
        assertThatThrownBy(() -> DistinctCount.restore(new StateReader(newer)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-001 snapshot of \"distinct-count\" has version 2, this build reads 1; let the model"
                        + " start a new generation");
        assertThatThrownBy(() -> DistinctCount.restore(new StateReader(longer)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 distinct-count: must have 2^3 to 2^20 registers, has 257");
    }
}
