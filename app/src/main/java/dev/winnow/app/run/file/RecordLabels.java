package dev.winnow.app.run.file;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of input records: the columns {@code record} (number of the record in the run, from 0) and {@code label}
 * (1 for an attack, 0 for none) of a CSV file, in any order, further columns ignored.
 */
public final class RecordLabels {
    private final Map<Long, Boolean> labels;

    private RecordLabels(Map<Long, Boolean> labels) {
        this.labels = labels;
    }

    /** @throws CommandFailure CLI-023 for a file that is not such a table, with the line */
    public static RecordLabels read(Path file) {
        Map<Long, Boolean> labels = new HashMap<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            List<String> header = cells(Optional.ofNullable(in.readLine()).orElse(""));
            int record = header.indexOf("record");
            int label = header.indexOf("label");
            if (record < 0 || label < 0) {
                throw bad(file, 1, "must name the columns record and label");
            }
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                List<String> cells = cells(line);
                if (cells.size() != header.size()
                        || !cells.get(record).matches("\\d{1,18}")
                        || !cells.get(label).matches("[01]")) {
                    throw bad(
                            file, number, "must have " + header.size() + " cells, a record number and a label 0 or 1");
                }
                if (labels.put(
                                Long.parseLong(cells.get(record)),
                                cells.get(label).equals("1"))
                        != null) {
                    throw bad(file, number, "must not label record " + cells.get(record) + " again");
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE, "CLI-023 \"" + file + "\": must be a readable CSV file in UTF-8", e);
        }
        return new RecordLabels(labels);
    }

    /** The label of a record; empty where it has none. */
    Optional<Boolean> of(long record) {
        return Optional.ofNullable(labels.get(record));
    }

    /** Records labelled 1. */
    long positives() {
        return labels.values().stream().filter(label -> label).count();
    }

    /** Labelled records. */
    long size() {
        return labels.size();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1))
                .map(cell -> cell.strip().replaceAll("^\"(.*)\"$", "$1"))
                .toList();
    }

    private static CommandFailure bad(Path file, int line, String what) {
        return new CommandFailure(ExitCode.FILE, "CLI-023 \"" + file + "\" line " + line + ": " + what);
    }
}
