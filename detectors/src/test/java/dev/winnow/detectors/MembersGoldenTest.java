package dev.winnow.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.segment.Detectors;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Scores and states of a fixed stream, bit by bit: the same on 17.0.15 and 25.0.3. They change only with the algorithms. */
final class MembersGoldenTest {
    private static final int WIDTH = 7;

    @Test
    void scoresAndStatesAreThoseOfEveryPlatform() {
        Map<String, Long> golden = new LinkedHashMap<>();
        golden.put("hbos", -6278611243109364733L);
        golden.put("pca", -4510472348109775148L);
        golden.put("hst", -6351911846927756252L);
        golden.put("loda", -2659314462393102646L);
        golden.put("seasonal", 7506986571256233908L);
        golden.put("mad", -9102096651433977703L);
        golden.put("iqr", 1702638824306486427L);
        golden.put("flatline", 7053110597064764616L);
        Map<String, Long> found = new LinkedHashMap<>();
        for (Detectors.Kind kind : Detectors.kinds()) {
            if (golden.containsKey(kind.name())) {
                found.put(kind.name(), fingerprint(kind));
            }
        }

        assertThat(found).isEqualTo(golden);
    }

    private static long fingerprint(Detectors.Kind kind) {
        Detector detector = kind.factory().create(SegmentConfig.defaults(), WIDTH, 42);
        SplittableRandom random = new SplittableRandom(7);
        long hash = 1;
        for (int i = 0; i < 3000; i++) {
            float[] point = new float[WIDTH];
            double common = unit(random);
            for (int f = 0; f < WIDTH; f++) {
                // Sums of uniforms, a feature that often repeats, and now and then a far value.
                double x = 2 * (unit(random) + unit(random) + common) - 3;
                point[f] = (float) (f == 3 ? Math.rint(x) : i % 50 == f ? 12 * x : x);
            }
            long time = i * 1_200_000L;
            hash = 31 * hash + Double.doubleToRawLongBits(detector.score(point, time));
            detector.update(point, time);
        }
        StateWriter out = new StateWriter();
        detector.snapshot(out);
        return 31 * hash + Arrays.hashCode(out.toBytes());
    }

    private static double unit(SplittableRandom random) {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }
}
