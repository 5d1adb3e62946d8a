package dev.winnow.evaluation.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What Winnow's stages cost.
 *
 * @param events events of the rounds that count
 * @param samples how often a running stream thread was seen at each stage
 * @param threadNanos processor time of the stream threads
 * @param processNanos of the whole JVM
 * @param lookingNanos of the thread that looked
 * @param bytes handed to producers, by kind
 * @param inputBytes bytes of an event as it came, on average
 */
record StageFigures(
        long events,
        Map<Stage, Long> samples,
        long threadNanos,
        long processNanos,
        long lookingNanos,
        Map<WrittenBytes.Kind, Long> bytes,
        double inputBytes) {

    StageFigures {
        if (events < 1) {
            throw new IllegalArgumentException("figures rest on at least one event");
        }
    }

    private long allSamples() {
        return samples.values().stream().mapToLong(Long::longValue).sum();
    }

    private double share(Stage stage) {
        return allSamples() == 0 ? 0 : samples.getOrDefault(stage, 0L) / (double) allSamples();
    }

    private double threadMicros() {
        return threadNanos / 1e3 / events;
    }

    private double micros(Stage stage) {
        return share(stage) * threadMicros();
    }

    /** Of the share as one of so many independent looks. */
    private double standardErrorMicros(Stage stage) {
        double share = share(stage);
        return allSamples() == 0 ? 0 : threadMicros() * Math.sqrt(share * (1 - share) / allSamples());
    }

    private double otherMicros() {
        return (processNanos - threadNanos - lookingNanos) / 1e3 / events;
    }

    private double bytesPerEvent(WrittenBytes.Kind kind) {
        return bytes.getOrDefault(kind, 0L) / (double) events;
    }

    Map<String, Object> toJson() {
        Map<String, Double> micros = new LinkedHashMap<>();
        Map<String, Double> errors = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            micros.put(stage.field(), hundredth(micros(stage)));
            errors.put(stage.field(), hundredth(standardErrorMicros(stage)));
        }
        Map<String, Double> sizes = new LinkedHashMap<>();
        double total = 0;
        for (WrittenBytes.Kind kind : WrittenBytes.Kind.values()) {
            sizes.put(kind.field(), PipelineReport.rounded(bytesPerEvent(kind)));
            total += bytesPerEvent(kind);
        }
        sizes.put("total", PipelineReport.rounded(total));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("events", events);
        document.put("samples", allSamples());
        document.put("intervalMillis", StageProfile.INTERVAL_MILLIS);
        document.put("cpuMicrosPerEvent", micros);
        document.put("standardErrorMicros", errors);
        document.put("streamThreadsMicrosPerEvent", hundredth(threadMicros()));
        document.put("otherThreadsMicrosPerEvent", hundredth(otherMicros()));
        document.put("profilerMicrosPerEvent", hundredth(lookingNanos / 1e3 / events));
        document.put("bytesPerEvent", sizes);
        document.put("inputBytesPerEvent", PipelineReport.rounded(inputBytes));
        return document;
    }

    String toTable() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n%-14s %18s %8s%n", "winnow by stage", "CPU us per event", "+-"));
        for (Stage stage : Stage.values()) {
            text.append(String.format(
                    Locale.ROOT, "  %-13s %18.1f %8.1f%n", stage.field(), micros(stage), standardErrorMicros(stage)));
        }
        text.append(String.format(
                Locale.ROOT,
                "  %-13s %18.1f%n  %-13s %18.1f   broker, clients, garbage collector, compiler%n",
                "all of them",
                threadMicros(),
                "other threads",
                otherMicros()));
        text.append(String.format(Locale.ROOT, "bytes per event of %.0f:", inputBytes));
        for (WrittenBytes.Kind kind : WrittenBytes.Kind.values()) {
            text.append(String.format(Locale.ROOT, " %s %.0f", kind.field(), bytesPerEvent(kind)));
        }
        return text.append(String.format("%n")).toString();
    }

    private static double hundredth(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
