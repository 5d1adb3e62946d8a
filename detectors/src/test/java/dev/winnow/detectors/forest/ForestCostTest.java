package dev.winnow.detectors.forest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.winnow.detectors.snapshot.StateReader;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What calls cost in memory and a restore in time. */
class ForestCostTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WIDTH = 16;

    @Test
    void scoresUpdatesAndAttributionsAllocateNothing() {
        float[][] points = points(2000);
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.defaults(), WIDTH, 1);
        for (int i = 0; i < 3 * points.length; i++) {
            forest.update(points[i % points.length]);
        }
        double[] high = new double[WIDTH];
        double[] low = new double[WIDTH];
        EarlyStop stop = new EarlyStop(100, 0.001);
        double sink = 0;
        long allocated = Long.MAX_VALUE;

        // Until the compiler is through, vectors are objects. And a store that is not yet at its final size may grow.
        for (int round = 0; round < 2000 && allocated > 0; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 50; i++) {
                float[] point = points[(round * 50 + i) % points.length];
                sink += forest.score(point);
                sink += forest.scoreAndAttribute(point, high, low);
                sink += stop.score(forest, point, 1.5);
                forest.update(point);
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(sink).isPositive();
        assertThat(allocated).isZero();
    }

    @Test
    void aSnapshotAndAsManyDeltasAsThereCanBeAreBackWithinThreeTenthsOfASecond() {
        float[][] points = points(7500);
        RandomCutForest forest = RandomCutForest.create(RandomCutForestConfig.defaults(), WIDTH, 1);
        for (int i = 0; i < 5000; i++) {
            forest.update(points[i]);
        }
        byte[] snapshot = ForestProperties.bytes(forest);
        for (int i = 5000; i < 7500; i++) {
            forest.update(points[i]);
        }
        long shortest = Long.MAX_VALUE;

        for (int attempt = 0; attempt < 3; attempt++) {
            long before = THREADS.getCurrentThreadCpuTime();
            RandomCutForest restored = RandomCutForest.restore(new StateReader(snapshot));
            for (int i = 5000; i < 7500; i++) {
                restored.update(points[i]);
            }
            shortest = Math.min(shortest, THREADS.getCurrentThreadCpuTime() - before);
            assertThat(restored.score(points[0])).isEqualTo(forest.score(points[0]));
        }

        assertThat(shortest).isLessThan(300_000_000L);
    }

    private static float[][] points(int count) {
        Random random = new Random(count);
        float[][] points = new float[count][];
        for (int i = 0; i < count; i++) {
            points[i] = ForestOracleTest.gaussian(random, WIDTH);
        }
        return points;
    }
}
