package dev.winnow.evaluation.eval;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time, so that what else runs on the machine does not count. */
final class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /** Processor time of the calling thread so far, in nanoseconds. */
    static long ofThread() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
