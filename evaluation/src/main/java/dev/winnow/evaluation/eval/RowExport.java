package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.evaluation.datasets.Column;
import dev.winnow.evaluation.datasets.SeriesPair;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what a table or a series is judged on as files that {@code winnow triage} reads, so that the same rows go through the topology. */
final class RowExport {
    private RowExport() {}

    /** Time of the first row of series that have no times: 2026-01-01. */
    private static final long BEGIN_MILLIS = 1_767_225_600_000L;

    /**
     * Writes both parts of each series one after the other, a minute a row; labels are of the second part alone.
     *
     * @return the files
     * @throws CommandFailure EVL-003 where a file cannot be written
     */
    static List<Path> series(String set, List<SeriesPair> pairs, Path directory) {
        List<Path> files = new ArrayList<>();
        try {
            Files.createDirectories(directory);
            for (SeriesPair pair : pairs) {
                Path rows = directory.resolve(set + "-" + pair.name() + ".csv");
                Path labels = directory.resolve(set + "-" + pair.name() + "-labels.csv");
                try (BufferedWriter out = Files.newBufferedWriter(rows)) {
                    List<String> header = new ArrayList<>(List.of("time", "host"));
                    header.addAll(pair.test().numericNames());
                    line(out, header);
                    long time = BEGIN_MILLIS;
                    for (Table part : List.of(pair.train(), pair.test())) {
                        for (double[] values : part.numeric()) {
                            List<String> cells = new ArrayList<>(
                                    List.of(Instant.ofEpochMilli(time).toString(), pair.name()));
                            Arrays.stream(values).mapToObj(RowExport::plain).forEach(cells::add);
                            line(out, cells);
                            time += SeriesPair.STEP_MILLIS;
                        }
                    }
                }
                labels(pair.test(), pair.train().rows(), labels);
                files.add(rows);
                files.add(labels);
            }
            return files;
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static CommandFailure unwritable(Path directory, IOException cause) {
        return new CommandFailure(ExitCode.FILE, "EVL-003 \"" + directory + "\": must be a folder to write in", cause);
    }

    /**
     * Writes the protocols that are one pass; what is fitted and frozen cannot be had from a stream.
     *
     * @return the files
     * @throws CommandFailure EVL-003 where a file cannot be written
     */
    static List<Path> tables(String set, List<TabularProtocol> protocols, Path directory) {
        List<Path> files = new ArrayList<>();
        try {
            Files.createDirectories(directory);
            for (TabularProtocol protocol : protocols) {
                if (!protocol.isFrozen() && protocol.fit().rows() == 0) {
                    Path rows = directory.resolve(set + "-" + protocol.name() + ".csv");
                    Path labels = directory.resolve(set + "-" + protocol.name() + "-labels.csv");
                    rows(protocol.judged(), rows);
                    labels(protocol.judged(), 0, labels);
                    files.add(rows);
                    files.add(labels);
                }
            }
            return files;
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static void rows(Table table, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            line(out, table.columns().stream().map(Column::name).toList());
            for (int r = 0; r < table.rows(); r++) {
                List<String> cells = new ArrayList<>();
                int number = 0;
                int text = 0;
                for (Column column : table.columns()) {
                    cells.add(
                            column.kind() == Column.Kind.NUMERIC
                                    ? plain(table.numeric().get(r)[number++])
                                    : table.text().get(r)[text++]);
                }
                line(out, cells);
            }
        }
    }

    private static void line(BufferedWriter out, List<String> cells) throws IOException {
        out.write(cells.stream().map(RowExport::quoted).collect(Collectors.joining(",")));
        out.newLine();
    }

    /** RFC 4180, section 2, rules 6 and 7. */
    private static String quoted(String cell) {
        return cell.matches("[^,\"\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** Empty for a missing value; whole numbers without a point. */
    private static String plain(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static void labels(Table table, int first, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("record,label");
        boolean[] labels = table.labels();
        for (int r = 0; r < labels.length; r++) {
            lines.add(first + r + "," + (labels[r] ? 1 : 0));
        }
        Files.write(file, lines);
    }
}
