package dev.winnow.detectors.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.Tables;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HbosDetectorTest {
    /** Laplace with scale 4: −ln of the density rises by 1/4 a unit of |x|. From 2 on, for smoothing rounds the cusp at 0. */
    @Test
    void surpriseIsTheLogarithmOfTheDensityOfAKnownDistribution() {
        SplittableRandom random = new SplittableRandom(1);
        HbosDetector detector = new HbosDetector(1);
        for (int i = 0; i < 40_000; i++) {
            double exponential = -4 * Math.log(1 - random.nextDouble());
            detector.update(new float[] {(float) (random.nextBoolean() ? exponential : -exponential)});
        }

        double high = detector.score(new float[] {2});
        double low = detector.score(new float[] {-2});
        for (float x : new float[] {4, 6, 8, 10, 12}) {
            assertThat(detector.score(new float[] {x}) - high).as("at %s", x).isCloseTo((x - 2) / 4, within(0.2));
            assertThat(detector.score(new float[] {-x}) - low).as("at %s", -x).isCloseTo((x - 2) / 4, within(0.2));
        }
    }

    @Test
    void farStaysStrangerThanNearWithoutAnEnd() {
        HbosDetector detector = gaussian(1, 2000);

        double last = detector.score(new float[] {3});
        for (float x : new float[] {5, 10, 50, 100, 1e6f, 1e30f}) {
            double score = detector.score(new float[] {x});
            assertThat(score).as("at %s", x).isGreaterThan(last).isFinite();
            assertThat(detector.score(new float[] {-x}))
                    .as("at %s", -x)
                    .isGreaterThan(last - 1)
                    .isFinite();
            last = score;
        }
    }

    @Test
    void featuresAddUpAsIfEachHadADetectorOfItsOwn() {
        SplittableRandom random = new SplittableRandom(2);
        HbosDetector both = new HbosDetector(2);
        HbosDetector first = new HbosDetector(1);
        HbosDetector second = new HbosDetector(1);
        for (int i = 0; i < 1000; i++) {
            float a = (float) random.nextGaussian();
            float b = (float) (3 + 0.2 * random.nextGaussian());
            both.update(new float[] {a, b});
            first.update(new float[] {a});
            second.update(new float[] {b});
        }

        assertThat(both.score(new float[] {4, 3}))
                .isEqualTo(first.score(new float[] {4}) + second.score(new float[] {3}));
    }

    @Test
    void aValueBelowTheUsualLevelIsAttributedToTheLowSide() {
        HbosDetector detector = new HbosDetector(1);
        for (int i = 0; i < 500; i++) {
            detector.update(new float[] {7});
        }
        double[] high = new double[1];
        double[] low = new double[1];

        detector.attribute(new float[] {2}, high, low);
        assertThat(low[0]).isGreaterThan(3);
        assertThat(high[0]).isZero();

        detector.attribute(new float[] {20}, high, low);
        assertThat(high[0]).isGreaterThan(3);
        assertThat(low[0]).isZero();
    }

    @Test
    void forgetsAnOldLevelAfterSomeHalfLives() {
        HbosDetector detector = gaussian(3, 3000);
        double before = detector.score(new float[] {8});
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 5 * HbosDetector.HALF_LIFE_UPDATES; i++) {
            detector.update(new float[] {(float) (8 + random.nextGaussian())});
        }

        assertThat(before).isGreaterThan(6);
        assertThat(detector.score(new float[] {8})).isLessThan(0.5);
        assertThat(detector.score(new float[] {0})).isGreaterThan(3);
    }

    /** Unit weights pass 2^30 after 30 half-lives: masses are scaled down and nothing else changes. */
    @Test
    void survivesTheRescalingOfItsWeights() {
        HistogramBank bank = new HistogramBank(1, 4);
        for (int i = 0; i < 2000; i++) {
            bank.add(new float[] {i % 2 == 0 ? 0 : 5});
            assertThat(bank.surprise(0, 20)).isBetween(2f, 12f);
        }
    }

    @Test
    void refusesADamagedSnapshotByMessage() {
        StateWriter out = new StateWriter();
        gaussian(5, 100).snapshot(out);
        byte[] bytes = out.toBytes();
        byte[] newer = bytes.clone();
        newer[0] = 9;
        byte[] negative = bytes.clone();
        negative[1 + 24 + 4] = (byte) 0xbf;

        assertThatThrownBy(() -> HbosDetector.restore(1, new StateReader(newer)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-001 snapshot of \"hbos\" has version 9");
        assertThatThrownBy(() -> HbosDetector.restore(1, new StateReader(negative)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-004 hbos: bin 0 must be finite and at least 0");
        assertThatThrownBy(() -> HbosDetector.restore(2, new StateReader(bytes)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("STA-002 hbos: histograms must have 96 bins, have 48");
    }

    /** Measured 0.994 and 0.996. */
    @Test
    void ranksRealAttacksAndFaults() {
        assertThat(Tables.of("kdd-http/http.csv.gz", 20).gatedAuc(new HbosDetector(3)))
                .isGreaterThan(0.985);
        assertThat(Tables.of("feedback-tabular/shuttle.csv.gz", 4).gatedAuc(new HbosDetector(9)))
                .isGreaterThan(0.985);
    }

    private static HbosDetector gaussian(long seed, int points) {
        SplittableRandom random = new SplittableRandom(seed);
        HbosDetector detector = new HbosDetector(1);
        for (int i = 0; i < points; i++) {
            detector.update(new float[] {(float) random.nextGaussian()});
        }
        return detector;
    }
}
