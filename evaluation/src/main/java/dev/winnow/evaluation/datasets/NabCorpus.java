package dev.winnow.evaluation.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.evaluation.metrics.NabFile;
import dev.winnow.evaluation.metrics.NabProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The Numenta Anomaly Benchmark, or some of its categories: {@code data/CATEGORY/FILE.csv} with {@code timestamp,value},
 * {@code labels/combined_windows.json} and, if it is there, {@code config/profiles.json}.
 *
 * @param series its files, by name
 * @param profiles what alarms cost
 * @param skipped files with data or labels only, by name
 */
public record NabCorpus(List<Series> series, List<NabProfile> profiles, List<String> skipped) {
    private static final String WINDOWS = "labels/combined_windows.json";

    public NabCorpus {
        series = List.copyOf(series);
        profiles = List.copyOf(profiles);
        skipped = List.copyOf(skipped);
    }

    /**
     * One file.
     *
     * @param name category and file
     * @param table one numeric column with its times; labels are true within a window
     * @param file the file as the scorer sees it
     */
    public record Series(String name, Table table, NabFile file) {}

    /**
     * Reads whatever categories are there.
     *
     * @param data folder of the benchmark, or one that has it below it as {@code nab}
     * @throws DataSetException EVL-003 if a file cannot be read, EVL-005 without windows, EVL-007 if labels and data do not fit
     */
    public static NabCorpus read(Path data) {
        Path root = TabularSets.folder(data, "nab");
        JsonNode windows = json(root.resolve(WINDOWS));
        TreeSet<String> labelled = new TreeSet<>();
        windows.fieldNames().forEachRemaining(labelled::add);
        TreeSet<String> found = files(root.resolve("data"));
        List<Series> series = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(labelled);
        all.addAll(found);
        int count = 0;
        for (String name : all) {
            if (labelled.contains(name) && found.contains(name)) {
                Series one = series(root, name, windows.path(name));
                count += one.file().windows();
                series.add(one);
            } else {
                skipped.add(name);
            }
        }
        if (count == 0) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-005 \"" + root + "\": must have a labelled window in a file that is there, has "
                            + series.size() + " files and no windows; give a folder with data/ and " + WINDOWS);
        }
        return new NabCorpus(series, profiles(root), skipped);
    }

    /** Labelled windows in all files. */
    public int windows() {
        return series.stream().mapToInt(one -> one.file().windows()).sum();
    }

    private static Series series(Path root, String name, JsonNode spans) {
        Path path = root.resolve("data").resolve(name);
        CsvTable csv = CsvTable.read(path);
        if (!csv.names().equals(List.of("timestamp", "value"))) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-007 \"" + path + "\": must have the columns timestamp and value, has " + csv.names()
                            + "; keep the benchmark's form");
        }
        int rows = csv.rows();
        long[] times = new long[rows];
        List<double[]> values = new ArrayList<>();
        Map<Long, Integer> rowOf = new HashMap<>();
        for (int i = 0; i < rows; i++) {
            long stated = millis(csv.text("timestamp", i), path);
            rowOf.putIfAbsent(stated / 1000, i);
            // Some files fall back by an hour in autumn; event time does not.
            times[i] = i == 0 ? stated : Math.max(stated, times[i - 1]);
            values.add(new double[] {csv.number("value", i)});
        }
        List<NabFile.Window> windows = new ArrayList<>();
        boolean[] labels = new boolean[rows];
        for (JsonNode span : spans) {
            NabFile.Window window = new NabFile.Window(row(rowOf, span.path(0), name), row(rowOf, span.path(1), name));
            windows.add(window);
            for (int i = window.first(); i <= window.last(); i++) {
                labels[i] = true;
            }
        }
        Table table = new Table(
                List.of(new Column("value", Column.Kind.NUMERIC)),
                times,
                values,
                Collections.nCopies(rows, new String[0]),
                labels);
        return new Series(name, table, NabFile.of(rows, windows));
    }

    private static long millis(String stamp, Path path) {
        try {
            return TimeColumn.millis(stamp);
        } catch (DateTimeException | NumberFormatException e) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-007 \"" + path + "\": timestamp must be a time, was \"" + stamp
                            + "\"; keep the benchmark's form",
                    e);
        }
    }

    private static int row(Map<Long, Integer> rowOf, JsonNode edge, String name) {
        try {
            Integer row = rowOf.get(TimeColumn.millis(edge.asText()) / 1000);
            if (row != null) {
                return row;
            }
        } catch (DateTimeException | NumberFormatException e) {
            // Told below, like an edge that is no row's time.
        }
        throw new DataSetException(
                DataSetException.Cause.CONTENT,
                "EVL-007 windows of \"" + name + "\": must begin and end at times of rows, \"" + edge.asText()
                        + "\" is none; take labels and data of one version");
    }

    private static TreeSet<String> files(Path data) {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(data, 2)) {
            files.filter(file -> file.toString().endsWith(".csv"))
                    .forEach(file -> names.add(data.relativize(file).toString().replace('\\', '/')));
            return names;
        } catch (IOException e) {
            throw new DataSetException(
                    DataSetException.Cause.FILE,
                    "EVL-003 \"" + data + "\": must be a readable folder; give a folder with data/ and " + WINDOWS,
                    e);
        }
    }

    private static List<NabProfile> profiles(Path root) {
        Path file = root.resolve("config/profiles.json");
        if (!Files.exists(file)) {
            return NabProfile.PUBLISHED;
        }
        JsonNode document = json(file);
        List<NabProfile> profiles = new ArrayList<>();
        document.fields().forEachRemaining(entry -> {
            JsonNode cost = entry.getValue().path("CostMatrix");
            if (!cost.path("tpWeight").isNumber()
                    || !cost.path("fpWeight").isNumber()
                    || !cost.path("fnWeight").isNumber()) {
                throw new DataSetException(
                        DataSetException.Cause.CONTENT,
                        "EVL-007 \"" + file + "\" profile \"" + entry.getKey()
                                + "\": must have tpWeight, fpWeight and fnWeight; take the benchmark's file");
            }
            profiles.add(new NabProfile(
                    entry.getKey(),
                    cost.path("tpWeight").asDouble(),
                    cost.path("fpWeight").asDouble(),
                    cost.path("fnWeight").asDouble()));
        });
        return profiles;
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new DataSetException(
                    DataSetException.Cause.FILE,
                    "EVL-003 \"" + file + "\": must be readable JSON, failed with "
                            + e.getClass().getSimpleName() + "; check path and content",
                    e);
        }
    }
}
