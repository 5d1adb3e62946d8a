package dev.winnow.detectors.matrixprofile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MatrixProfileDetectorTest {
    @Test
    void findsABeatThatDiffersInOneOfFiveFeaturesAndSaysWhich() {
        MatrixProfileDetector detector = MatrixProfileDetector.create(5);
        SplittableRandom random = new SplittableRandom(1);
        double usual = 0;
        double first = 0;
        double share = 0;
        double[] high = new double[5];
        double[] low = new double[5];
        for (int i = 0; i < 2000; i++) {
            float[] point = new float[5];
            for (int f = 0; f < 5; f++) {
                boolean differs = f == 3 && i >= 1500 && i < 1508;
                point[f] = (float)
                        (Math.sin(2 * Math.PI * i / (14 + 3 * f)) * (differs ? -1 : 1) + 0.05 * random.nextGaussian());
            }
            double score = detector.score(point);
            if (i >= 1000 && i < 1500) {
                usual = Math.max(usual, score);
            } else if (i >= 1500 && i < 1516 && score > first) {
                first = score;
                detector.attribute(point, high, low);
                share = (high[3] + low[3]) / score;
            }
            detector.update(point);
        }

        assertThat(first).isGreaterThan(2 * usual);
        assertThat(share).isGreaterThan(0.8);
    }

    @Test
    void ordinaryScoresAreAboutOne() {
        MatrixProfileDetector detector = MatrixProfileDetector.create(3);
        SplittableRandom random = new SplittableRandom(2);
        double sum = 0;
        for (int i = 0; i < 2000; i++) {
            float[] point = {
                (float) random.nextGaussian(),
                (float) (Math.sin(i / 3.0) + 0.1 * random.nextGaussian()),
                (float) (i / 100 % 2 + 0.2 * random.nextGaussian())
            };
            sum += i >= 1000 ? detector.score(point) : 0;
            detector.update(point);
        }

        assertThat(sum / 1000).isBetween(0.9, 1.1);
    }

    @Test
    void constantFeaturesScoreNothing() {
        MatrixProfileDetector detector = MatrixProfileDetector.create(2);
        for (int i = 0; i < 600; i++) {
            detector.update(new float[] {0, 0});
        }

        assertThat(detector.score(new float[] {0, 0})).isZero();
        assertThat(detector.score(new float[] {1e-4f, 0})).isLessThan(0.05);
        assertThat(detector.score(new float[] {3, 0})).isGreaterThan(5);
    }
}
