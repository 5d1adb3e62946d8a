package dev.winnow.detectors.halfspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.winnow.detectors.Tables;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HalfSpaceTreesDetectorTest {
    /** One feature, three points, all by hand: boxes are intervals, found here by asking which points share a child. */
    @Test
    void massesAreTheDecayedCountsOfThePointsInEachBox() {
        HalfSpaceTree tree = new HalfSpaceTree(1, 5);
        float[][] points = {{-2}, {0.3f}, {0.31f}};
        float[] weights = {1, 2, 4};
        for (int i = 0; i < points.length; i++) {
            tree.add(points[i], weights[i]);
        }

        for (float[] point : points) {
            int node = 0;
            while (node < HalfSpaceTree.INNER) {
                node = tree.child(node, point);
                float mass = 0;
                for (int i = 0; i < points.length; i++) {
                    mass += leadsTo(tree, node, points[i]) ? weights[i] : 0;
                }
                assertThat(tree.masses[node]).isEqualTo(mass);
            }
        }
        assertThat(tree.masses[0]).isEqualTo(7);
        assertThat(sum(tree.masses, HalfSpaceTree.INNER, HalfSpaceTree.NODES)).isEqualTo(7);
    }

    @Test
    void everyCutHalvesARangeThatHoldsTheWholeAxis() {
        for (int seed = 0; seed < 50; seed++) {
            HalfSpaceTree tree = new HalfSpaceTree(1, seed);
            // The root cuts within a third of the axis of six octaves: two octaves, 3 deviations.
            assertThat(tree.child(0, new float[] {-3.01f})).isEqualTo(1);
            assertThat(tree.child(0, new float[] {3.01f})).isEqualTo(2);
        }
    }

    /** The definition, from the masses: mean over the trees of 9 ln 2 − ln(mass · 2^depth / total), with the pseudo-mass. */
    @Test
    void aFarPointInEmptyBoxesHasTheScoreOfTheDefinition() {
        HalfSpaceTreesDetector detector = new HalfSpaceTreesDetector(1, 3);
        for (int i = 0; i < 999; i++) {
            detector.update(new float[] {0});
        }

        // Alone in its box from some depth on in every tree: density 1 / 1,000 whatever the depth, up to the decay of 4
        // %.
        assertThat(detector.score(new float[] {60})).isCloseTo(9 * Math.log(2) + Math.log(1000), within(0.06));
        assertThat(detector.score(new float[] {0})).isLessThan(0.1);
    }

    /**
     * 500 attacks in a row, two windows of the paper. Behind a gate the ranking does not suffer; without one, where an eighth of
     * all mass comes to lie on one spot, it is blunted but not inverted.
     */
    @Test
    void aBurstOfAttacksDoesNotInvertTheRanking() {
        SplittableRandom random = new SplittableRandom(4);
        HalfSpaceTreesDetector gated = gaussians(4, 3000);
        HalfSpaceTreesDetector open = gaussians(4, 3000);
        double[] gatedScores = new double[2000];
        double[] openScores = new double[2000];
        boolean[] isAttack = new boolean[2000];
        double limit = threshold(gated);
        for (int i = 0; i < 2000; i++) {
            isAttack[i] = i >= 500 && i < 1000;
            float[] point = gaussian(random, isAttack[i] ? 6 : 0, isAttack[i] ? 0.05 : 1);
            gatedScores[i] = gated.score(point);
            openScores[i] = open.score(point);
            if (gatedScores[i] < limit || random.nextInt(50) == 0) {
                gated.update(point);
            }
            open.update(point);
        }

        assertThat(Tables.auc(gatedScores, isAttack)).isGreaterThan(0.999);
        assertThat(Tables.auc(openScores, isAttack)).isGreaterThan(0.6);
    }

    @Test
    void attributesAFarValueToItsFeatureAndSide() {
        HalfSpaceTreesDetector detector = gaussians(5, 3000);
        double[] high = new double[4];
        double[] low = new double[4];

        detector.attribute(new float[] {0, 12, 0, 0}, high, low);
        assertThat(high[1]).isGreaterThan(0.5 * detector.score(new float[] {0, 12, 0, 0}));

        detector.attribute(new float[] {0, 0, 0, -12}, high, low);
        assertThat(low[3]).isGreaterThan(0.5 * detector.score(new float[] {0, 0, 0, -12}));
    }

    /** Eighteen deviations on one feature, three on each of four, and the corners: all above every ordinary point's median. */
    @Test
    void seesOneFarFeatureAndManyNearOnes() {
        HalfSpaceTreesDetector detector = gaussians(6, 4000);
        SplittableRandom random = new SplittableRandom(7);
        double[] ordinary = new double[500];
        Arrays.setAll(ordinary, i -> detector.score(gaussian(random, 0, 1)));
        Arrays.sort(ordinary);

        assertThat(detector.score(new float[] {18, 0, 0, 0})).isGreaterThan(ordinary[495]);
        assertThat(detector.score(new float[] {3, 3, -3, 3})).isGreaterThan(ordinary[495]);
        assertThat(detector.score(new float[] {50, 50, 50, -50})).isGreaterThan(ordinary[499]);
        assertThat(detector.score(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 0, 0}))
                .isFinite();
    }

    @Test
    void seedsDrawOtherBoxes() {
        HalfSpaceTreesDetector one = new HalfSpaceTreesDetector(2, 1);
        HalfSpaceTreesDetector other = new HalfSpaceTreesDetector(2, 2);
        for (int i = 0; i < 300; i++) {
            one.update(new float[] {i % 7, i % 5});
            other.update(new float[] {i % 7, i % 5});
        }

        assertThat(one.score(new float[] {3, 9})).isNotEqualTo(other.score(new float[] {3, 9}));
    }

    @Test
    void refusesADamagedSnapshotByMessage() {
        StateWriter out = new StateWriter();
        gaussians(8, 50).snapshot(out);
        byte[] newer = out.toBytes();
        newer[0] = 4;
        byte[] negative = out.toBytes();
        negative[1 + 32 + 4] = (byte) 0xbf;

        assertThatThrownBy(() -> HalfSpaceTreesDetector.restore(4, new StateReader(newer)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-001 snapshot of \"hst\" has version 4");
        assertThatThrownBy(() -> HalfSpaceTreesDetector.restore(4, new StateReader(negative)))
                .isInstanceOf(StateFormatException.class)
                .hasMessageStartingWith("STA-004 hst: box 0 must be finite and at least 0");
    }

    /** Measured 0.988 and 0.997. */
    @Test
    void ranksRealAttacksAndFaults() {
        assertThat(Tables.of("kdd-http/http.csv.gz", 20).gatedAuc(new HalfSpaceTreesDetector(3, 1)))
                .isGreaterThan(0.97);
        assertThat(Tables.of("feedback-tabular/shuttle.csv.gz", 4).gatedAuc(new HalfSpaceTreesDetector(9, 1)))
                .isGreaterThan(0.98);
    }

    private static double threshold(HalfSpaceTreesDetector detector) {
        SplittableRandom random = new SplittableRandom(9);
        double[] scores = new double[1000];
        Arrays.setAll(scores, i -> detector.score(gaussian(random, 0, 1)));
        Arrays.sort(scores);
        return scores[980];
    }

    private static HalfSpaceTreesDetector gaussians(long seed, int points) {
        SplittableRandom random = new SplittableRandom(seed);
        HalfSpaceTreesDetector detector = new HalfSpaceTreesDetector(4, seed);
        for (int i = 0; i < points; i++) {
            detector.update(gaussian(random, 0, 1));
        }
        return detector;
    }

    private static float[] gaussian(SplittableRandom random, double centre, double deviation) {
        float[] point = new float[4];
        for (int i = 0; i < point.length; i++) {
            point[i] = (float) (centre + deviation * random.nextGaussian());
        }
        return point;
    }

    private static boolean leadsTo(HalfSpaceTree tree, int node, float[] point) {
        int at = 0;
        while (at < node && at < HalfSpaceTree.INNER) {
            at = tree.child(at, point);
        }
        return at == node;
    }

    private static float sum(float[] values, int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
