package dev.winnow.detectors.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class QuantileSketchTest {
    private static final double[] SHARES = {0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999};

    @Test
    void ranksAreWithinAFewPerCentOfTheTail() {
        assertRanks(random -> random.nextGaussian(), 1);
        assertRanks(random -> StrictMath.pow(1 - random.nextDouble(), -2), 2);
        assertRanks(random -> random.nextInt(50), 3);
    }

    @Test
    void theFirstBatchIsExact() {
        QuantileSketch sketch = QuantileSketch.create(100);
        assertThat(sketch.quantile(0.5)).isNaN();
        assertThat(sketch.rank(1)).isNaN();
        for (int i = 101; i >= 1; i--) {
            sketch.add(i);
        }

        assertThat(sketch.quantile(0)).isEqualTo(1);
        assertThat(sketch.quantile(0.5)).isEqualTo(51);
        assertThat(sketch.quantile(1)).isEqualTo(101);
        assertThat(sketch.rank(51)).isEqualTo(50.5 / 101);
        assertThat(sketch.count()).isEqualTo(101);
    }

    @Test
    void askingAndStoringChangeNothing() {
        QuantileSketch asked = QuantileSketch.create(50);
        QuantileSketch left = QuantileSketch.create(50);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 5000; i++) {
            double value = random.nextGaussian();
            asked.add(value);
            left.add(value);
            asked.quantile(0.99);
            asked.rank(0);
            if (i % 37 == 0) {
                State.of(asked::snapshot);
            }
        }

        assertThat(State.of(asked::snapshot)).isEqualTo(State.of(left::snapshot));
    }

    @Test
    void theStoredStateIsPinnedAndGoesOnBitForBit() {
        QuantileSketch sketch = QuantileSketch.create(100);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 10_050; i++) {
            sketch.add(random.nextGaussian());
        }
        byte[] state = State.of(sketch::snapshot);
        QuantileSketch restored = State.restored(state, QuantileSketch::restore);
        for (int i = 0; i < 3000; i++) {
            double value = random.nextGaussian();
            sketch.add(value);
            restored.add(value);
            assertThat(restored.quantile(0.999)).isEqualTo(sketch.quantile(0.999));
        }

        assertThat(state).hasSizeLessThan(3000);
        assertThat(State.digest(state)).isEqualTo("27fa097e6b2fd930");
        assertThat(State.of(restored::snapshot)).isEqualTo(State.of(sketch::snapshot));
    }

    @Test
    void memoryAndStateStayBounded() {
        QuantileSketch sketch = QuantileSketch.create(100);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 200_000; i++) {
            sketch.add(StrictMath.exp(5 * random.nextGaussian()));
        }

        assertThat(State.of(sketch::snapshot)).hasSizeLessThan(4000);
        assertThat(sketch.count()).isEqualTo(200_000);
    }

    @Test
    void aMergedSketchKnowsBothStreams() {
        QuantileSketch left = QuantileSketch.create(100);
        QuantileSketch right = QuantileSketch.create(100);
        double[] values = new double[20_000];
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() + (i < 15_000 ? 0 : 3);
            (i < 15_000 ? left : right).add(values[i]);
        }

        left.merge(right);

        Arrays.sort(values);
        assertThat(left.count()).isEqualTo(20_000);
        for (double share : SHARES) {
            assertThat(rankOf(values, left.quantile(share)))
                    .isCloseTo(share, within(0.001 + 0.1 * Math.min(share, 1 - share)));
        }
        assertThatThrownBy(() -> left.merge(QuantileSketch.create(50)))
                .hasMessage("DET-120 quantiles: only sketches of the same compression can be merged or compared;"
                        + " create both alike");
    }

    @Test
    void refusesWhatIsNoNumberAndNoState() {
        QuantileSketch sketch = QuantileSketch.create(100);
        byte[] state = State.of(sketch::snapshot);
        state[2] = 5;

        assertThatThrownBy(() -> sketch.add(Double.NaN))
                .hasMessage("DET-003 quantiles: value must be finite, was NaN; leave out missing values");
        assertThatThrownBy(() -> sketch.quantile(1.5))
                .hasMessage("CFG-004 quantileSketch.share: must be between 0 and 1, was 1.5");
        assertThatThrownBy(() -> QuantileSketch.create(5))
                .hasMessage("CFG-004 quantileSketch.compression: must be between 20 and 1000, was 5");
        assertThatThrownBy(() -> QuantileSketch.restore(new StateReader(state)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage(
                        "STA-004 quantiles: must have compression 20 to 1000 and below 128 waiting values, has 5 and 0");
    }

    private static void assertRanks(ToDoubleFunction<SplittableRandom> draw, long seed) {
        QuantileSketch sketch = QuantileSketch.create(100);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[QuantileSketch.BATCH * 400];
        for (int i = 0; i < values.length; i++) {
            values[i] = draw.applyAsDouble(random);
            sketch.add(values[i]);
        }
        Arrays.sort(values);
        for (double share : SHARES) {
            double tail = Math.min(share, 1 - share);
            double quantile = sketch.quantile(share);
            double below = rank(values, quantile, false);
            double upTo = rank(values, quantile, true);
            assertThat(Math.max(0, Math.max(below - share, share - upTo)))
                    .as("quantile %s", share)
                    .isLessThan(0.0003 + 0.05 * tail);
            double value = values[(int) (share * values.length)];
            assertThat(sketch.rank(value))
                    .isBetween(
                            rank(values, value, false) - 0.0003 - 0.05 * tail,
                            rank(values, value, true) + 0.0003 + 0.05 * tail);
        }
    }

    private static double rankOf(double[] sorted, double value) {
        return (rank(sorted, value, false) + rank(sorted, value, true)) / 2;
    }

    private static double rank(double[] sorted, double value, boolean andEqual) {
        int count = 0;
        for (double other : sorted) {
            count += other < value || andEqual && other == value ? 1 : 0;
        }
        return count / (double) sorted.length;
    }
}
