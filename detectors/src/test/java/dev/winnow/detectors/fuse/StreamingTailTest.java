package dev.winnow.detectors.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamingTailTest {
    /** Source of the quantiles: the definition of the distribution, inverted by hand per case. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0, 0.3})
    void fitRecoversShapeScaleAndTailProbabilities(double shape) {
        int n = 4000;
        double scale = 2.5;
        float[] excesses = new float[n];
        for (int i = 0; i < n; i++) {
            excesses[i] = (float) exactQuantile(shape, scale, 1 - (i + 0.5) / n);
        }

        GeneralisedPareto fitted = GeneralisedPareto.fit(excesses, 0, n, 0);

        assertThat(fitted.shape()).isCloseTo(shape, within(0.02));
        assertThat(fitted.scale()).isCloseTo(scale, within(0.05));
        for (double p : new double[] {0.1, 1e-2, 1e-3, 1e-4}) {
            double survival = fitted.survival(exactQuantile(shape, scale, p));
            assertThat(survival / p).as("p %s", p).isBetween(0.75, 1.34);
            assertThat(fitted.survival(fitted.quantile(p))).isCloseTo(p, within(1e-9));
        }
    }

    /** 200 peaks of 4,000 scores: the error of a shape is 0.07, which moves 1e-4 by a factor of 2; caution adds another third. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0, 0.3})
    void statesTailProbabilitiesOfParetoTails(double shape) {
        double[] levels = {0.5, 0.1, 0.01, 0.001, 1e-4};
        double[] logs = new double[levels.length];
        int samples = 40;
        for (int sample = 0; sample < samples; sample++) {
            SplittableRandom random = new SplittableRandom(sample);
            StreamingTail tail = new StreamingTail(4000, 0.05);
            for (int i = 0; i < 4000; i++) {
                tail.add(exactQuantile(shape, 1, 1 - random.nextDouble()));
            }
            for (int l = 0; l < levels.length; l++) {
                logs[l] += Math.log(tail.pValue(exactQuantile(shape, 1, levels[l])) / levels[l]) / samples;
            }
        }

        for (int l = 0; l < levels.length; l++) {
            assertThat(Math.exp(logs[l])).as("p %s", levels[l]).isBetween(0.8, 2.0);
        }
    }

    @Test
    void neverRisesWithTheScoreAndDoesNotSaturateBeforeTheFloor() {
        SplittableRandom random = new SplittableRandom(3);
        StreamingTail tail = new StreamingTail(2048, 0.05);
        for (int i = 0; i < 5000; i++) {
            tail.add(random.nextDouble());
        }

        double last = 1;
        for (double score = 0; score < 3; score += 0.001) {
            double p = tail.pValue(score);
            assertThat(p).isLessThanOrEqualTo(last).isGreaterThanOrEqualTo(StreamingTail.FLOOR);
            last = p;
        }
        assertThat(tail.pValue(1.1)).isLessThan(tail.pValue(1.05));
        assertThat(tail.pValue(1.2)).isLessThan(tail.pValue(1.1));
        assertThat(tail.pValue(1e30)).isEqualTo(StreamingTail.FLOOR);
    }

    @Test
    void claimsNothingBelowOneInSamplesWithoutATail() {
        StreamingTail tail = new StreamingTail(1000, 0.05);
        assertThat(tail.pValue(5)).isEqualTo(1);
        for (int i = 0; i < 99; i++) {
            tail.add(i % 10);
        }

        assertThat(tail.pValue(1e9)).isEqualTo(0.01);
        assertThat(tail.pValue(9)).isEqualTo(0.1);
        assertThat(tail.pValue(0)).isEqualTo(1);
    }

    @Test
    void countsTiesAsAtLeastAsStrange() {
        StreamingTail tail = new StreamingTail(1000, 0.05);
        for (int i = 0; i < 1000; i++) {
            tail.add(2);
        }

        assertThat(tail.pValue(2)).isEqualTo(1);
        assertThat(tail.pValue(2.000001)).isEqualTo(1);
        assertThat(tail.pValue(2.1)).isEqualTo(1 / 1001.0);
    }

    /** The reference does what the class says by counting in the plain window. */
    @Test
    void ranksAmongTheLastScoresOnly() {
        SplittableRandom random = new SplittableRandom(5);
        StreamingTail tail = new StreamingTail(64, 0.2);
        double[] all = new double[500];
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextInt(40);
            tail.add(all[i]);
            double probe = random.nextInt(30);
            int count = 0;
            int from = Math.max(0, i - 63);
            for (int j = from; j <= i; j++) {
                count += all[j] >= probe ? 1 : 0;
            }
            int n = i - from + 1;
            if (count > n / 4) {
                assertThat(tail.pValue(probe)).isEqualTo((count + 1.0) / (n + 1));
            }
        }
        assertThat(tail.size()).isEqualTo(64);
    }

    @Test
    void restoredTailGoesOnBitForBit() {
        SplittableRandom random = new SplittableRandom(6);
        StreamingTail live = new StreamingTail(100, 0.2);
        for (int i = 0; i < 257; i++) {
            live.add(random.nextDouble());
        }
        StateWriter out = new StateWriter();
        live.snapshot(out);

        StreamingTail restored = StreamingTail.restore(100, 0.2, new StateReader(out.toBytes()));
        for (int i = 0; i < 250; i++) {
            double score = 2 * random.nextDouble();
            assertThat(restored.pValue(score)).isEqualTo(live.pValue(score));
            live.add(score);
            restored.add(score);
        }
        StateWriter one = new StateWriter();
        StateWriter two = new StateWriter();
        live.snapshot(one);
        restored.snapshot(two);
        assertThat(two.toBytes()).isEqualTo(one.toBytes());
    }

    @Test
    void refusesWhatIsNoScoreAndWhatIsNoState() {
        StreamingTail tail = new StreamingTail(100, 0.2);

        assertThatThrownBy(() -> tail.add(Double.NaN)).hasMessage("DET-004 tail: score must be finite, was NaN");
        StateReader tooMany =
                new StateReader(new StateWriter().writeFloats(new float[65]).toBytes());
        assertThatThrownBy(() -> StreamingTail.restore(64, 0.2, tooMany))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-004 tail: must have at most 64 scores, has 65");
    }

    private static double exactQuantile(double shape, double scale, double survival) {
        return shape == 0 ? -scale * Math.log(survival) : scale * (Math.pow(survival, -shape) - 1) / shape;
    }
}
