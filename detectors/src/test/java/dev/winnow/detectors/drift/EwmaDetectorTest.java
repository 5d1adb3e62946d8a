package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EwmaDetectorTest {
    /** Mean over 4,000 places of the stream of the smallest distance that reaches a score of k. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 3, 4})
    void aNominalKIsAnEffectiveKWithinTwoPercent(double k) {
        SplittableRandom random = new SplittableRandom(1);
        EwmaDetector detector = new EwmaDetector(1, 0.01, 10);
        double sum = 0;
        int places = 4000;
        for (int i = 0; i < 1000 + places; i++) {
            if (i >= 1000) {
                sum += (reach(detector, k, 1) + reach(detector, k, -1)) / 2;
            }
            detector.update(new float[] {(float) random.nextGaussian()});
        }

        System.out.printf("ewma: nominal %s, effective %.3f%n", k, sum / places);
        assertThat(sum / places).isCloseTo(k, within(0.02 * k));
    }

    /** Normal tail 0.0027 at 3; 100,000 values, three standard errors and 10 % for the estimated deviation. */
    @Test
    void firesAsOftenAsTheNormalTailSays() {
        SplittableRandom random = new SplittableRandom(2);
        EwmaDetector detector = new EwmaDetector(1, 0.01, 10);
        int fired = 0;
        for (int i = 0; i < 100_000; i++) {
            float[] point = {(float) random.nextGaussian()};
            fired += detector.score(point) > 3 ? 1 : 0;
            detector.update(point);
        }

        assertThat(fired / 100_000.0).isBetween(0.0027 * 0.9 - 0.0005, 0.0027 * 1.1 + 0.0005);
    }

    @Test
    void anEntityWithoutHistoryIsJudgedByTheSegment() {
        EwmaDetector detector = new EwmaDetector(1, 0.01, 10);

        assertThat(detector.score(new float[] {0})).isZero();
        assertThat(detector.score(new float[] {1})).isBetween(0.9, 1.0);
        assertThat(detector.score(new float[] {6})).isBetween(3.0, 6.0);
    }

    @Test
    void anEntitySteadierThanItsSegmentIsJudgedByItsOwnMeasureAfterAHundredEvents() {
        SplittableRandom random = new SplittableRandom(3);
        EwmaDetector detector = new EwmaDetector(1, 0.01, 10);
        for (int i = 0; i < 100; i++) {
            detector.update(new float[] {(float) (1.5 + 0.05 * random.nextGaussian())});
        }

        assertThat(detector.score(new float[] {1.5f})).isLessThan(1);
        assertThat(detector.score(new float[] {2})).isGreaterThan(4);
    }

    @Test
    void aConstantEntityDoesNotAlarmOnRounding() {
        EwmaDetector detector = new EwmaDetector(2, 0.01, 10);
        for (int i = 0; i < 5000; i++) {
            detector.update(new float[] {2, -1});
        }

        assertThat(detector.score(new float[] {2.0001f, -1})).isLessThan(0.1);
        assertThat(detector.score(new float[] {3, -1})).isGreaterThan(10);
    }

    private static double reach(EwmaDetector detector, double k, int sign) {
        double low = 0;
        double high = 20;
        for (int i = 0; i < 30; i++) {
            double middle = (low + high) / 2;
            if (detector.score(new float[] {(float) (sign * middle)}) < k) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
