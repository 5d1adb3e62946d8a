package dev.winnow.evaluation.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench forest} measured. The document's schema is docs/json/bench-forest.schema.json.
 *
 * @param forksByWidth figures of every fork, by width in the plan's order
 */
record ForestReport(
        ForestPlan plan,
        Map<Integer, List<ForestFigures>> forksByWidth,
        Map<String, Object> machine,
        String command,
        double seconds) {
    private static final List<String> TIMES =
            List.of("update", "score", "scoreUpdate", "scoreAttribution", "snapshot", "restore", "hydrate");

    ForestReport {
        forksByWidth = Collections.unmodifiableMap(new LinkedHashMap<>(forksByWidth));
        if (!List.copyOf(forksByWidth.keySet()).equals(plan.features())
                || forksByWidth.values().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("a report has figures for every width of its plan");
        }
    }

    Map<String, Object> toJson() {
        List<Map<String, Object>> results = new ArrayList<>();
        forksByWidth.forEach((width, forks) -> results.add(result(width, forks)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("results", results);
        document.put("peer", "software.amazon.randomcutforest:randomcutforest-core:4.4.0");
        document.put("input", ForestStream.DESCRIPTION);
        document.put("points", plan.points());
        document.put("forks", plan.forks());
        document.put("blocks", plan.blocks());
        document.put("deltas", ForestPlan.deltas(plan.points()));
        document.put("seed", plan.seed());
        document.put("jvmOptions", ForestFork.jvmOptions());
        document.put("seconds", rounded(seconds));
        document.put("machine", machine);
        document.put("command", command);
        return document;
    }

    String toTable() {
        StringBuilder text = new StringBuilder();
        forksByWidth.forEach((width, forks) -> appendWidth(text, width, ForestFigures.median(forks)));
        text.append(String.format(
                Locale.ROOT,
                "%d trees of %d points, %d points learnt, medians of %d fork(s); ratio = winnow / aws, of processor time%n"
                        + "hydrate = restore + %d updates; load average %s; %.0f s%n",
                ForestPlan.TREES,
                ForestPlan.SAMPLES,
                plan.points(),
                plan.forks(),
                ForestPlan.deltas(plan.points()),
                machine.get("loadAverage"),
                seconds));
        return text.toString();
    }

    private static Map<String, Object> result(int width, List<ForestFigures> forks) {
        ForestFigures median = ForestFigures.median(forks);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("features", width);
        result.put("trees", ForestPlan.TREES);
        result.put("samples", ForestPlan.SAMPLES);
        Map<String, Object> cpu = new LinkedHashMap<>();
        median.byName().forEach((name, peers) -> {
            Map<String, Double> values = new LinkedHashMap<>();
            peers.forEach((peer, value) -> values.put(peer, rounded(value)));
            if (name.endsWith("CpuNs")) {
                cpu.put(name.replace("CpuNs", "Ns"), values);
            } else {
                result.put(name, values);
            }
        });
        result.put("cpu", cpu);
        for (String time : TIMES) {
            result.put(time + "Ratio", ratio(forks, time + "CpuNs"));
        }
        result.put("liveBytesRatio", ratio(forks, "liveBytes"));
        result.put("snapshotBytesRatio", ratio(forks, "snapshotBytes"));
        List<Map<String, Double>> each = new ArrayList<>();
        for (ForestFigures fork : forks) {
            Map<String, Double> ratios = new LinkedHashMap<>();
            for (String time : TIMES) {
                ratios.put(time + "Ratio", thousandths(fork.ratio(time + "CpuNs")));
            }
            each.add(ratios);
        }
        result.put("forks", each);
        return result;
    }

    /** Median over the forks of the ratio within each: both peers of a fork had the same minutes of the machine. */
    private static double ratio(List<ForestFigures> forks, String name) {
        return thousandths(
                Medians.of(forks.stream().mapToDouble(fork -> fork.ratio(name)).toArray()));
    }

    private static void appendWidth(StringBuilder text, int width, ForestFigures median) {
        text.append(String.format(
                Locale.ROOT,
                "%-26s %13s %13s %13s %13s %7s%n",
                width + " features",
                "winnow us",
                "aws us",
                "winnow cpu us",
                "aws cpu us",
                "ratio"));
        for (String time : TIMES) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-26s %13.1f %13.1f %13.1f %13.1f %7.3f%n",
                    "  " + time,
                    median.value(time + "Ns", WinnowForest.NAME) / 1e3,
                    median.value(time + "Ns", AwsForest.NAME) / 1e3,
                    median.value(time + "CpuNs", WinnowForest.NAME) / 1e3,
                    median.value(time + "CpuNs", AwsForest.NAME) / 1e3,
                    median.ratio(time + "CpuNs")));
        }
        for (String size : List.of("liveBytes", "snapshotBytes", "allocatedBytesPerScore", "allocatedBytesPerUpdate")) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-26s %13.0f %13.0f %27s %7.3f%n",
                    "  " + size,
                    median.value(size, WinnowForest.NAME),
                    median.value(size, AwsForest.NAME),
                    "",
                    median.ratio(size)));
        }
    }

    /** To a tenth: more digits than these measurements have. */
    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static double thousandths(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
