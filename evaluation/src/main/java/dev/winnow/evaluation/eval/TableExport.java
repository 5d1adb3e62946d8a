package dev.winnow.evaluation.eval;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.evaluation.datasets.Column;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what a table is judged on as files that {@code winnow triage} reads, so that the same rows go through the topology. */
final class TableExport {
    private TableExport() {}

    /**
     * Writes the protocols that are one pass; what is fitted and frozen cannot be had from a stream.
     *
     * @return the files
     * @throws CommandFailure EVL-003 where a file cannot be written
     */
    static List<Path> write(String set, List<TabularProtocol> protocols, Path directory) {
        List<Path> files = new ArrayList<>();
        try {
            Files.createDirectories(directory);
            for (TabularProtocol protocol : protocols) {
                if (!protocol.isFrozen() && protocol.fit().rows() == 0) {
                    Path rows = directory.resolve(set + "-" + protocol.name() + ".csv");
                    Path labels = directory.resolve(set + "-" + protocol.name() + "-labels.csv");
                    rows(protocol.judged(), rows);
                    labels(protocol.judged(), labels);
                    files.add(rows);
                    files.add(labels);
                }
            }
            return files;
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FILE, "EVL-003 \"" + directory + "\": must be a folder to write in", e);
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
        out.write(cells.stream().map(TableExport::quoted).collect(Collectors.joining(",")));
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

    private static void labels(Table table, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("record,label");
        boolean[] labels = table.labels();
        for (int r = 0; r < labels.length; r++) {
            lines.add(r + "," + (labels[r] ? 1 : 0));
        }
        Files.write(file, lines);
    }
}
