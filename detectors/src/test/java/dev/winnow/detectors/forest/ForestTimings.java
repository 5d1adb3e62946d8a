package dev.winnow.detectors.forest;

import java.util.Arrays;
import java.util.Random;

/**
 * Microseconds a call beside the library, in one JVM, thread CPU time, medians of interleaved rounds. Arguments: widths; default
 * 4, 16 and 38.
 */
final class ForestTimings {
    private static final int LEARNT = 10_000;
    private static final int ROUNDS = 9;
    private static final int CALLS = 400;

    private final float[][] points;
    private final RandomCutForest ours;
    private final com.amazon.randomcutforest.RandomCutForest theirs;
    private final double[] high;
    private final double[] low;
    private double sink;

    private ForestTimings(int width) {
        Random random = new Random(width);
        points = new float[LEARNT + 4 * CALLS * (ROUNDS + 3)][];
        for (int i = 0; i < points.length; i++) {
            points[i] = ForestOracleTest.gaussian(random, width);
        }
        ours = RandomCutForest.create(RandomCutForestConfig.defaults(), width, 1);
        theirs = ForestOracleTest.library(width, 1);
        high = new double[width];
        low = new double[width];
    }

    public static void main(String[] args) {
        int[] widths = args.length == 0
                ? new int[] {4, 16, 38}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        for (int width : widths) {
            new ForestTimings(width).run(width);
        }
    }

    private void run(int width) {
        for (int i = 0; i < LEARNT; i++) {
            ours.update(points[i]);
            theirs.update(points[i]);
        }
        String[] names = {"score", "update", "score+update", "score+attribution"};
        Call[] mine = {
            p -> sink += ours.score(p),
            ours::update,
            p -> {
                sink += ours.score(p);
                ours.update(p);
            },
            p -> sink += ours.scoreAndAttribute(p, high, low)
        };
        Call[] library = {
            p -> sink += theirs.getAnomalyScore(p),
            theirs::update,
            p -> {
                sink += theirs.getAnomalyScore(p);
                theirs.update(p);
            },
            p -> {
                sink += theirs.getAnomalyScore(p);
                sink += theirs.getAnomalyAttribution(p).getHighLowSum();
            }
        };
        for (int k = 0; k < names.length; k++) {
            double[] a = new double[ROUNDS];
            double[] b = new double[ROUNDS];
            int next = LEARNT + k * CALLS * (ROUNDS + 3);
            for (int round = -3; round < ROUNDS; round++) {
                double mineMicros = time(mine[k], next);
                double libraryMicros = time(library[k], next);
                next += CALLS;
                if (round >= 0) {
                    a[round] = mineMicros;
                    b[round] = libraryMicros;
                }
            }
            Arrays.sort(a);
            Arrays.sort(b);
            System.out.printf(
                    "width %2d %-18s ours %7.1f (best %7.1f)  library %7.1f (best %7.1f)  ratio %.1f%n",
                    width, names[k], a[ROUNDS / 2], a[0], b[ROUNDS / 2], b[0], b[ROUNDS / 2] / a[ROUNDS / 2]);
        }
        System.out.printf(
                "width %2d snapshot %,d bytes, live %,d bytes, %,d points (%g)%n",
                width, ForestProperties.bytes(ours).length, ours.liveBytes(), ours.livePoints(), sink);
    }

    private double time(Call call, int from) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = from; i < from + CALLS; i++) {
            call.on(points[i]);
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1000.0 / CALLS;
    }

    @FunctionalInterface
    private interface Call {
        void on(float[] point);
    }
}
