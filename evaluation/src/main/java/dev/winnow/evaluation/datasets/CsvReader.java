package dev.winnow.evaluation.datasets;

import dev.winnow.schemas.input.CsvRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of a CSV file, as wide as its header; what is gzipped is unpacked, whatever the file's name. One owner. */
final class CsvReader implements AutoCloseable {
    /** Wide tables have rows of some kilobytes. */
    private static final int MAX_ROW_BYTES = 16 << 20;

    private final Path file;
    private final InputStream in;
    private final CsvRows rows;
    private final List<String> header;

    private CsvReader(Path file, InputStream in) throws IOException {
        this.file = file;
        this.in = in;
        this.rows = new CsvRows(in, MAX_ROW_BYTES);
        List<String> first = row();
        if (first == null) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-006 \"" + file + "\": must have a header line, was empty; give a CSV file");
        }
        header = first.stream().map(String::strip).toList();
    }

    /** @throws DataSetException EVL-003 if the file cannot be read, EVL-006 if it is empty */
    static CsvReader open(Path file) {
        try {
            InputStream in = Files.newInputStream(file);
            try {
                return new CsvReader(file, in);
            } catch (IOException | DataSetException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Names in the first line, stripped. */
    List<String> header() {
        return header;
    }

    /**
     * The next record, as wide as the header; null at the end.
     *
     * @throws DataSetException EVL-006 if it is not as wide as the header or no CSV
     */
    @Nullable
    List<String> next() {
        try {
            List<String> record = row();
            if (record != null && record.size() != header.size()) {
                throw new DataSetException(
                        DataSetException.Cause.CONTENT,
                        "EVL-006 \"" + file + "\" line " + line() + ": must have " + header.size()
                                + " fields like the header, has " + record.size() + "; mend the line");
            }
            return record;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private @Nullable List<String> row() throws IOException {
        try {
            return rows.next();
        } catch (CsvRows.BrokenRowException e) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT, "EVL-006 \"" + file + "\" line " + line() + ": " + e.getMessage());
        }
    }

    /** Line in which the last record began, from 1. */
    long line() {
        return rows.line();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static DataSetException unreadable(Path file, IOException cause) {
        return new DataSetException(
                DataSetException.Cause.FILE,
                "EVL-003 \"" + file + "\": must be readable, failed with "
                        + cause.getClass().getSimpleName() + "; check path and rights",
                cause);
    }
}
