package dev.winnow.detectors.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AdaptiveScalerTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void leavesGaussianColumnsLinearAndMakesTheirSpreadOne() {
        FeatureScale scale = FeatureScale.fit(column(2000, i -> 50 + 7 * random.nextGaussian()));

        assertThat(scale.kind()).isEqualTo(FeatureScale.Kind.LINEAR);
        assertThat(scale.centre()).isCloseTo(50, within(0.6));
        assertThat(scale.scale()).isCloseTo(7, within(0.5));
        assertThat(scale.apply(scale.centre() + 2 * scale.scale())).isCloseTo(2, within(1e-9));
    }

    @Test
    void takesTheLogarithmOfHeavyTailsOnBothSides() {
        FeatureScale bytes = FeatureScale.fit(column(2000, i -> Math.exp(3 * random.nextGaussian())));
        FeatureScale signed =
                FeatureScale.fit(column(2000, i -> (i % 2 == 0 ? 1 : -1) * Math.exp(3 * random.nextGaussian())));

        assertThat(bytes.kind()).isEqualTo(FeatureScale.Kind.SIGNED_LOG);
        assertThat(signed.kind()).isEqualTo(FeatureScale.Kind.SIGNED_LOG);
        assertThat(signed.apply(-40) + signed.apply(40)).isCloseTo(2 * signed.apply(0), within(1e-9));
    }

    @Test
    void aThousandfoldUnitChangesNoScaledValue() {
        double[][] columns = {
            column(500, i -> random.nextGaussian()),
            column(500, i -> Math.exp(3 * random.nextGaussian())),
            column(500, i -> i % 9 == 0 ? 100 * random.nextDouble() : 0),
            column(500, i -> 42)
        };
        for (double[] column : columns) {
            FeatureScale plain = FeatureScale.fit(column.clone());
            FeatureScale scaled = FeatureScale.fit(column(500, i -> 1000 * column[i]));
            for (double value : new double[] {-3, 0, 0.7, 42, 45, 1e4}) {
                assertThat(scaled.apply(1000 * value)).isCloseTo(plain.apply(value), within(1e-9));
            }
        }
    }

    @Test
    void seesAChangeOfAConstantButNotItsLastDigit() {
        FeatureScale zero = FeatureScale.fit(column(300, i -> 0));
        FeatureScale hundred = FeatureScale.fit(column(300, i -> 100));

        assertThat(zero.apply(0.0001)).isZero();
        assertThat(zero.apply(1)).isGreaterThan(3);
        assertThat(zero.apply(-1)).isLessThan(-3);
        assertThat(hundred.apply(100.0001)).isZero();
        assertThat(hundred.apply(200)).isGreaterThan(3);
        assertThat(hundred.apply(99)).isNegative();
    }

    @Test
    void howFarAConstantMovedSaysLittleForNobodyKnowsItsUnit() {
        FeatureScale constant = FeatureScale.fit(column(300, i -> 2));
        FeatureScale moving = FeatureScale.fit(column(2000, i -> 5 + random.nextGaussian()));

        double largest = constant.apply(1e12);

        assertThat(constant.apply(1000)).isGreaterThan(constant.apply(10)).isLessThan(largest);
        assertThat(largest).isLessThan(moving.apply(20)).isLessThan(11);
        assertThat(constant.invert(constant.apply(10))).isCloseTo(10, within(1e-9));
    }

    @Test
    void fallsBackToMeanAndDeviationWhenMostValuesAreEqual() {
        FeatureScale rare = FeatureScale.fit(column(1000, i -> i % 10 == 0 ? 1 : 0));

        assertThat(rare.centre()).isCloseTo(0.1, within(1e-9));
        assertThat(rare.scale()).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void switchesOffAColumnThatIsHardlyEverPresent() {
        FeatureScale rare = FeatureScale.fit(new double[] {5, 6, 7});

        assertThat(rare.kind()).isEqualTo(FeatureScale.Kind.UNFIT);
        assertThat(rare.apply(1e9)).isZero();
    }

    @Test
    void keepsOrderFarOutAndStaysWithinTheClip() {
        AdaptiveScaler scaler = fitted(column(500, i -> random.nextGaussian()));
        FeatureSchema schema = new FeatureSchema("one/1", List.of("x"));
        float last = -51;
        for (double raw : new double[] {-1e300, -1e9, -100, -10, 0, 10, 100, 1e3, 1e6, 1e9, 1e300}) {
            float scaled = scaler.scale(new FeatureVector(schema, new double[] {raw}, new boolean[1]))[0];
            assertThat(scaled).isGreaterThan(last).isBetween(-50f, 50f);
            last = scaled;
        }
    }

    @Test
    void aMissingValueStandsAtTheMedian() {
        AdaptiveScaler scaler = fitted(column(501, i -> Math.exp(2 * random.nextGaussian())));
        FeatureSchema schema = new FeatureSchema("one/1", List.of("x"));

        float[] point = scaler.scale(new FeatureVector(schema, new double[1], new boolean[] {true}));

        assertThat((double) point[0]).isCloseTo(0, within(0.01));
        assertThat(scaler.scaleRow(new double[] {Double.NaN})).containsExactly(point);
    }

    @Test
    void invertsWhatItScaled() {
        FeatureScale linear = FeatureScale.fit(column(500, i -> 3 + random.nextGaussian()));
        FeatureScale heavy = FeatureScale.fit(column(500, i -> Math.exp(3 * random.nextGaussian())));

        for (double value : new double[] {-20, -0.5, 0, 0.01, 3, 17, 500, 1e5}) {
            assertThat(linear.invert(linear.apply(value)))
                    .isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
            assertThat(heavy.invert(heavy.apply(value))).isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
        }
    }

    @Test
    void aRefitThatWouldHardlyChangeAnythingIsNone() {
        AdaptiveScaler scaler = fitted(column(1000, i -> random.nextGaussian()));

        boolean same = scaler.fit(new double[][] {column(1000, i -> 1.02 * random.nextGaussian())});
        boolean other = scaler.fit(new double[][] {column(1000, i -> 4 + 3 * random.nextGaussian())});

        assertThat(same).isFalse();
        assertThat(other).isTrue();
        assertThat(scaler.epoch()).isEqualTo(2);
    }

    @Test
    void rebasesStatisticsOfAnOlderEpochAndForgetsThoseOfAForgottenOne() {
        AdaptiveScaler scaler = fitted(column(1000, i -> random.nextGaussian()));
        double before = scaler.feature(0).apply(2.5);
        double[] factor = new double[1];
        double[] offset = new double[1];
        scaler.fit(new double[][] {column(1000, i -> 4 + 3 * random.nextGaussian())});

        scaler.rebase(1, factor, offset);

        assertThat(before * factor[0] + offset[0]).isCloseTo(scaler.feature(0).apply(2.5), within(1e-9));
        for (int i = 0; i < AdaptiveScaler.KEPT_EPOCHS; i++) {
            double spread = i % 2 == 0 ? 1 : 3;
            scaler.fit(new double[][] {column(1000, r -> spread * random.nextGaussian())});
        }
        scaler.rebase(1, factor, offset);
        assertThat(factor[0]).isNaN();
    }

    @Test
    void restoredScalerIsTheSame() {
        AdaptiveScaler scaler = fitted(column(1000, i -> random.nextGaussian()));
        scaler.fit(new double[][] {column(1000, i -> 4 + 3 * random.nextGaussian())});
        StateWriter out = new StateWriter();
        scaler.snapshot(out);

        AdaptiveScaler restored = AdaptiveScaler.restore(1, 50, new StateReader(out.toBytes()));
        StateWriter again = new StateWriter();
        restored.snapshot(again);

        assertThat(again.toBytes()).isEqualTo(out.toBytes());
        assertThat(restored.feature(0)).isEqualTo(scaler.feature(0));
    }

    private static AdaptiveScaler fitted(double[] column) {
        AdaptiveScaler scaler = new AdaptiveScaler(1, 50);
        scaler.fit(new double[][] {column});
        return scaler;
    }

    private static double[] column(int size, IntToDoubleFunction value) {
        return IntStream.range(0, size).mapToDouble(value).toArray();
    }
}
