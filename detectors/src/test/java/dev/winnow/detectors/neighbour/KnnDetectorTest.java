package dev.winnow.detectors.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KnnDetectorTest {
    @Test
    void givesTheMeanDifferencePerFeatureToTheThirtiethNearest() {
        KnnDetector detector = KnnDetector.create(2, 1);
        for (int i = 1; i <= 100; i++) {
            detector.update(new float[] {0.01f * i, 0});
        }

        assertThat(detector.score(new float[] {0, 0})).isCloseTo(0.30 / 2, within(1e-6));
        assertThat(detector.score(new float[] {0, -2})).isCloseTo((2 + 0.30) / 2, within(1e-6));
    }

    @Test
    void agreesWithSortingAllDistances() {
        int width = 19;
        KnnDetector detector = KnnDetector.create(width, 1);
        SplittableRandom random = new SplittableRandom(1);
        float[][] points = new float[700][];
        for (int i = 0; i < points.length; i++) {
            points[i] = point(random, width, 1);
            detector.update(points[i]);
        }

        for (int q = 0; q < 50; q++) {
            float[] query = point(random, width, 1.2);
            double[] distances = Arrays.stream(points)
                    .mapToDouble(stored -> {
                        double sum = 0;
                        for (int i = 0; i < width; i++) {
                            sum += Math.abs((double) query[i] - stored[i]);
                        }
                        return sum / width;
                    })
                    .sorted()
                    .toArray();
            assertThat(detector.score(query)).isCloseTo(distances[KnnDetector.NEIGHBOURS - 1], within(1e-5));
        }
    }

    @Test
    void isNotMaskedByAFewStoredAnomalies() {
        KnnDetector detector = KnnDetector.create(8, 1);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 2000; i++) {
            detector.update(i % 100 == 0 ? shifted(random) : point(random, 8, 1));
        }
        double ordinary = 0;
        for (int i = 0; i < 200; i++) {
            ordinary = Math.max(ordinary, detector.score(point(random, 8, 1)));
        }

        assertThat(detector.score(shifted(random))).isGreaterThan(1.5 * ordinary);
    }

    @Test
    void forgetsOverFourTimesItsMemory() {
        KnnDetector detector = KnnDetector.create(4, 3);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < KnnDetector.MEMORY; i++) {
            detector.update(point(random, 4, 1));
        }
        double before = detector.score(new float[] {9, 9, 9, 9});
        for (int i = 0; i < 20 * KnnDetector.MEMORY; i++) {
            float[] point = point(random, 4, 1);
            for (int f = 0; f < 4; f++) {
                point[f] += 9;
            }
            detector.update(point);
        }

        assertThat(before).isGreaterThan(3);
        assertThat(detector.score(new float[] {9, 9, 9, 9})).isLessThan(0.5);
        assertThat(detector.score(new float[] {0, 0, 0, 0})).isGreaterThan(3);
    }

    private static float[] shifted(SplittableRandom random) {
        float[] point = point(random, 8, 0.1);
        for (int i = 0; i < 8; i += 2) {
            point[i] += 6;
        }
        return point;
    }

    private static float[] point(SplittableRandom random, int width, double spread) {
        float[] point = new float[width];
        for (int i = 0; i < width; i++) {
            point[i] = (float) (spread * random.nextGaussian());
        }
        return point;
    }
}
