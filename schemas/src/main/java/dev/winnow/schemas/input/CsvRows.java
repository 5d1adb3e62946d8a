package dev.winnow.schemas.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV stream with their line numbers, by the rules of the {@code csv} input: RFC 4180, gzip and a byte order mark
 * recognised, blank rows left out, a quote that is never closed confined to its line. For those who want a table rather than
 * records. Mutable, one owner; the stream belongs to the caller.
 */
public final class CsvRows {
    private final CsvSource source;
    private final int maxRowBytes;

    /** A row that is not CSV; the message says what it must have and what was found. */
    public static final class BrokenRowException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenRowException(String message) {
            super(message);
        }
    }

    /** @param maxRowBytes longest row, in bytes */
    public CsvRows(InputStream in, int maxRowBytes) throws IOException {
        this.source = new CsvSource(ByteSource.open(in), maxRowBytes);
        this.maxRowBytes = maxRowBytes;
    }

    /**
     * Fields of the next row, the header being the first; null at the end.
     *
     * @throws BrokenRowException if the row is too long, or a quote is not closed or closed too early
     * @throws IOException if the stream fails; {@code INP-040} for broken gzip
     */
    public @Nullable List<String> next() throws IOException {
        byte[] row = source.row();
        if (row == null) {
            return null;
        }
        if (row.length > maxRowBytes) {
            throw new BrokenRowException("a row must have at most " + maxRowBytes + " bytes; found more");
        }
        try {
            return CsvRecord.fields(new String(row, StandardCharsets.UTF_8), Integer.MAX_VALUE);
        } catch (Refusal refusal) {
            throw new BrokenRowException(String.valueOf(refusal.getMessage()));
        }
    }

    /** Line in which the last row began, from 1. */
    public long line() {
        return source.rowLine();
    }
}
