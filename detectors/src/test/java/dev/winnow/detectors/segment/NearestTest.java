package dev.winnow.detectors.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.scale.AdaptiveScaler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NearestTest {
    private static final int WIDTH = 11;
    private static final FeatureSchema SCHEMA = schema(WIDTH);

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void agreesWithSortingAllDifferentSamples() {
        RawReservoir reservoir = new RawReservoir(200, WIDTH);
        AdaptiveScaler scaler = new AdaptiveScaler(WIDTH, 10);
        fill(reservoir, 500);
        scaler.fit(reservoir.columns());

        for (int round = 0; round < 100; round++) {
            float[] point = scaler.scale(vector());
            List<Baseline.Neighbour> nearest = Nearest.of(reservoir, scaler, point, 5);

            assertThat(nearest)
                    .extracting(Baseline.Neighbour::distance)
                    .isEqualTo(sortedDistances(reservoir, scaler, point).subList(0, 5));
            fill(reservoir, 3);
            if (round % 40 == 39) {
                scaler.fit(reservoir.columns());
            }
        }
    }

    @Test
    void ofEquallyNearSamplesTheFirstIsFirstAndEqualOnesCountOnce() {
        FeatureSchema one = schema(1);
        RawReservoir reservoir = new RawReservoir(8, 1);
        for (double value : new double[] {7, 3, 5, 3, 5, 5, 9, 1}) {
            reservoir.add(new FeatureVector(one, new double[] {value}, new boolean[1]), 0, 0);
        }
        AdaptiveScaler scaler = new AdaptiveScaler(1, 10);
        fit(scaler);
        float[] point = scaler.scaleRow(new double[] {5});

        assertThat(Nearest.of(reservoir, scaler, point, 3))
                .extracting(neighbour -> neighbour.values().get(0))
                .containsExactly(5.0, 7.0, 3.0);
        assertThat(Nearest.of(reservoir, scaler, point, 99)).hasSize(5);
        assertThat(Nearest.of(reservoir, scaler, point, 0)).isEmpty();
    }

    @Test
    void aMissingValueReadsAsWhatItWasImputedWith() {
        FeatureSchema one = schema(1);
        RawReservoir reservoir = new RawReservoir(1, 1);
        reservoir.add(new FeatureVector(one, new double[1], new boolean[] {true}), 0, 0);
        AdaptiveScaler scaler = new AdaptiveScaler(1, 10);
        fit(scaler);

        assertThat(Nearest.of(reservoir, scaler, new float[] {0}, 1).get(0).values())
                .containsExactly(scaler.feature(0).imputed());
    }

    private static void fit(AdaptiveScaler scaler) {
        double[] column = new double[401];
        for (int i = 0; i < column.length; i++) {
            column[i] = i * 0.025;
        }
        scaler.fit(new double[][] {column});
    }

    private void fill(RawReservoir reservoir, int events) {
        for (int i = 0; i < events; i++) {
            reservoir.add(vector(), i, random.nextLong());
        }
    }

    private FeatureVector vector() {
        double[] values = new double[WIDTH];
        boolean[] missing = new boolean[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = random.nextInt(3);
            missing[i] = random.nextInt(8) == 0;
        }
        values[0] = random.nextInt(2) == 0 ? 0 : random.nextGaussian();
        return new FeatureVector(SCHEMA, values, missing);
    }

    private static List<Double> sortedDistances(RawReservoir reservoir, AdaptiveScaler scaler, float[] point) {
        Map<List<Float>, Double> squares = new LinkedHashMap<>();
        for (int r = 0; r < reservoir.size(); r++) {
            float[] sample = scaler.scaleRow(reservoir.row(r));
            List<Float> key = new ArrayList<>();
            double square = 0;
            for (int i = 0; i < sample.length; i++) {
                key.add(sample[i]);
                square += ((double) sample[i] - point[i]) * ((double) sample[i] - point[i]);
            }
            squares.put(key, Math.sqrt(square));
        }
        return squares.values().stream().sorted(Comparator.naturalOrder()).toList();
    }

    private static FeatureSchema schema(int width) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            names.add("f" + i);
        }
        return new FeatureSchema("test/1", names);
    }
}
