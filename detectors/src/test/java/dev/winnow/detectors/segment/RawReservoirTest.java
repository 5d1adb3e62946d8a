package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RawReservoirTest {
    private static final FeatureSchema SCHEMA = new FeatureSchema("test/1", List.of("a", "b", "c"));

    @Test
    void whatItSaysOfAFeatureIsOfWhatItHoldsNow() {
        RawReservoir reservoir = new RawReservoir(20, 3);
        SplittableRandom random = new SplittableRandom(4);

        assertThat(reservoir.mean(0)).isZero();
        assertThat(reservoir.deviation(0)).isZero();
        for (int i = 0; i < 300; i++) {
            boolean[] missing = {false, random.nextInt(3) == 0, true};
            reservoir.add(
                    new FeatureVector(SCHEMA, new double[] {random.nextDouble(), i, 0}, missing), i, random.nextLong());
            RawReservoir read = copy(reservoir);
            FeatureVector asked = new FeatureVector(
                    SCHEMA,
                    new double[] {random.nextDouble(), random.nextInt(300), 0},
                    new boolean[] {random.nextInt(9) == 0, false, false});
            double[] percentiles = new double[3];
            double[] ofRead = new double[3];
            reservoir.percentiles(asked, percentiles);
            read.percentiles(asked, ofRead);
            assertThat(percentiles).isEqualTo(ofRead);
            assertThat(percentiles[1]).isEqualTo(shareAtOrBelow(read.columns()[1], asked.value(1)));
            for (int f = 0; f < 3; f++) {
                assertThat(reservoir.mean(f)).isEqualTo(read.mean(f));
                assertThat(reservoir.deviation(f)).isEqualTo(read.deviation(f));
            }
        }
        assertThat(reservoir.mean(0)).isBetween(0.2, 0.8);
        assertThat(reservoir.mean(2)).isZero();
        reservoir.clear();

        assertThat(reservoir.mean(0)).isZero();
    }

    @Test
    void aFeatureThatIsAlwaysTheSameHasNoSpreadAtAll() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 50; round++) {
            RawReservoir reservoir = new RawReservoir(20, 3);
            double value = random.nextDouble() * 3;
            for (int i = 0; i < 1 + round; i++) {
                reservoir.add(
                        new FeatureVector(SCHEMA, new double[] {value, -value, 0}, new boolean[3]),
                        i,
                        random.nextLong());
            }

            assertThat(reservoir.mean(0)).isEqualTo(value);
            assertThat(reservoir.mean(1)).isEqualTo(-value);
            assertThat(reservoir.deviation(0)).isZero();
            assertThat(reservoir.deviation(1)).isZero();
        }
    }

    private static double shareAtOrBelow(double[] values, double asked) {
        return values.length == 0
                ? 50
                : 100.0 * Arrays.stream(values).filter(value -> value <= asked).count() / values.length;
    }

    private static RawReservoir copy(RawReservoir reservoir) {
        StateWriter out = new StateWriter();
        reservoir.snapshot(out);
        return RawReservoir.restore(20, 3, new StateReader(out.toBytes()));
    }
}
