package dev.winnow.evaluation.datasets;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Records of a CSV file as RFC 4180 has them: quotes, commas and line ends within quotes, CRLF or LF; a byte order mark is skipped, and
 * what is gzipped is unpacked, whatever the file's name. Empty lines are skipped. One owner.
 */
final class CsvReader implements AutoCloseable {
    private static final int NONE = -2;

    private final Path file;
    private final Reader in;
    private final List<String> header;
    private final StringBuilder field = new StringBuilder();
    private int pushedBack = NONE;
    private long line = 1;
    private long recordLine;

    private CsvReader(Path file, Reader in) throws IOException {
        this.file = file;
        this.in = in;
        List<String> first = record();
        if (first == null) {
            throw new DataSetException(
                    DataSetException.Cause.CONTENT,
                    "EVL-006 \"" + file + "\": must have a header line, was empty; give a CSV file");
        }
        first.replaceAll(String::strip);
        header = List.copyOf(first);
    }

    /** @throws DataSetException EVL-003 if the file cannot be read, EVL-006 if it is empty */
    static CsvReader open(Path file) {
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(unpacked(file), StandardCharsets.UTF_8), 1 << 16);
            reader.mark(1);
            if (reader.read() != '\uFEFF') {
                reader.reset();
            }
            return new CsvReader(file, reader);
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
     * @throws DataSetException EVL-006 if it is not as wide as the header
     */
    @Nullable
    List<String> next() {
        try {
            List<String> record = record();
            if (record != null && record.size() != header.size()) {
                throw new DataSetException(
                        DataSetException.Cause.CONTENT,
                        "EVL-006 \"" + file + "\" line " + recordLine + ": must have " + header.size()
                                + " fields like the header, has " + record.size() + "; mend the line");
            }
            return record;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Line in which the last record began, from 1. */
    long line() {
        return recordLine;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private @Nullable List<String> record() throws IOException {
        int c = read();
        while (c == '\n' || c == '\r') {
            c = read();
        }
        if (c < 0) {
            return null;
        }
        recordLine = line;
        List<String> fields = new ArrayList<>(header == null ? 16 : header.size());
        field.setLength(0);
        boolean isQuoted = false;
        while (true) {
            if (isQuoted) {
                if (c < 0) {
                    throw new DataSetException(
                            DataSetException.Cause.CONTENT,
                            "EVL-006 \"" + file + "\" line " + recordLine
                                    + ": a quoted field must end, found the end of the file; close the quote");
                }
                if (c != '"') {
                    field.append((char) c);
                } else {
                    int after = read();
                    if (after == '"') {
                        field.append('"');
                    } else {
                        isQuoted = false;
                        pushedBack = after;
                    }
                }
            } else if (c == '"' && field.isEmpty()) {
                isQuoted = true;
            } else if (c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c < 0 || c == '\n') {
                fields.add(field.toString());
                return fields;
            } else if (c != '\r') {
                field.append((char) c);
            }
            c = read();
        }
    }

    private int read() throws IOException {
        int c = pushedBack;
        if (c != NONE) {
            pushedBack = NONE;
            return c;
        }
        c = in.read();
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private static InputStream unpacked(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isGzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static DataSetException unreadable(Path file, IOException cause) {
        return new DataSetException(
                DataSetException.Cause.FILE,
                "EVL-003 \"" + file + "\": must be readable, failed with "
                        + cause.getClass().getSimpleName() + "; check path and rights",
                cause);
    }
}
