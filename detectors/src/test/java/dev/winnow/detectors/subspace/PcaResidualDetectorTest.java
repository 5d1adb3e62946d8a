package dev.winnow.detectors.subspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.Tables;
import java.util.SplittableRandom;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

final class PcaResidualDetectorTest {
    private static final int WIDTH = 6;
    private static final int POINTS = 1500;

    /** The same points in batch: directions and variances from the singular values of the centred matrix. */
    @Test
    void agreesWithABatchSingularValueDecomposition() {
        float[][] points = correlated(1, POINTS + 30);
        PcaResidualDetector detector = new PcaResidualDetector(WIDTH);
        for (int i = 0; i < POINTS; i++) {
            detector.update(points[i]);
        }

        for (int i = POINTS; i < points.length; i++) {
            assertThat(detector.score(points[i])).isCloseTo(batch(points, points[i]), within(0.15));
        }
    }

    @Test
    void anOrdinaryPointHasAMeanSquareOfOne() {
        float[][] points = correlated(2, 8000);
        PcaResidualDetector detector = new PcaResidualDetector(WIDTH);
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            if (i >= 4000) {
                sum += Math.pow(detector.score(points[i]), 2) / 4000;
            }
            detector.update(points[i]);
        }

        assertThat(sum).isCloseTo(1, within(0.1));
    }

    @Test
    void seesABrokenCorrelationOfUsualValues() {
        PcaResidualDetector detector = taught(new PcaResidualDetector(2), pairs(3, 3000));

        assertThat(detector.score(new float[] {1, 1})).isLessThan(2);
        assertThat(detector.score(new float[] {1, -1})).isGreaterThan(8);
    }

    @Test
    void seesAPointFarOutInsideTheLeadingSubspace() {
        PcaResidualDetector detector = taught(new PcaResidualDetector(2), pairs(4, 3000));

        assertThat(detector.score(new float[] {20, 20})).isGreaterThan(10);
    }

    @Test
    void attributesTheBrokenValueToItsFeatureAndSide() {
        float[][] points = correlated(5, 4000);
        PcaResidualDetector detector = taught(new PcaResidualDetector(WIDTH), points);
        float[] broken = points[7].clone();
        broken[4] -= 6;
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];

        detector.attribute(broken, high, low);

        assertThat(low[4]).isGreaterThan(0.6 * detector.score(broken));
    }

    @Test
    void onePointThatGotPastTheGateDoesNotTurnTheSubspace() {
        PcaResidualDetector detector = taught(new PcaResidualDetector(2), pairs(6, 3000));
        float[] strange = {50, -50};
        double before = detector.score(strange);
        detector.update(strange);
        taught(detector, pairs(7, 3000));

        assertThat(detector.score(strange)).isGreaterThan(0.3 * before);
    }

    @Test
    void equalAndConstantFeaturesLeaveEveryVarianceAboveZero() {
        PcaResidualDetector detector = new PcaResidualDetector(3);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            float x = (float) random.nextGaussian();
            detector.update(new float[] {x, x, 2});
        }

        assertThat(detector.score(new float[] {1, 1, 2})).isLessThan(2);
        assertThat(detector.score(new float[] {1, 1.001f, 2})).isLessThan(2);
        assertThat(detector.score(new float[] {1, 2, 2})).isGreaterThan(5);
        assertThat(detector.score(new float[] {1, 1, 4})).isGreaterThan(5);
        assertThat(detector.score(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 0}))
                .isFinite();
    }

    @Test
    void refusesAWidthOutOfRangeByMessage() {
        assertThatThrownBy(() -> new PcaResidualDetector(513))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DET-004 detector \"pca\": width must be between 1 and 512, was 513;"
                        + " switch the member off for this feature set");
    }

    /** Measured 0.996 and 0.997. */
    @Test
    void ranksRealAttacksAndFaults() {
        assertThat(Tables.of("kdd-http/http.csv.gz", 20).gatedAuc(new PcaResidualDetector(3)))
                .isGreaterThan(0.98);
        assertThat(Tables.of("feedback-tabular/shuttle.csv.gz", 4).gatedAuc(new PcaResidualDetector(9)))
                .isGreaterThan(0.98);
    }

    private static double batch(float[][] points, float[] point) {
        double[] mean = new double[WIDTH];
        for (int i = 0; i < POINTS; i++) {
            for (int j = 0; j < WIDTH; j++) {
                mean[j] += points[i][j] / POINTS;
            }
        }
        double[][] centred = new double[POINTS][WIDTH];
        for (int i = 0; i < POINTS; i++) {
            for (int j = 0; j < WIDTH; j++) {
                centred[i][j] = points[i][j] - mean[j];
            }
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(centred));
        double[] values = svd.getSingularValues();
        double total = 0;
        for (double value : values) {
            total += value * value;
        }
        int leading = 0;
        for (double carried = values[0] * values[0];
                carried <= 0.9 * total;
                carried += values[leading] * values[leading]) {
            leading++;
        }
        double inside = 0;
        double outside = 0;
        for (int k = 0; k < WIDTH; k++) {
            double projection = 0;
            for (int j = 0; j < WIDTH; j++) {
                projection += svd.getV().getEntry(j, k) * (point[j] - mean[j]);
            }
            double square = projection * projection * POINTS / (values[k] * values[k]);
            if (k < leading) {
                inside += square / leading;
            } else {
                outside += square / (WIDTH - leading);
            }
        }
        return Math.sqrt((inside + outside) / 2);
    }

    private static PcaResidualDetector taught(PcaResidualDetector detector, float[][] points) {
        for (float[] point : points) {
            detector.update(point);
        }
        return detector;
    }

    /** Six features from two hidden causes and noise. */
    private static float[][] correlated(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] points = new float[count][WIDTH];
        for (float[] point : points) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            for (int j = 0; j < WIDTH; j++) {
                double cause = j < 3 ? a : 0.7 * a + 0.7 * b;
                point[j] = (float) (cause + 0.4 * random.nextGaussian());
            }
        }
        return points;
    }

    private static float[][] pairs(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] points = new float[count][];
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            points[i] = new float[] {(float) x, (float) (x + 0.1 * random.nextGaussian())};
        }
        return points;
    }
}
