package dev.winnow.evaluation.datasets;

import dev.winnow.schemas.input.Framing;
import dev.winnow.schemas.input.RecordSplitter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The known sets as labelled events of entities: what members of the engine {@code entities} are chosen by. Each is a part that goes through
 * a whole topology in seconds; which part does not depend on what any detector says of it.
 */
public final class EventSets {
    /** Time of the first event of sets that have no times: 2026-01-01. */
    private static final long BEGIN_MILLIS = 1_767_225_600_000L;

    /** Time between events of sets that have none. */
    private static final long STEP_MILLIS = 3_000;

    private static final int EVENTS = 8_000;

    /** Events of a set before the burst of attacks that it is about: long enough for models to be ready. */
    private static final int QUIET = 7_000;

    private static final String TIME = "time";

    /** The one entity of a set that names none. */
    private static final String SERVER = "server";

    private static final List<Known> KNOWN = List.of(
            new Known("nsl-kdd", EventSets::nslKdd),
            new Known("zeek-labeled", EventSets::zeek),
            new Known("kdd-http", EventSets::kddHttp),
            new Known("nab", EventSets::nab),
            new Known("ait-alerts", EventSets::ait));

    private EventSets() {}

    /** Writes a set's files. */
    @FunctionalInterface
    private interface Writer {
        EventSet write(Path data, Path directory) throws IOException;
    }

    private record Known(String name, Writer writer) {}

    public static List<String> names() {
        return KNOWN.stream().map(Known::name).toList();
    }

    /**
     * Writes one set.
     *
     * @param data folder that has the set's folder below it
     * @param directory where the files go; made if need be
     * @throws DataSetException EVL-001 for an unknown set, EVL-003 if a file cannot be read or written
     */
    public static EventSet write(String name, Path data, Path directory) {
        for (Known known : KNOWN) {
            if (known.name().equals(name)) {
                try {
                    Files.createDirectories(directory);
                    return known.writer().write(data, directory);
                } catch (IOException | UncheckedIOException e) {
                    throw new DataSetException(
                            DataSetException.Cause.FILE,
                            "EVL-003 events of \"" + name + "\": must be readable in \"" + data
                                    + "\" and writable in \""
                                    + directory + "\", failed with "
                                    + e.getClass().getSimpleName() + "; check paths and rights",
                            e);
                }
            }
        }
        throw new DataSetException(
                DataSetException.Cause.REQUEST,
                "EVL-001 set \"" + name + "\": must be one of " + names() + "; name one of them");
    }

    private static EventSet nslKdd(Path data, Path directory) throws IOException {
        Table table = TabularSets.read("nsl-kdd", data).get(0).judged();
        int[] first = IntStream.range(0, Math.min(EVENTS, table.rows())).toArray();
        return rows(
                "nsl-kdd",
                "the first %,d rows of its stream with 5 %% attacks, one each three seconds; the entity is the service"
                        .formatted(first.length),
                table.rows(first),
                "service",
                directory);
    }

    private static EventSet kddHttp(Path data, Path directory) throws IOException {
        Table table = TabularSets.read("kdd-http", data).get(0).judged();
        int from = quietBefore(table.labels(), QUIET);
        int[] picked =
                IntStream.range(from, Math.min(table.rows(), from + EVENTS)).toArray();
        return rows(
                "kdd-http",
                "%,d rows from row %,d on: 7,000 without an attack, then the first that come in numbers;"
                                .formatted(picked.length, from)
                        + " one each three seconds, one entity",
                table.rows(picked),
                SERVER,
                directory);
    }

    /** The first row of so many without an attack that ten attacks at least follow within as many rows; 0 if there is none. */
    static int quietBefore(boolean[] labels, int quiet) {
        int last = -1;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i]) {
                if (i - last > quiet && positives(labels, i, i + quiet) >= 10) {
                    return i - quiet;
                }
                last = i;
            }
        }
        return 0;
    }

    private static int positives(boolean[] labels, int from, int to) {
        int count = 0;
        for (int i = from; i < Math.min(to, labels.length); i++) {
            count += labels[i] ? 1 : 0;
        }
        return count;
    }

    private static EventSet nab(Path data, Path directory) throws IOException {
        record Row(long time, String metric, double value, boolean label) {}
        List<NabCorpus.Series> series = NabCorpus.read(data).series().stream()
                .filter(one -> one.name().startsWith("realAWSCloudwatch/")
                        && one.file().windows() > 0)
                .limit(3)
                .toList();
        List<Row> rows = new ArrayList<>();
        for (NabCorpus.Series one : series) {
            String metric = one.name().substring(one.name().indexOf('/') + 1).replace(".csv", "");
            long[] times = one.table().timesMillis();
            boolean[] labels = one.table().labels();
            for (int r = 0; r < times.length; r++) {
                rows.add(new Row(times[r], metric, one.table().numeric().get(r)[0], labels[r]));
            }
        }
        // Stable: rows of one time stay in the order of the files.
        rows.sort(Comparator.comparingLong(Row::time));
        boolean[] labels = new boolean[rows.size()];
        List<String> lines = new ArrayList<>(List.of("time,metric,value"));
        for (int r = 0; r < labels.length; r++) {
            Row row = rows.get(r);
            labels[r] = row.label();
            lines.add(Instant.ofEpochMilli(row.time()) + "," + row.metric() + "," + row.value());
        }
        return generic(
                "nab",
                "the first %d labelled files of realAWSCloudwatch, in the order of their times; the entity is the file"
                        .formatted(series.size()),
                lines,
                labels,
                "metric",
                directory);
    }

    private static EventSet rows(String name, String says, Table table, String entity, Path directory)
            throws IOException {
        List<String> header = new ArrayList<>(List.of(TIME));
        table.columns().forEach(column -> header.add(column.name()));
        boolean hasEntity = header.contains(entity);
        if (!hasEntity) {
            header.add(entity);
        }
        List<String> lines = new ArrayList<>(List.of(String.join(",", header)));
        for (int r = 0; r < table.rows(); r++) {
            List<String> cells = new ArrayList<>();
            cells.add(Instant.ofEpochMilli(BEGIN_MILLIS + r * STEP_MILLIS).toString());
            int number = 0;
            int text = 0;
            for (Column column : table.columns()) {
                double value = Double.NaN;
                String word = "";
                if (column.kind() == Column.Kind.NUMERIC) {
                    value = table.numeric().get(r)[number++];
                } else {
                    word = table.text().get(r)[text++];
                }
                cells.add(Double.isNaN(value) ? word : Double.toString(value));
            }
            if (!hasEntity) {
                cells.add(SERVER);
            }
            lines.add(String.join(",", cells));
        }
        return generic(name, says, lines, table.labels(), entity, directory);
    }

    private static EventSet generic(
            String name, String says, List<String> lines, boolean[] labels, String entity, Path directory)
            throws IOException {
        Path rows = Files.write(directory.resolve(name + "-events.csv"), lines);
        return new EventSet(
                name,
                says,
                rows,
                labels(directory, name, labels),
                "csv",
                TIME,
                entity,
                labels.length,
                positives(labels, 0, labels.length));
    }

    private static EventSet zeek(Path data, Path directory) throws IOException {
        Path log = TabularSets.folder(data, "zeek-labeled").resolve("008-mixed-conn.log.labeled.gz");
        List<Boolean> malicious = new ArrayList<>();
        try (InputStream in = Files.newInputStream(log)) {
            RecordSplitter records = new RecordSplitter(in, Framing.ZEEK_LOG, 1 << 20);
            while (records.hasNext()) {
                String row = new String(records.next(), StandardCharsets.UTF_8);
                String last = row.stripTrailing().lines().reduce("", (before, line) -> line);
                malicious.add(Arrays.asList(last.split("\t")).contains("Malicious"));
            }
        }
        boolean[] labels = new boolean[malicious.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = malicious.get(i);
        }
        return new EventSet(
                "zeek-labeled",
                "the flows of the mixed capture 008, three quarters of them attacks; the entity is the host",
                log,
                labels(directory, "zeek-labeled", labels),
                "zeek",
                "",
                "",
                labels.length,
                positives(labels, 0, labels.length));
    }

    private static EventSet ait(Path data, Path directory) throws IOException {
        Path file = TabularSets.folder(data, "ait-alerts").resolve("russellmitchell_alerts.csv.gz");
        CsvTable table = CsvTable.read(file);
        boolean[] all = table.labels("event_label", null);
        int first =
                IntStream.range(0, all.length).filter(i -> all[i]).findFirst().orElse(0);
        int from = Math.max(0, first - QUIET);
        int to = Math.min(all.length, from + EVENTS);
        Path rows = directory.resolve("ait-alerts-events.csv");
        try (BufferedWriter out = Files.newBufferedWriter(rows)) {
            out.write(String.join(",", table.names()));
            out.newLine();
            for (int r = from; r < to; r++) {
                int row = r;
                out.write(table.names().stream()
                        .map(name -> quoted(table.text(name, row)))
                        .collect(Collectors.joining(",")));
                out.newLine();
            }
        }
        boolean[] labels = Arrays.copyOfRange(all, from, to);
        return new EventSet(
                "ait-alerts",
                "%,d alerts of scenario russellmitchell, 7,000 of them before its first step of an attack; the entity is the host"
                        .formatted(labels.length),
                rows,
                labels(directory, "ait-alerts", labels),
                "ids-csv",
                "",
                "",
                labels.length,
                positives(labels, 0, labels.length));
    }

    /** RFC 4180, section 2, rules 6 and 7. */
    private static String quoted(String cell) {
        return cell.matches("[^,\"\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    private static Path labels(Path directory, String name, boolean[] labels) throws IOException {
        List<String> lines = new ArrayList<>(List.of("record,label"));
        for (int i = 0; i < labels.length; i++) {
            lines.add(i + "," + (labels[i] ? 1 : 0));
        }
        return Files.write(directory.resolve(name + "-labels.csv"), lines);
    }
}
