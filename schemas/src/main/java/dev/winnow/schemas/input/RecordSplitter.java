package dev.winnow.schemas.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into records, each a complete small document of its format that {@link InputFormat#decode} takes;
 * mutable, one owner. Memory is bounded by a few times the record limit, whatever the length of the stream.
 *
 * <p>gzip is recognised by its first two bytes, concatenated members are read through to the last; a byte order mark is
 * left out. What is wrong within a file is still yielded, so that it becomes a dead letter and is counted; a record over
 * the limit is yielded cut off one byte behind the limit, so that its decoding refuses it as oversize. Blank lines are
 * not records.
 *
 * <ul>
 *   <li>{@link Framing#JSON_VALUES}: a first character {@code [} means one array, whose elements are the records; anything
 *       else means JSON lines. See {@link JsonArraySource} for what happens to broken elements.
 *   <li>{@link Framing#ZEEK_LOG}: tab-separated rows, each behind the header lines then in force, or JSON lines, even mixed
 *   <li>{@link Framing#CSV_WITH_HEADER}: rows, each behind the header line. A quoted field that is never closed takes only
 *       its own first line with it.
 *   <li>{@link Framing#AVRO_CONTAINER}: the datums of an object container file (codecs null and deflate)
 * </ul>
 *
 * <p>The stream belongs to the caller, who closes it. Iteration throws {@link UncheckedIOException} where the stream fails,
 * with code {@code INP-040} for broken gzip and {@code INP-041} for a broken container; what was yielded before stands.
 */
public final class RecordSplitter implements Iterator<byte[]> {
    /** Where the records come from; null at the end. */
    interface Source {
        byte @Nullable [] next() throws IOException;
    }

    private final InputStream in;
    private final Framing framing;
    private final int maxRecordBytes;
    private @Nullable Source source;
    private byte @Nullable [] ahead;
    private boolean ended;
    private long records;
    private @Nullable ByteSource bytes;
    private long lineAhead;
    private long line;

    /**
     * Splits a stream; reads nothing yet.
     *
     * @param maxRecordBytes the limit of the options that the records will be decoded with
     */
    public RecordSplitter(InputStream in, Framing framing, int maxRecordBytes) {
        if (maxRecordBytes < 1) {
            throw InputOptions.bad("maxRecordBytes", "must be at least 1", Integer.toString(maxRecordBytes));
        }
        this.in = in;
        this.framing = framing;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Splits a stream for a format and its options. */
    public static RecordSplitter of(InputStream in, InputFormat format, InputOptions options) {
        return new RecordSplitter(in, format.framing(), options.maxRecordBytes());
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            try {
                if (source == null) {
                    source = open();
                }
                ahead = source.next();
            } catch (IOException e) {
                ended = true;
                throw new UncheckedIOException(e);
            }
            ended = ahead == null;
            lineAhead = bytes == null ? 0 : bytes.line();
        }
        return ahead != null;
    }

    @Override
    public byte[] next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException("no record is left");
        }
        byte[] record = ahead;
        ahead = null;
        records++;
        line = lineAhead;
        return record;
    }

    /** The line of the file, from 1, on which the record that was yielded last ends; 0 where the format has no lines. */
    public long line() {
        return framing == Framing.AVRO_CONTAINER ? 0 : line;
    }

    /** Records yielded so far. */
    public long records() {
        return records;
    }

    private Source open() throws IOException {
        ByteSource opened = ByteSource.open(in);
        bytes = opened;
        return switch (framing) {
            case JSON_VALUES -> json(opened);
            case ZEEK_LOG -> new ZeekLogSource(opened, maxRecordBytes);
            case CSV_WITH_HEADER -> new CsvSource(opened, maxRecordBytes);
            case AVRO_CONTAINER -> new AvroContainerSource(opened, maxRecordBytes);
        };
    }

    private Source json(ByteSource bytes) throws IOException {
        while (BoundedBytes.isSpace(bytes.peek())) {
            bytes.read();
        }
        if (bytes.peek() == '[') {
            bytes.read();
            return new JsonArraySource(bytes, maxRecordBytes);
        }
        BoundedBytes line = new BoundedBytes(maxRecordBytes + 1);
        return () -> nextLine(bytes, line) ? line.copy() : null;
    }

    /** Reads the next line that is not blank, without its line end; false at the end. */
    static boolean nextLine(ByteSource bytes, BoundedBytes line) throws IOException {
        do {
            line.clear();
            if (!bytes.readLine(line)) {
                return false;
            }
            line.dropCarriageReturn();
        } while (!line.hasOverflowed() && line.isBlank());
        return true;
    }
}
