package dev.winnow.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.detectors.segment.Detectors;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered detector must hold, with and without event time; engines give the time. */
final class DetectorContractTest {
    private static final int WIDTH = 5;
    private static final SegmentConfig CONFIG = SegmentConfig.defaults();

    /** Those per entity are no detectors: {@code EntityMembersContractTest} holds them. */
    static Stream<Detectors.Kind> kinds() {
        return Detectors.kinds().stream().filter(kind -> kind.scope() == Detectors.Scope.SEGMENT);
    }

    @Test
    void namesAreUniqueAndInTheirOrder() {
        assertThat(Detectors.kinds())
                .extracting(Detectors.Kind::name)
                .containsExactly(
                        "rcf",
                        "ewma",
                        "cusum",
                        "knn",
                        "ecod",
                        "hbos",
                        "pca",
                        "hst",
                        "loda",
                        "seasonal",
                        "mad",
                        "iqr",
                        "flatline",
                        "profile");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void scoresAreFiniteAtLeastZeroAndHigherFarOut(Detectors.Kind kind) {
        Detector detector = taught(kind, 7, 600);
        SplittableRandom random = new SplittableRandom(1);
        double ordinary = 0;
        for (int i = 0; i < 100; i++) {
            double score = detector.score(point(random));
            assertThat(score).isGreaterThanOrEqualTo(0).isFinite();
            ordinary = Math.max(ordinary, score);
        }

        assertThat(detector.name()).isEqualTo(kind.name());
        assertThat(detector.dimensions()).isEqualTo(WIDTH);
        assertThat(detector.updates()).isEqualTo(600);
        assertThat(detector.isWarm()).isTrue();
        assertThat(detector.score(new float[] {15, -15, 15, -15, 15}))
                .isFinite()
                .isGreaterThanOrEqualTo(ordinary);
        assertThat(detector.score(new float[] {50, 50, -50, 50, 50})).isFinite();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void scoringAndAttributingChangeNothing(Detectors.Kind kind) {
        Detector detector = taught(kind, 7, 400);
        byte[] before = snapshot(detector);
        SplittableRandom random = new SplittableRandom(2);
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];

        for (int i = 0; i < 50; i++) {
            detector.score(point(random));
            detector.attribute(point(random), high, low);
        }

        assertThat(snapshot(detector)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void attributionAddsUpToTheScore(Detectors.Kind kind) {
        Detector detector = taught(kind, 7, 400);
        SplittableRandom random = new SplittableRandom(3);
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];

        for (int i = 0; i < 100; i++) {
            float[] point = point(random);
            point[2] += i % 2 == 0 ? 9 : -9;
            double score = detector.score(point);
            detector.attribute(point, high, low);
            double sum = 0;
            for (int f = 0; f < WIDTH; f++) {
                assertThat(high[f]).isGreaterThanOrEqualTo(0);
                assertThat(low[f]).isGreaterThanOrEqualTo(0);
                sum += high[f] + low[f];
            }
            assertThat(Math.abs(sum - score)).isLessThanOrEqualTo(1e-9 * Math.max(1, score));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void sameSeedAndStreamGiveTheSameBits(Detectors.Kind kind) {
        assertThat(snapshot(taught(kind, 7, 700))).isEqualTo(snapshot(taught(kind, 7, 700)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRestoredSnapshotContinuesBitForBit(Detectors.Kind kind) {
        Detector live = taught(kind, 7, 500);
        StateReader in = new StateReader(snapshot(live));
        Detector restored = kind.restorer().restore(CONFIG, WIDTH, in);
        in.expectEnd();
        SplittableRandom random = new SplittableRandom(4);

        for (int i = 0; i < 500; i++) {
            float[] point = point(random);
            assertThat(Double.doubleToRawLongBits(restored.score(point)))
                    .isEqualTo(Double.doubleToRawLongBits(live.score(point)));
            live.update(point);
            restored.update(point);
        }

        assertThat(snapshot(restored)).isEqualTo(snapshot(live));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void attributionAtATimeAddsUpToTheScoreAtThatTimeAndChangesNothing(Detectors.Kind kind) {
        Detector detector = timely(kind, 600);
        byte[] before = snapshot(detector);
        SplittableRandom random = new SplittableRandom(5);
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];

        for (int i = 0; i < 100; i++) {
            float[] point = point(random);
            point[2] += i % 2 == 0 ? 9 : -9;
            long time = time(600 + 7 * i);
            double score = detector.score(point, time);
            detector.attribute(point, time, high, low);
            double sum = 0;
            for (int f = 0; f < WIDTH; f++) {
                assertThat(high[f]).isGreaterThanOrEqualTo(0);
                assertThat(low[f]).isGreaterThanOrEqualTo(0);
                sum += high[f] + low[f];
            }
            assertThat(score).isFinite().isGreaterThanOrEqualTo(0);
            assertThat(Math.abs(sum - score)).isLessThanOrEqualTo(1e-9 * Math.max(1, score));
        }
        assertThat(snapshot(detector)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSnapshotRestoredBetweenEventsContinuesBitForBit(Detectors.Kind kind) {
        Detector live = timely(kind, 500);
        StateReader in = new StateReader(snapshot(live));
        Detector restored = kind.restorer().restore(CONFIG, WIDTH, in);
        in.expectEnd();
        SplittableRandom random = new SplittableRandom(6);
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];
        double[] highAgain = new double[WIDTH];
        double[] lowAgain = new double[WIDTH];

        for (int i = 0; i < 300; i++) {
            float[] point = point(random);
            long time = time(500 + i);
            assertThat(Double.doubleToRawLongBits(restored.score(point, time)))
                    .isEqualTo(Double.doubleToRawLongBits(live.score(point, time)));
            live.attribute(point, time, high, low);
            restored.attribute(point, time, highAgain, lowAgain);
            assertThat(highAgain).isEqualTo(high);
            assertThat(lowAgain).isEqualTo(low);
            live.update(point, time);
            restored.update(point, time);
        }

        assertThat(snapshot(restored)).isEqualTo(snapshot(live));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refusesAWrongWidthAndNaNByMessage(Detectors.Kind kind) {
        Detector detector = taught(kind, 7, 10);
        float[] narrow = new float[WIDTH - 1];
        float[] undefined = {0, 0, Float.NaN, 0, 0};

        assertThatThrownBy(() -> detector.score(narrow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DET-002 detector \"" + kind.name() + "\": expected 5 features");
        assertThatThrownBy(() -> detector.update(narrow)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> detector.score(undefined))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DET-003");
        assertThatThrownBy(() -> detector.update(undefined))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DET-003");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void memoryIsBounded(Detectors.Kind kind) {
        Detector detector = taught(kind, 7, 2500);
        long bytes = detector.liveBytes();
        int stored = snapshot(detector).length;
        teach(detector, 8, 2500);

        assertThat(detector.liveBytes()).isLessThanOrEqualTo(bytes + bytes / 5);
        assertThat(snapshot(detector).length).isLessThanOrEqualTo(stored + stored / 5);
    }

    private static Detector timely(Detectors.Kind kind, int points) {
        Detector detector = kind.factory().create(CONFIG, WIDTH, 7);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < points; i++) {
            detector.update(point(random), time(i));
        }
        return detector;
    }

    /** Uneven steps of about an hour, so that a week comes round. */
    private static long time(int event) {
        return 1_700_000_000_000L + event * 3_333_333L;
    }

    private static Detector taught(Detectors.Kind kind, long seed, int points) {
        Detector detector = kind.factory().create(CONFIG, WIDTH, seed);
        teach(detector, seed, points);
        return detector;
    }

    private static void teach(Detector detector, long seed, int points) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < points; i++) {
            detector.update(point(random));
        }
    }

    private static float[] point(SplittableRandom random) {
        float[] point = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            point[i] = (float) random.nextGaussian();
        }
        return point;
    }

    private static byte[] snapshot(Detector detector) {
        StateWriter out = new StateWriter();
        detector.snapshot(out);
        return out.toBytes();
    }
}
