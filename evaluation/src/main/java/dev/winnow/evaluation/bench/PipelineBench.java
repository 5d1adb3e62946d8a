package dev.winnow.evaluation.bench;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.Progress;
import dev.winnow.topology.metric.Counters.Count;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Winnow and two floors in turns against one broker. Each is fed while it rests, then runs alone until everything is
 * committed; the first round is dropped, figures are medians of the others. Then Winnow alone gets a steady load.
 */
final class PipelineBench {
    /** The load under which latency is measured, as a share of the rate that was measured: busy, but not behind. */
    private static final double LATENCY_LOAD = 0.5;

    /** How long nothing may move before the run is given up; a model is read back in well under a second. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** How often it is asked whether an application is done: short beside a round, rare beside its records. */
    private static final long POLL_MILLIS = 10;

    private final WinnowConfig config;
    private final PipelinePlan plan;
    private final boolean isProfiled;

    /** @param isProfiled whether Winnow's stages are looked at */
    PipelineBench(WinnowConfig config, PipelinePlan plan, boolean isProfiled) {
        this.isProfiled = isProfiled;
        this.config = config;
        this.plan = plan;
    }

    /** Measures; throws IllegalStateException with a code BEN-… where that is impossible. */
    PipelineReport run(String command, Progress progress) {
        double loadAverage = Machine.loadAverage();
        try (HeapWatch heap = new HeapWatch();
                Arena arena = new Arena(config);
                WinnowSubject winnow = new WinnowSubject(arena, plan.partitions(), isProfiled);
                FloorSubject passThrough = FloorSubject.passThrough(arena, plan.partitions());
                FloorSubject rocksDb = FloorSubject.rocksDb(arena, plan.partitions())) {
            List<Map<String, Round>> rounds = new ArrayList<>();
            for (int round = 0; round <= plan.rounds(); round++) {
                boolean isWarmUp = round == 0;
                String name = isWarmUp ? "warm-up" : "round " + round + " of " + plan.rounds();
                long events = isWarmUp ? plan.warmUpEvents() : plan.eventsPerRound();
                Map<String, Round> figures = new LinkedHashMap<>();
                figures.put(winnow.name(), measure(winnow, events, name, isWarmUp ? null : winnow.profile(), progress));
                for (Subject floor : List.of(passThrough, rocksDb)) {
                    figures.put(floor.name(), measure(floor, plan.floorRecordsPerRound(), name, null, progress));
                }
                if (!isWarmUp) {
                    rounds.add(figures);
                }
            }
            double rate = PipelineReport.median(rounds, winnow.name(), Round::eventsPerSecond);
            winnow.resume();
            Latency latency = winnow.paced(
                    rate * LATENCY_LOAD,
                    plan.latencySeconds(),
                    () -> drain(winnow, "latency", winnow.count(Count.RECORDS_READ), progress));
            Map<String, Long> counted = new LinkedHashMap<>();
            counted.put("events", winnow.count(Count.EVENTS_DETECTED));
            counted.put("lateEvents", winnow.count(Count.EVENTS_LATE));
            counted.put("candidates", winnow.count(Count.CANDIDATES));
            counted.put("alerts", winnow.count(Count.ALERTS));
            counted.put("auditEntries", winnow.count(Count.AUDIT_ENTRIES));
            counted.put("deadLetters", winnow.count(Count.DEAD_LETTERS));
            long live = HeapWatch.live();
            PipelineReport.Memory memory = new PipelineReport.Memory(
                    HeapWatch.maximumOption(),
                    Runtime.getRuntime().maxMemory(),
                    heap.peakAfterCollection(),
                    live,
                    Machine.peakResidentBytes());
            StageProfile profile = winnow.profile();
            return new PipelineReport(
                    plan,
                    rounds,
                    latency,
                    counted,
                    memory,
                    profile == null ? null : profile.figures(),
                    Machine.here().toJson(loadAverage),
                    command);
        }
    }

    private static Round measure(
            Subject subject, long events, String round, @Nullable StageProfile profile, Progress progress) {
        progress.step(round + ", " + subject.name() + ": writing " + events + " events");
        subject.feed(events);
        if (profile != null) {
            profile.begin();
        }
        long cpu = Machine.cpuNanos();
        long start = System.nanoTime();
        subject.resume();
        drain(subject, round, events, progress);
        long nanos = System.nanoTime() - start;
        long cpuNanos = Machine.cpuNanos() - cpu;
        if (profile != null) {
            profile.end(events);
        }
        subject.pause();
        return new Round(events * 1e9 / nanos, cpuNanos / 1e3 / events);
    }

    private static void drain(Subject subject, String round, long events, Progress progress) {
        long first = subject.taken();
        long before = first;
        long moved = System.nanoTime();
        while (!subject.isDone()) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("BEN-004 interrupted", e);
            }
            long taken = subject.taken();
            if (taken != before) {
                before = taken;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STALLED_NANOS) {
                throw new IllegalStateException("BEN-003 " + subject.name()
                        + ": must commit everything that it was fed; nothing has moved for "
                        + TimeUnit.NANOSECONDS.toSeconds(STALLED_NANOS)
                        + " s; run it again with -v and look for aborted transactions");
            }
            progress.step(round + ", " + subject.name() + ": " + (taken - first) + " of " + events + " events");
        }
    }

    /**
     * One application in one round.
     *
     * @param eventsPerSecond from the start until everything was committed
     * @param cpuMicrosPerEvent processor time of the whole JVM, the broker included
     */
    record Round(double eventsPerSecond, double cpuMicrosPerEvent) {}
}
