package dev.winnow.evaluation.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the stacks of an application's stream threads while it is measured, and divides their processor time by what they
 * were at. What runs is what would run without it. One thread begins and ends; another one looks.
 */
final class StageProfile implements AutoCloseable {
    // A look stops the threads at a safepoint, so what has no safepoint of its own counts for the next one: a matter of
    // some
    // instructions where loops are long and calls many. Threads that wait are left out, whatever state the JVM says
    // they
    // are in: a selector waits in native code. A thread that the machine keeps waiting is counted, at every stage
    // alike.

    /** Mean time between two looks: about 1 % of one core. */
    static final int INTERVAL_MILLIS = 7;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String threadsBegin;
    private final WrittenBytes.Tally written;
    private final Map<Stage, Long> samples = new EnumMap<>(Stage.class);
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<WrittenBytes.Kind, Long> bytes = new EnumMap<>(WrittenBytes.Kind.class);
    private Map<WrittenBytes.Kind, Long> bytesBefore = Map.of();
    private long[] threads = {};
    private long processBefore;
    private long threadsBefore;
    private long processNanos;
    private long threadNanos;
    private long lookingNanos;
    private long events;
    private long fedEvents;
    private long fedBytes;
    private @Nullable Thread looking;
    private volatile boolean isMeasured;

    /** @param threadsBegin what the names of the application's threads begin with */
    StageProfile(String threadsBegin, WrittenBytes.Tally written) {
        this.threadsBegin = threadsBegin;
        this.written = written;
    }

    /** What is processed from now on counts. */
    void begin() {
        Set<Thread> all = Thread.getAllStackTraces().keySet();
        threads = all.stream()
                .filter(thread -> thread.getName().startsWith(threadsBegin)
                        && thread.getName().contains("-StreamThread-"))
                .mapToLong(Thread::getId)
                .sorted()
                .toArray();
        if (threads.length == 0) {
            throw new IllegalStateException("no stream thread has a name that begins with " + threadsBegin);
        }
        bytesBefore = written.bytes();
        isMeasured = true;
        Thread thread = new Thread(this::look, "bench-stages");
        thread.setDaemon(true);
        looking = thread;
        processBefore = Machine.cpuNanos();
        threadsBefore = cpuNanos();
        thread.start();
    }

    /** Everything since {@link #begin} is processed. */
    void end(long processed) {
        Thread thread = looking;
        if (thread == null) {
            throw new IllegalStateException("nothing was begun");
        }
        threadNanos += cpuNanos() - threadsBefore;
        processNanos += Machine.cpuNanos() - processBefore;
        lookingNanos += THREADS.getThreadCpuTime(thread.getId());
        close();
        written.bytes().forEach((kind, now) -> bytes.merge(kind, now - bytesBefore.getOrDefault(kind, 0L), Long::sum));
        events += processed;
    }

    /** An event is fed, whether in a round that counts or not. */
    void fed(int itsBytes) {
        fedEvents++;
        fedBytes += itsBytes;
    }

    /** What was seen between all beginnings and ends. */
    StageFigures figures() {
        return new StageFigures(
                events,
                Map.copyOf(samples),
                threadNanos,
                processNanos,
                lookingNanos,
                Map.copyOf(bytes),
                fedEvents == 0 ? 0 : fedBytes / (double) fedEvents);
    }

    private long cpuNanos() {
        return Arrays.stream(THREADS.getThreadCpuTime(threads))
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private void look() {
        while (isMeasured) {
            // At random, so that looks keep no step with commits.
            LockSupport.parkNanos(
                    TimeUnit.MICROSECONDS.toNanos(500L * INTERVAL_MILLIS + random.nextInt(1000 * INTERVAL_MILLIS)));
            for (ThreadInfo thread : THREADS.getThreadInfo(threads, Integer.MAX_VALUE)) {
                if (thread != null && isRunning(thread)) {
                    samples.merge(StageRules.of(thread.getStackTrace()), 1L, Long::sum);
                }
            }
        }
    }

    private static boolean isRunning(ThreadInfo thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return thread.getThreadState() == Thread.State.RUNNABLE
                && stack.length > 0
                && !(stack[0].isNativeMethod() && stack[0].getClassName().startsWith("sun.nio.ch."));
    }

    @Override
    public void close() {
        isMeasured = false;
        Thread thread = looking;
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("BEN-004 interrupted", e);
            }
            looking = null;
        }
    }
}
