package dev.winnow.evaluation.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures both forests in this JVM: the same points, block about block, the one that begins changing with each block. A figure
 * is the median over the blocks of the time a call; allocation is the mean over all blocks. One thread.
 */
final class ForestMeter {
    /** So many that what the other forest left in the caches costs neither of them much. */
    private static final int CALLS = 200;

    /** Points of the learning that are also scored, and calls of what the learning does not do: 100 trees each, so enough for the JIT. */
    private static final int WARM_UP_CALLS = 1_600;

    /** For what the learning did already: the caches have held something else since. */
    private static final int REFRESHING_CALLS = 400;

    private static final int STATE_WARM_UPS = 3;

    /** The serial collector leaves up to 5 % of the heap as dead wood, but for every fourth full collection. */
    private static final int COLLECTIONS = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
    private final int blocks;
    private final int stateBlocks;
    private final int points;
    private final ForestStream stream;
    /** Ours, then theirs; dropped at the end to see what they held. */
    private final ForestSubject[] subjects;

    private final byte[][] snapshots = new byte[2][];
    /** Keeps results alive, so that no call can be left out. */
    private double sink;

    ForestMeter(int features, int points, int blocks, long seed) {
        this.points = points;
        this.blocks = blocks;
        stateBlocks = Math.max(3, blocks / 5);
        stream = new ForestStream(features, seed);
        subjects = new ForestSubject[] {new WinnowForest(features, seed), new AwsForest(features, seed)};
    }

    /** Everything, in nanoseconds and bytes. */
    ForestFigures measure() {
        for (int i = 0; i < points; i++) {
            float[] point = stream.next();
            for (ForestSubject subject : subjects) {
                if (i >= points - 2 * WARM_UP_CALLS) {
                    sink += subject.score(point);
                }
                subject.update(point);
            }
        }
        stream("score", REFRESHING_CALLS, "allocatedBytesPerScore", (subject, point) -> subject.score(point));
        stream("update", REFRESHING_CALLS, "allocatedBytesPerUpdate", (subject, point) -> {
            subject.update(point);
            return 0;
        });
        stream("scoreUpdate", REFRESHING_CALLS, "allocatedBytesPerScoreUpdate", (subject, point) -> {
            double score = subject.score(point);
            subject.update(point);
            return score;
        });
        stream(
                "scoreAttribution",
                Math.min(points, WARM_UP_CALLS),
                "allocatedBytesPerScoreAttribution",
                (subject, point) -> subject.attribute(point));
        state();
        live();
        return new ForestFigures(figures);
    }

    /** Everything that was worked out, in one number. */
    double sink() {
        return sink;
    }

    private void stream(String name, int warmUpCalls, String allocationName, Call call) {
        for (int i = 0; i < warmUpCalls / CALLS; i++) {
            float[][] batch = stream.next(CALLS);
            for (ForestSubject subject : subjects) {
                sink += run(subject, call, batch);
            }
        }
        Clock clock = new Clock(blocks, CALLS);
        for (int block = 0; block < blocks; block++) {
            float[][] batch = stream.next(CALLS);
            for (int turn = 0; turn < 2; turn++) {
                int peer = (block + turn) & 1;
                ForestSubject subject = subjects[peer];
                clock.start();
                sink += run(subject, call, batch);
                clock.stop(peer, block);
            }
        }
        clock.report(name, figures);
        figures.put(allocationName, clock.allocatedPerCall());
    }

    private static double run(ForestSubject subject, Call call, float[][] batch) {
        double sum = 0;
        for (float[] point : batch) {
            sum += call.on(subject, point);
        }
        return sum;
    }

    /** Snapshot, restore, and hydrate: a snapshot read, then the points since then learnt again. */
    private void state() {
        float[][] deltas = stream.next(ForestPlan.deltas(points));
        Clock snapshot = new Clock(stateBlocks, 1);
        Clock restore = new Clock(stateBlocks, 1);
        Clock hydrate = new Clock(stateBlocks, 1);
        for (int block = -STATE_WARM_UPS; block < stateBlocks; block++) {
            for (int turn = 0; turn < 2; turn++) {
                int peer = (block + turn) & 1;
                snapshot.start();
                snapshots[peer] = subjects[peer].snapshot();
                snapshot.stop(peer, block);
                restore.start();
                ForestSubject restored = subjects[peer].restore(snapshots[peer]);
                restore.stop(peer, block);
                sink += restored.score(deltas[0]);
                hydrate.start();
                restored = subjects[peer].restore(snapshots[peer]);
                for (float[] delta : deltas) {
                    restored.update(delta);
                }
                hydrate.stop(peer, block);
                sink += restored.score(deltas[0]);
            }
        }
        snapshot.report("snapshot", figures);
        restore.report("restore", figures);
        hydrate.report("hydrate", figures);
        figures.put("snapshotBytes", pair(snapshots[0].length, snapshots[1].length));
    }

    /** The heap in use before and after a forest is let go, each time after full collections. */
    @SuppressWarnings("NullAway") // a subject is dropped on purpose, as the last thing that is done with it
    private void live() {
        double stated = ((WinnowForest) subjects[0]).liveBytesStated();
        snapshots[0] = new byte[0];
        snapshots[1] = new byte[0];
        double[] freed = new double[2];
        long before = usedHeap();
        for (int peer = 0; peer < 2; peer++) {
            subjects[peer] = null;
            long after = usedHeap();
            freed[peer] = before - after;
            before = after;
        }
        figures.put("liveBytes", pair(freed[0], freed[1]));
        figures.put("liveBytesStated", Map.of(WinnowForest.NAME, stated));
    }

    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    private static Map<String, Double> pair(double winnow, double aws) {
        Map<String, Double> pair = new LinkedHashMap<>();
        pair.put(WinnowForest.NAME, winnow);
        pair.put(AwsForest.NAME, aws);
        return pair;
    }

    /** What is timed: one call for one point. */
    private interface Call {
        double on(ForestSubject subject, float[] point);
    }

    /** Wall time, this thread's processor time and its allocation, by peer and block. */
    private static final class Clock {
        private final double[][] wall;
        private final double[][] cpu;
        private final double[] allocated = new double[2];
        private final int calls;
        private long allocatedBefore;
        private long cpuBefore;
        private long wallBefore;

        Clock(int blocks, int calls) {
            wall = new double[2][blocks];
            cpu = new double[2][blocks];
            this.calls = calls;
        }

        void start() {
            allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
            cpuBefore = THREADS.getCurrentThreadCpuTime();
            wallBefore = System.nanoTime();
        }

        /** A negative block is a warm-up and does not count. */
        void stop(int peer, int block) {
            long wallAfter = System.nanoTime();
            long cpuAfter = THREADS.getCurrentThreadCpuTime();
            long allocatedAfter = THREADS.getCurrentThreadAllocatedBytes();
            if (block >= 0) {
                wall[peer][block] = (double) (wallAfter - wallBefore) / calls;
                cpu[peer][block] = (double) (cpuAfter - cpuBefore) / calls;
                allocated[peer] += allocatedAfter - allocatedBefore;
            }
        }

        void report(String name, Map<String, Map<String, Double>> figures) {
            figures.put(name + "Ns", pair(Medians.of(wall[0]), Medians.of(wall[1])));
            figures.put(name + "CpuNs", pair(Medians.of(cpu[0]), Medians.of(cpu[1])));
        }

        Map<String, Double> allocatedPerCall() {
            double all = (double) calls * wall[0].length;
            return pair(allocated[0] / all, allocated[1] / all);
        }
    }
}
