package dev.winnow.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.Tables;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the members that judge each feature by quantiles of its window. */
final class RobustDeviationTest {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    static Stream<IntFunction<Detector>> kinds() {
        return Stream.of(MadDetector::new, IqrDetector::new);
    }

    /** Mean over 3,000 places of the stream of the smallest distance that reaches a score of k. */
    @Test
    void aNominalKIsReachedAtKDeviationsWithinTwoPercent() {
        SplittableRandom random = new SplittableRandom(1);
        MadDetector mad = new MadDetector(1);
        double[] sums = new double[4];
        int places = 3000;
        for (int i = 0; i < 1024 + 16 * places; i++) {
            if (i >= 1024 && i % 16 == 0) {
                for (int k = 2; k < 4; k++) {
                    sums[k] += (reach(mad, k, 1) + reach(mad, k, -1)) / (2 * places);
                }
            }
            mad.update(new float[] {(float) random.nextGaussian()});
        }

        System.out.printf("mad: nominal 2 and 3, reached at %.3f and %.3f%n", sums[2], sums[3]);
        assertThat(sums[2]).isCloseTo(2, within(0.04));
        assertThat(sums[3]).isCloseTo(3, within(0.06));
    }

    /** The deviate whose two normal tails have the share of clean values above k; 500,000 values. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aNominalKIsAnEffectiveKWithinTwoPercent(IntFunction<Detector> kind) {
        SplittableRandom random = new SplittableRandom(2);
        Detector detector = kind.apply(1);
        int[] fired = new int[5];
        int values = 500_000;
        for (int i = 0; i < 1024 + values; i++) {
            float[] point = {(float) random.nextGaussian()};
            if (i >= 1024) {
                double score = detector.score(point);
                for (int k = 2; k < 5; k++) {
                    fired[k] += score > k ? 1 : 0;
                }
            }
            detector.update(point);
        }

        for (int k = 2; k < 5; k++) {
            double effective = -NORMAL.inverseCumulativeProbability(fired[k] / (2.0 * values));
            System.out.printf("%s: nominal %d, by share %.3f%n", detector.name(), k, effective);
            assertThat(effective).isCloseTo(k, within(0.02 * k));
        }
        double share = 2 * NORMAL.cumulativeProbability(-3);
        assertThat(fired[3] / (double) values).isLessThan(share + 3 * Math.sqrt(share / 10_000));
    }

    /** A fifth of the window strange: mean and deviation would follow quantiles do not. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aFifthOfStrangeValuesDoesNotHideThem(IntFunction<Detector> kind) {
        SplittableRandom random = new SplittableRandom(3);
        Detector detector = kind.apply(1);
        for (int i = 0; i < 2000; i++) {
            boolean isStrange = i % 5 == 0;
            detector.update(new float[] {(float) ((isStrange ? 15 : 0) + random.nextGaussian())});
        }

        assertThat(detector.score(new float[] {15})).isGreaterThan(3);
        assertThat(detector.score(new float[] {1})).isLessThan(1.5);
    }

    /** 90 % zeros: the rest is not strange for being rare, and far beyond the rest is. */
    @ParameterizedTest
    @MethodSource("kinds")
    void manyEqualValuesDoNotMakeEveryOtherValueStrange(IntFunction<Detector> kind) {
        SplittableRandom random = new SplittableRandom(4);
        Detector detector = kind.apply(1);
        for (int i = 0; i < 2000; i++) {
            detector.update(new float[] {i % 10 == 0 ? (float) (1 + random.nextDouble()) : 0});
        }

        assertThat(detector.score(new float[] {0})).isZero();
        assertThat(detector.score(new float[] {1.5f})).isLessThan(3);
        assertThat(detector.score(new float[] {20})).isGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aConstantDoesNotAlarmOnRoundingAndDoesOnAMove(IntFunction<Detector> kind) {
        Detector detector = kind.apply(2);
        for (int i = 0; i < 1500; i++) {
            detector.update(new float[] {2, -1});
        }

        assertThat(detector.score(new float[] {2.0001f, -1})).isLessThan(0.1);
        assertThat(detector.score(new float[] {3, -1})).isGreaterThan(10);
    }

    @Test
    void theQuartilesOfEachSideJudgeThatSideOfASkewedFeature() {
        SplittableRandom random = new SplittableRandom(5);
        IqrDetector iqr = new IqrDetector(1);
        MadDetector mad = new MadDetector(1);
        for (int i = 0; i < 3000; i++) {
            float[] point = {(float) -Math.log(1 - random.nextDouble())};
            iqr.update(point);
            mad.update(point);
        }

        // Six means of the exponential distribution lie on its long side, minus one where nothing can be.
        assertThat(iqr.score(new float[] {5})).isLessThan(mad.score(new float[] {5}));
        assertThat(iqr.score(new float[] {-1.5f})).isGreaterThan(mad.score(new float[] {-1.5f}));
    }

    /** Measured: mad 0.96, iqr 0.95 on shuttle. */
    @ParameterizedTest
    @MethodSource("kinds")
    void ranksRealFaults(IntFunction<Detector> kind) {
        assertThat(Tables.of("feedback-tabular/shuttle.csv.gz", 4).gatedAuc(kind.apply(9)))
                .isGreaterThan(0.9);
    }

    private static double reach(Detector detector, double k, int sign) {
        double low = 0;
        double high = 20;
        for (int i = 0; i < 25; i++) {
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
