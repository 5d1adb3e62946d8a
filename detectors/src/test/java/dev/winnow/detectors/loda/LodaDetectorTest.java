package dev.winnow.detectors.loda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.Tables;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LodaDetectorTest {
    /**
     * In one dimension every direction is the feature or its mirror image, so the score must be that of a plain histogram of the
     * learnt values, here with bins of half a deviation.
     */
    @Test
    void agreesWithANaiveHistogramWhereAllDirectionsAreOne() {
        SplittableRandom random = new SplittableRandom(1);
        LodaDetector detector = new LodaDetector(1, 9);
        int[] counts = new int[80];
        for (int i = 0; i < 30_000; i++) {
            double exponential = -4 * Math.log(1 - random.nextDouble());
            float x = (float) (random.nextBoolean() ? exponential : -exponential);
            if (Math.abs(x) < 20) {
                counts[(int) Math.floor(2 * (x + 20))]++;
            }
            detector.update(new float[] {x});
        }

        double reference = detector.score(new float[] {2.25f}) + Math.log(counts[44]);
        for (int bin : new int[] {24, 28, 32, 34, 46, 48, 52, 56, 60}) {
            float x = bin / 2f - 20 + 0.25f;
            assertThat(detector.score(new float[] {x}))
                    .as("at %s", x)
                    .isCloseTo(reference - Math.log(counts[bin]), within(0.3));
        }
    }

    /** Each feature is ordinary, the pair is not: some directions see it, whereas histograms of the features cannot. */
    @Test
    void seesABrokenCorrelation() {
        SplittableRandom random = new SplittableRandom(2);
        LodaDetector detector = new LodaDetector(2, 3);
        for (int i = 0; i < 4000; i++) {
            double x = random.nextGaussian();
            detector.update(new float[] {(float) x, (float) (x + 0.1 * random.nextGaussian())});
        }

        assertThat(detector.score(new float[] {1.5f, -1.5f}))
                .isGreaterThan(2 * detector.score(new float[] {1.5f, 1.5f}));
    }

    @Test
    void attributesAFarValueToItsFeatureAndSide() {
        SplittableRandom random = new SplittableRandom(4);
        LodaDetector detector = new LodaDetector(10, 5);
        for (int i = 0; i < 3000; i++) {
            float[] point = new float[10];
            for (int f = 0; f < 10; f++) {
                point[f] = (float) random.nextGaussian();
            }
            detector.update(point);
        }
        float[] strange = new float[10];
        strange[6] = -20;
        double[] high = new double[10];
        double[] low = new double[10];

        detector.attribute(strange, high, low);

        assertThat(low[6]).isGreaterThan(0.6 * detector.score(strange));
        assertThat(detector.score(strange)).isGreaterThan(2 * detector.score(new float[10]));
    }

    @Test
    void staysFiniteAtTheEndsOfTheRangeOfFloats() {
        LodaDetector detector = new LodaDetector(3, 6);
        detector.update(new float[3]);

        assertThat(detector.score(new float[] {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE}))
                .isFinite()
                .isGreaterThan(0);
    }

    @Test
    void refusesAnotherVersionByMessage() {
        StateWriter out = new StateWriter();
        new LodaDetector(3, 7).snapshot(out);
        byte[] newer = out.toBytes();
        newer[0] = 2;

        assertThatThrownBy(() -> LodaDetector.restore(3, new StateReader(newer)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-001 snapshot of \"loda\" has version 2");
    }

    /** Measured 0.996 and 0.994. */
    @Test
    void ranksRealAttacksAndFaults() {
        assertThat(Tables.of("kdd-http/http.csv.gz", 20).gatedAuc(new LodaDetector(3, 1)))
                .isGreaterThan(0.98);
        assertThat(Tables.of("feedback-tabular/shuttle.csv.gz", 4).gatedAuc(new LodaDetector(9, 1)))
                .isGreaterThan(0.98);
    }
}
