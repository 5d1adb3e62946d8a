package dev.winnow.detectors.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EcodDetectorTest {
    @Test
    void givesTheLogarithmOfTheTailOnEitherSide() {
        EcodDetector detector = EcodDetector.create(1);
        for (int i = 0; i < 1000; i++) {
            detector.update(new float[] {-2 + 0.25f * (i % 17)});
        }

        assertThat(detector.score(new float[] {2})).isCloseTo(Math.log(17 / 2.0), within(0.03));
        assertThat(detector.score(new float[] {-2})).isCloseTo(Math.log(17 / 2.0), within(0.03));
        assertThat(detector.score(new float[] {0})).isZero();
    }

    @Test
    void growsOnBeyondTheFarthestValueSeen() {
        EcodDetector detector = gaussian(1, 3000);
        double last = 0;
        for (float value : new float[] {2, 3, 5, 8, 12, 20, 35, 50}) {
            double score = detector.score(new float[] {value});
            assertThat(score).isGreaterThan(last);
            last = score;
        }
    }

    @Test
    void countsALowAndAHighFeatureInFull() {
        EcodDetector detector = gaussian(2, 3000);

        double low = detector.score(new float[] {-4, 0});
        double high = detector.score(new float[] {0, 4});
        double both = detector.score(new float[] {-4, 4});

        assertThat(both).isGreaterThan(0.9 * (low + high));
    }

    @Test
    void onePointScoresTheSameWhateverIsScoredBesides() {
        EcodDetector detector = gaussian(3, 500);
        float[] point = {1, -2, 6};
        double alone = detector.score(point);
        for (int i = 0; i < 100; i++) {
            detector.score(new float[] {i, -i, i});
        }

        assertThat(detector.score(point)).isEqualTo(alone);
    }

    @Test
    void putsEachTermOnItsFeatureAndSide() {
        EcodDetector detector = gaussian(3, 2000);
        double[] high = new double[3];
        double[] low = new double[3];

        detector.attribute(new float[] {5, 0, -5}, high, low);

        assertThat(high[0]).isGreaterThan(5);
        assertThat(low[2]).isGreaterThan(5);
        assertThat(high[2] + low[0] + high[1] + low[1]).isLessThan(0.5);
    }

    @Test
    void followsAShiftWithinSomeHalfLives() {
        EcodDetector detector = gaussian(1, 2000);
        SplittableRandom random = new SplittableRandom(5);
        double before = detector.score(new float[] {6});
        for (int i = 0; i < 60_000; i++) {
            detector.update(new float[] {(float) (6 + random.nextGaussian())});
        }

        assertThat(before).isGreaterThan(7);
        assertThat(detector.score(new float[] {6})).isLessThan(0.1);
        assertThat(detector.score(new float[] {0})).isGreaterThan(5);
    }

    private static EcodDetector gaussian(int width, int points) {
        EcodDetector detector = EcodDetector.create(width);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < points; i++) {
            float[] point = new float[width];
            for (int f = 0; f < width; f++) {
                point[f] = (float) random.nextGaussian();
            }
            detector.update(point);
        }
        return detector;
    }
}
