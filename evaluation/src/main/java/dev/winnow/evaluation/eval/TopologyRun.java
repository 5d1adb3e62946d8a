package dev.winnow.evaluation.eval;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.file.FileRun;
import dev.winnow.app.run.file.RecordLabels;
import dev.winnow.app.shell.Progress;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.Engine;
import dev.winnow.evaluation.bench.Machine;
import dev.winnow.evaluation.datasets.DataSetException;
import dev.winnow.evaluation.datasets.EventSet;
import dev.winnow.schemas.input.InputFormat;
import dev.winnow.schemas.input.InputFormats;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Labelled events through the whole topology, from a file to alerts: what {@code winnow triage FILE --labels CSV} does. */
final class TopologyRun {
    /** Alerts are judged, not kept: any key seals the log of a run. */
    private static final byte[] KEY =
            "a key for evaluations, no secret!".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static final List<String> FIGURES = List.of("averagePrecision", "roc", "recallAt1PercentFpr");

    private TopologyRun() {}

    /**
     * The quality of the alerts, and processor time of the whole process an event.
     *
     * @param configuration as YAML
     * @throws DataSetException EVL-009 if a run did not account for every event
     */
    static Map<String, Double> figures(EventSet events, String configuration, Progress progress) {
        InputOptions options = InputOptions.defaults();
        if (events.isGeneric()) {
            options = options.withMapping(
                    new Mapping(events.timeField(), "auto", events.entityField(), EventSet.TYPE, Map.of(), Map.of()));
        }
        InputFormat format = InputFormats.create(events.format(), options);
        WinnowConfig config = WinnowConfig.parse(configuration, "evaluation", Path.of(""), Map.of());
        Path directory = temporary();
        try {
            FileRun.Request request = new FileRun.Request(
                    List.of(),
                    List.of(events.rows()),
                    format,
                    options,
                    null,
                    directory,
                    RootKey.of("evaluation", KEY),
                    System.currentTimeMillis(),
                    RecordLabels.read(events.labels()),
                    1,
                    Engine.ENTITIES,
                    false);
            long before = Machine.cpuNanos();
            Map<String, @Nullable Object> summary = new FileRun(config, request).run(progress);
            long spent = Machine.cpuNanos() - before;
            FileRun.unaccounted(summary).ifPresent(line -> {
                throw new DataSetException(
                        DataSetException.Cause.CONTENT, "EVL-009 events of \"" + events.name() + "\": " + line);
            });
            Map<String, Double> figures = new LinkedHashMap<>();
            if (summary.get("quality") instanceof Map<?, ?> quality) {
                for (String name : FIGURES) {
                    figures.put(name, quality.get(name) instanceof Double value ? value : Double.NaN);
                }
            }
            figures.put("cpuMicros", spent / 1e3 / events.events());
            return figures;
        } finally {
            delete(directory);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("winnow-eval-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
