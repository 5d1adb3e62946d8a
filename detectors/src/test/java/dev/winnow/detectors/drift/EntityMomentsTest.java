package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the member {@code ewma} is computed from: the largest deviate is its score. */
final class EntityMomentsTest {
    /** Mean over 4,000 places of the stream of the smallest distance that reaches a score of k. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 3, 4})
    void aNominalKIsAnEffectiveKWithinTwoPercent(double k) {
        SplittableRandom random = new SplittableRandom(1);
        EntityMoments moments = new EntityMoments(1, new MomentWeights(0.01, 10));
        double sum = 0;
        int places = 4000;
        for (int i = 0; i < 1000 + places; i++) {
            if (i >= 1000) {
                sum += (reach(moments, k, 1) + reach(moments, k, -1)) / 2;
            }
            update(moments, new float[] {(float) random.nextGaussian()});
        }

        System.out.printf("ewma: nominal %s, effective %.3f%n", k, sum / places);
        assertThat(sum / places).isCloseTo(k, within(0.02 * k));
    }

    /** Normal tail 0.0027 at 3; 100,000 values, three standard errors and 10 % for the estimated deviation. */
    @Test
    void firesAsOftenAsTheNormalTailSays() {
        SplittableRandom random = new SplittableRandom(2);
        EntityMoments moments = new EntityMoments(1, new MomentWeights(0.01, 10));
        int fired = 0;
        for (int i = 0; i < 100_000; i++) {
            float[] point = {(float) random.nextGaussian()};
            fired += score(moments, point) > 3 ? 1 : 0;
            update(moments, point);
        }

        assertThat(fired / 100_000.0).isBetween(0.0027 * 0.9 - 0.0005, 0.0027 * 1.1 + 0.0005);
    }

    @Test
    void anEntityWithoutHistoryIsJudgedByTheSegment() {
        EntityMoments moments = new EntityMoments(1, new MomentWeights(0.01, 10));

        assertThat(score(moments, new float[] {0})).isZero();
        assertThat(score(moments, new float[] {1})).isBetween(0.9, 1.0);
        assertThat(score(moments, new float[] {6})).isBetween(3.0, 6.0);
    }

    @Test
    void anEntitySteadierThanItsSegmentIsJudgedByItsOwnMeasureAfterAHundredEvents() {
        SplittableRandom random = new SplittableRandom(3);
        EntityMoments moments = new EntityMoments(1, new MomentWeights(0.01, 10));
        for (int i = 0; i < 100; i++) {
            update(moments, new float[] {(float) (1.5 + 0.05 * random.nextGaussian())});
        }

        assertThat(score(moments, new float[] {1.5f})).isLessThan(1);
        assertThat(score(moments, new float[] {2})).isGreaterThan(4);
    }

    @Test
    void aConstantEntityDoesNotAlarmOnRounding() {
        EntityMoments moments = new EntityMoments(2, new MomentWeights(0.01, 10));
        for (int i = 0; i < 5000; i++) {
            update(moments, new float[] {2, -1});
        }

        assertThat(score(moments, new float[] {2.0001f, -1})).isLessThan(0.1);
        assertThat(score(moments, new float[] {3, -1})).isGreaterThan(10);
    }

    private static double score(EntityMoments moments, float[] point) {
        double largest = 0;
        for (int i = 0; i < point.length; i++) {
            largest = Math.max(largest, Math.abs(moments.deviate(i, point[i])));
        }
        return largest;
    }

    private static void update(EntityMoments moments, float[] point) {
        moments.update(point, new boolean[point.length]);
    }

    private static double reach(EntityMoments moments, double k, int sign) {
        double low = 0;
        double high = 20;
        for (int i = 0; i < 30; i++) {
            double middle = (low + high) / 2;
            if (score(moments, new float[] {(float) (sign * middle)}) < k) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
