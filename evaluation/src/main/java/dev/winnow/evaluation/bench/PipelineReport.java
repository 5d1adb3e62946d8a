package dev.winnow.evaluation.bench;

import dev.winnow.evaluation.bench.PipelineBench.Round;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench pipeline} measured. The document's schema is docs/json/bench-pipeline.schema.json.
 *
 * @param rounds figures by application, round by round
 * @param counted what Winnow did in the whole run, the dropped round and the latency load included
 * @param stages what its stages cost in the rounds; null where they were not looked at
 */
record PipelineReport(
        PipelinePlan plan,
        List<Map<String, Round>> rounds,
        Latency latency,
        Map<String, Long> counted,
        Memory memory,
        @Nullable StageFigures stages,
        Map<String, Object> machine,
        String command) {
    private static final List<String> NAMES = List.of("winnow", "passThrough", "rocksdb");

    PipelineReport {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("a report has at least one round");
        }
    }

    /**
     * Memory of the JVM: broker, all three applications and what feeds them.
     *
     * @param option the -Xmx that it was started with, or an empty text
     * @param maxBytes the largest heap that it may have
     * @param peakBytes heap in use after the collection that left most
     * @param liveBytes heap in use after a full collection at the end
     * @param peakResidentBytes with native memory, or -1
     */
    record Memory(String option, long maxBytes, long peakBytes, long liveBytes, long peakResidentBytes) {
        Map<String, @Nullable Object> toJson() {
            Map<String, @Nullable Object> document = new LinkedHashMap<>();
            document.put("option", option);
            document.put("maxBytes", maxBytes);
            document.put("peakAfterCollectionBytes", peakBytes);
            document.put("liveAtEndBytes", liveBytes);
            document.put("peakResidentBytes", peakResidentBytes < 0 ? null : peakResidentBytes);
            return document;
        }
    }

    Map<String, Object> toJson() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("guarantee", plan.guarantee().kafkaName());
        result.put("threads", plan.threads());
        result.put("partitions", plan.partitions());
        result.put("eventsPerSecond", medians(Round::eventsPerSecond));
        result.put("cpuMicrosPerEvent", medians(Round::cpuMicrosPerEvent));
        result.put("eventToAlertMillis", latency.toJson());
        Map<String, Object> sizes = new LinkedHashMap<>();
        for (String name : NAMES) {
            sizes.put(name, name.equals("winnow") ? plan.eventsPerRound() : plan.floorRecordsPerRound());
        }
        result.put("eventsPerRound", sizes);
        List<Map<String, Object>> each = new ArrayList<>();
        for (Map<String, Round> round : rounds) {
            Map<String, Object> line = new LinkedHashMap<>();
            round.forEach((name, figures) -> line.put(
                    name,
                    Map.of(
                            "eventsPerSecond", rounded(figures.eventsPerSecond()),
                            "cpuMicrosPerEvent", rounded(figures.cpuMicrosPerEvent()))));
            each.add(line);
        }
        result.put("rounds", each);
        result.put("winnow", counted);
        if (stages != null) {
            result.put("stages", stages.toJson());
        }

        Map<String, Object> document = new LinkedHashMap<>();
        document.put("results", List.of(result));
        document.put("events", plan.events());
        document.put("input", "synthetic day, seed 1, scale 1, repeated with the next dates (suricata-eve and zeek)");
        document.put("broker", "in this process");
        document.put("heap", memory.toJson());
        document.put("machine", machine);
        document.put("command", command);
        return document;
    }

    String toTable() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(Locale.ROOT, "%-14s %14s %16s %18s%n", "", "events/s", "min to max", "CPU us per event"));
        for (String name : NAMES) {
            double[] rates = sorted(rounds, name, Round::eventsPerSecond);
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %14.0f %16s %18.1f%n",
                    name,
                    median(rounds, name, Round::eventsPerSecond),
                    String.format(Locale.ROOT, "%.0f-%.0f", rates[0], rates[rates.length - 1]),
                    median(rounds, name, Round::cpuMicrosPerEvent)));
        }
        text.append(String.format(
                Locale.ROOT,
                "event to alert: p50 %s ms, p99 %s ms (%d alerts at %.0f events/s)%n",
                latency.percentile(50),
                latency.percentile(99),
                latency.sortedMillis().length,
                latency.perSecond()));
        text.append(String.format(
                Locale.ROOT,
                "heap after collection: %d MB at most, of %d MB%n",
                memory.peakBytes() >> 20,
                memory.maxBytes() >> 20));
        text.append(String.format(
                Locale.ROOT,
                "%s, %d thread(s), %d partition(s), %d round(s); load average %s; CPU is that of the whole JVM with its broker%n",
                plan.guarantee().kafkaName(),
                plan.threads(),
                plan.partitions(),
                plan.rounds(),
                machine.get("loadAverage")));
        if (stages != null) {
            text.append(stages.toTable());
        }
        return text.toString();
    }

    private Map<String, Double> medians(ToDoubleFunction<Round> figure) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (String name : NAMES) {
            medians.put(name, rounded(median(rounds, name, figure)));
        }
        return medians;
    }

    /** Median over the rounds; of an even number, the mean of the two in the middle. */
    static double median(List<Map<String, Round>> rounds, String name, ToDoubleFunction<Round> figure) {
        double[] values = sorted(rounds, name, figure);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private static double[] sorted(List<Map<String, Round>> rounds, String name, ToDoubleFunction<Round> figure) {
        return rounds.stream()
                .map(round -> Objects.requireNonNull(round.get(name)))
                .mapToDouble(figure)
                .sorted()
                .toArray();
    }

    /** To a tenth: more digits than these measurements have. */
    static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
