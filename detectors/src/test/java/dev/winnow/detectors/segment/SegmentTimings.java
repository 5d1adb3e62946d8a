package dev.winnow.detectors.segment;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Measures, in CPU time, one segment with 12 features, a forest of 100 × 256 and 50 entities; run its main, it is no test. */
final class SegmentTimings {
    private static final int WIDTH = 12;

    private SegmentTimings() {}

    public static void main(String[] arguments) {
        SegmentConfig config = SegmentConfig.defaults();
        Rig rig = new Rig(config, WIDTH, 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            rig.feed("e" + random.nextInt(50), Rig.gaussian(random, WIDTH));
        }
        for (int round = 0; round < 5; round++) {
            long start = cpu();
            int events = 5000;
            for (int i = 0; i < events; i++) {
                rig.feed("e" + random.nextInt(50), Rig.gaussian(random, WIDTH));
            }
            System.out.printf("observe, assess, learn, row: %.1f us%n", (cpu() - start) / 1e3 / events);
        }
        for (int round = 0; round < 5; round++) {
            byte[] snapshot = rig.snapshot();
            List<byte[]> deltas = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                rig.feed("e" + random.nextInt(50), Rig.gaussian(random, WIDTH));
                deltas.add(rig.observation.toBytes());
            }
            long start = cpu();
            SegmentCore core = Rig.restore(config, WIDTH, snapshot);
            long restored = cpu();
            for (byte[] delta : deltas) {
                Observation observation = Observation.fromBytes(rig.schema, delta);
                core.learn(observation, core.assess(observation), true);
            }
            long end = cpu();
            System.out.printf(
                    "snapshot %d bytes, live %d bytes, delta %d bytes; restore %.1f ms, 1,000 deltas %.1f ms%n",
                    snapshot.length,
                    rig.core.liveBytes(),
                    deltas.get(0).length,
                    (restored - start) / 1e6,
                    (end - restored) / 1e6);
        }
    }

    /** CPU time of this thread, so that a busy machine does not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
