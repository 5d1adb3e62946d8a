package dev.winnow.schemas.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Records of a CSV file with a header line; mutable, one owner.
 *
 * <p>A quoted field may hold line breaks. Where a quote is not closed before the record limit or the end of the file, only
 * the first line is yielded (it will be refused) and reading goes on with the second, so that one stray quote does not
 * take the rest of the file with it.
 */
final class CsvSource implements RecordSplitter.Source {
    private final ByteSource in;
    private final BoundedBytes row;
    private final BoundedBytes record;
    private byte @Nullable [] header;
    private long line = 1;
    private long rowLine;

    CsvSource(ByteSource in, int maxRecordBytes) {
        this.in = in;
        this.row = new BoundedBytes(maxRecordBytes + 1);
        this.record = new BoundedBytes(maxRecordBytes + 1);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        byte[] names = header;
        if (names == null) {
            if (!readRow()) {
                return null;
            }
            names = row.copy();
            header = names;
        }
        if (!readRow()) {
            return null;
        }
        record.clear();
        record.append(names, 0, names.length);
        record.append('\n');
        byte[] fields = row.copy();
        record.append(fields, 0, fields.length);
        return record.copy();
    }

    /** The next row that is not blank, the header too, without its line end and at most one byte over the limit; null at the end. */
    byte @Nullable [] row() throws IOException {
        return readRow() ? row.copy() : null;
    }

    /** Line in which the last row began, from 1. */
    long rowLine() {
        return rowLine;
    }

    /** Reads the next row that is not blank, without its line end. */
    private boolean readRow() throws IOException {
        do {
            if (in.peek() < 0) {
                return false;
            }
            oneRow();
        } while (!row.hasOverflowed() && row.isBlank());
        return true;
    }

    private void oneRow() throws IOException {
        row.clear();
        rowLine = line;
        boolean quoted = false;
        boolean fieldStart = true;
        boolean justClosed = false;
        int firstLineEnd = -1;
        for (int c = in.read(); c >= 0; c = in.read()) {
            line += c == '\n' ? 1 : 0;
            if (c == '\n' && !quoted) {
                row.dropCarriageReturn();
                return;
            }
            if (c == '\n' && firstLineEnd < 0) {
                firstLineEnd = row.length();
            }
            row.append(c);
            // A doubled quote closes and opens again, which comes to the same.
            boolean closes = c == '"' && quoted;
            if (c == '"') {
                quoted = !quoted && (fieldStart || justClosed);
            }
            justClosed = closes;
            fieldStart = c == ',' && !quoted;
            if (quoted && row.hasOverflowed() && firstLineEnd >= 0) {
                giveBack(firstLineEnd, c);
                return;
            }
        }
        if (quoted && firstLineEnd >= 0 && !row.hasOverflowed()) {
            giveBack(firstLineEnd, -1);
            return;
        }
        row.dropCarriageReturn();
    }

    /** Keeps the first line and returns what was read behind it, and the byte that no longer fitted. */
    private void giveBack(int firstLineEnd, int last) {
        byte[] rest = row.copy(firstLineEnd + 1, row.length());
        byte[] first = row.copy(0, firstLineEnd);
        if (last >= 0) {
            in.unread(new byte[] {(byte) last}, 0, 1);
        }
        in.unread(rest, 0, rest.length);
        row.clear();
        row.append(first, 0, first.length);
        line = rowLine + 1;
        row.dropCarriageReturn();
    }
}
