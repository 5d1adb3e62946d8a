package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdwinTest {
    /** Oracle: a window that keeps every value and looks at the same splits by plain sums. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cutsWhereAWindowOfAllValuesCuts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Adwin adwin = new Adwin(0.05, 0, 1);
        Naive naive = new Naive(0.05);
        int cuts = 0;
        for (int i = 0; i < 6000; i++) {
            double level = i / 700 % 2 == 0 ? 0.3 : 0.45;
            double value = Math.max(0, Math.min(1, level + 0.1 * random.nextGaussian()));
            boolean cut = adwin.add(value);
            assertThat(cut).as("value %s", i).isEqualTo(naive.add(value));
            assertThat(adwin.width()).isEqualTo(naive.values.size());
            cuts += cut ? 1 : 0;
        }

        assertThat(cuts).isBetween(8, 40);
        assertThat(adwin.cuts()).isEqualTo(cuts);
        assertThat(adwin.mean()).isCloseTo(naive.mean(0, naive.values.size()), within(1e-12));
    }

    /** Stated: at most delta a look. 40 streams of 20,000 values, 25,000 looks. */
    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.05, 0.3})
    void cutsAStreamWithoutChangeAtMostAsOftenAsItSays(double delta) {
        long[] cuts = new long[2];
        long looks = 0;
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Adwin fair = new Adwin(delta, 0, 1);
            Adwin rare = new Adwin(delta, 0, 1);
            for (int i = 0; i < 20_000; i++) {
                fair.add(random.nextInt(2));
                rare.add(random.nextDouble() < 0.02 ? 1 : 0);
            }
            cuts[0] += fair.cuts();
            cuts[1] += rare.cuts();
            looks += 20_000 / Adwin.VALUES_A_LOOK;
        }

        System.out.printf("adwin: delta %s, false cuts %d and %d in %d looks%n", delta, cuts[0], cuts[1], looks);
        assertThat((double) cuts[0] / looks).isLessThan(delta);
        assertThat((double) cuts[1] / looks).isLessThan(delta);
    }

    @Test
    void findsAChangeSoonAndKeepsOnlyWhatCameAfterIt() {
        int[] delays = new int[3];
        double[] changes = {0.4, 0.2, 0.1};
        for (int c = 0; c < changes.length; c++) {
            SplittableRandom random = new SplittableRandom(5);
            Adwin adwin = new Adwin(0.002, 0, 10);
            for (int i = 0; i < 10_000; i++) {
                assertThat(adwin.add(5 + random.nextGaussian() * 0.7)).isFalse();
            }
            while (!adwin.add(5 + 10 * changes[c] + random.nextGaussian() * 0.7)) {
                delays[c]++;
            }
            assertThat(adwin.meanBefore()).isCloseTo(5, within(0.1));
            assertThat(adwin.meanAfter()).isGreaterThan(5.2);
            for (int i = 0; i < 1000; i++) {
                adwin.add(5 + 10 * changes[c] + random.nextGaussian() * 0.7);
            }
            assertThat(adwin.width()).isLessThan(1500);
            assertThat(adwin.mean()).isCloseTo(5 + 10 * changes[c], within(0.1));
        }

        System.out.printf(
                "adwin: delays %d, %d, %d for changes of 0.4, 0.2, 0.1 of the range%n",
                delays[0], delays[1], delays[2]);
        assertThat(delays[0]).isLessThan(64);
        assertThat(delays[1]).isLessThan(96);
        assertThat(delays[2]).isLessThan(200);
    }

    @Test
    void aMillionValuesTakeAsManyBytesAsAThousand() {
        Adwin adwin = new Adwin(0.002, 0, 1);
        SplittableRandom random = new SplittableRandom(6);
        long bytes = adwin.liveBytes();
        for (int i = 0; i < 1_000_000; i++) {
            adwin.add(random.nextDouble());
        }

        assertThat(adwin.width()).isEqualTo(1_000_000);
        assertThat(adwin.liveBytes()).isEqualTo(bytes);
        assertThat(state(adwin).length).isLessThan(20 * 6 * 16);
        assertThat(adwin.mean()).isCloseTo(0.5, within(0.002));
    }

    @Test
    void valuesBeyondTheRangeCountAsItsEnds() {
        Adwin adwin = new Adwin(0.002, -1, 1);
        adwin.add(1e300);
        adwin.add(-1e300);
        adwin.add(0.5);

        assertThat(adwin.mean()).isCloseTo(0.5 / 3, within(1e-12));
    }

    @Test
    void restoredGoesOnBitForBit() {
        SplittableRandom random = new SplittableRandom(7);
        Adwin live = new Adwin(0.05, 0, 1);
        for (int i = 0; i < 3333; i++) {
            live.add(random.nextDouble());
        }
        StateReader in = new StateReader(state(live));
        Adwin restored = Adwin.restore(0.05, 0, 1, in);
        in.expectEnd();
        for (int i = 0; i < 3000; i++) {
            double value = 0.5 * random.nextDouble();
            assertThat(restored.add(value)).isEqualTo(live.add(value));
        }

        assertThat(live.cuts()).isPositive();
        assertThat(state(restored)).isEqualTo(state(live));
    }

    @Test
    void refusesOtherValuesSettingsAndState() {
        Adwin adwin = new Adwin(0.002, 0, 1);

        assertThatThrownBy(() -> adwin.add(Double.NaN)).hasMessage("DET-004 adwin: value must be finite, was NaN");
        assertThatThrownBy(() -> new Adwin(0, 0, 1))
                .hasMessage("CFG-004 adwin.delta: must be between 1e-9 and 0.5, was 0.0");
        assertThatThrownBy(() -> new Adwin(0.1, 1, 1))
                .hasMessage("CFG-004 adwin.range: must be finite and rise, was 1.0 to 1.0");
        byte[] state = state(adwin);
        state[state.length - 1] = 9;
        assertThatThrownBy(() -> Adwin.restore(0.002, 0, 1, new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 adwin: must have at most 5 buckets of a size, has 9");
    }

    private static byte[] state(Adwin adwin) {
        StateWriter out = new StateWriter();
        adwin.snapshot(out);
        return out.toBytes();
    }

    private static final class Naive {
        private final List<Double> values = new ArrayList<>();

        /** Lengths of the buckets, oldest first. */
        private final List<Integer> lengths = new ArrayList<>();

        private final double delta;
        private long count;

        private Naive(double delta) {
            this.delta = delta;
        }

        private boolean add(double value) {
            values.add(value);
            lengths.add(1);
            for (int length = 1; lengths.stream().filter(new SameAs(length)).count() > Adwin.BUCKETS; length *= 2) {
                int oldest = lengths.indexOf(length);
                lengths.remove(oldest);
                lengths.set(oldest, 2 * length);
            }
            count++;
            boolean cut = false;
            while (count % Adwin.VALUES_A_LOOK == 0 && differs()) {
                values.subList(0, lengths.remove(0)).clear();
                cut = true;
            }
            return cut;
        }

        private boolean differs() {
            int n = values.size();
            double mean = mean(0, n);
            double variance =
                    values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / n;
            double log = Math.log(2.0 * Math.max(1, lengths.size() - 1) / delta);
            int split = 0;
            for (int length : lengths) {
                split += length;
                if (split < Adwin.SHORTEST_PART || n - split < Adwin.SHORTEST_PART) {
                    continue;
                }
                double m = 1 / (1.0 / split + 1.0 / (n - split));
                double reach = Math.sqrt(2 / m * variance * log) + 2 / (3 * m) * log;
                if (Math.abs(mean(0, split) - mean(split, n)) > reach) {
                    return true;
                }
            }
            return false;
        }

        private double mean(int from, int to) {
            return values.subList(from, to).stream().mapToDouble(v -> v).sum() / (to - from);
        }
    }

    private record SameAs(int length) implements java.util.function.Predicate<Integer> {
        @Override
        public boolean test(Integer other) {
            return other == length;
        }
    }
}
