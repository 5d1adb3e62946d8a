package dev.winnow.audit.export;

import dev.winnow.audit.entry.StoredEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a chain file record by record in memory bounded by the largest record. Whatever is wrong with the bytes is an
 * {@link ExportFormatException}, code AUD-010, or AUD-011 for a limit. Does not close the stream. Not thread-safe.
 */
public final class ExportReader {
    private static final int CHUNK_BYTES = 1 << 16;

    private final InputStream in;
    private final String name;
    private long records;
    private boolean started;

    /**
     * @param in best buffered
     * @param name of the file, for messages; printable
     */
    public ExportReader(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /** The next record, or null at the end of the file. */
    public @Nullable StoredEntry next() throws IOException {
        if (!started) {
            start();
        }
        byte[] lengthBytes = in.readNBytes(Integer.BYTES);
        if (lengthBytes.length == 0) {
            return null;
        }
        if (lengthBytes.length < Integer.BYTES) {
            throw wrong("ends inside a length");
        }
        int length = ByteBuffer.wrap(lengthBytes).getInt();
        if (length >= 0 && length < ExportFormat.MINIMUM_RECORD_BYTES) {
            throw wrong("record length must be at least " + ExportFormat.MINIMUM_RECORD_BYTES + ", was " + length);
        }
        if (length < 0 || length > ExportFormat.MAXIMUM_RECORD_BYTES) {
            throw limit("record length must be at most " + ExportFormat.MAXIMUM_RECORD_BYTES + ", was "
                    + (length & 0xffff_ffffL));
        }
        StoredEntry entry = record(ByteBuffer.wrap(read(length)));
        records++;
        return entry;
    }

    /** How many records were read. */
    public long records() {
        return records;
    }

    private void start() throws IOException {
        byte[] magic = in.readNBytes(ExportFormat.MAGIC.length);
        if (!Arrays.equals(magic, ExportFormat.MAGIC)) {
            throw wrong("must start with WNWCHAIN; this is not a chain file");
        }
        int version = in.read();
        if (version != ExportFormat.VERSION) {
            throw wrong("must have version 1, has " + version);
        }
        started = true;
    }

    /** Memory grows with what is really there, not with what a length claims. */
    private byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(Math.min(length, CHUNK_BYTES));
        while (bytes.length < length) {
            int done = bytes.length;
            int target = (int) Math.min(length, 4L * done);
            byte[] more = in.readNBytes(target - done);
            if (more.length == 0 || done == 0) {
                break;
            }
            bytes = Arrays.copyOf(bytes, done + more.length);
            System.arraycopy(more, 0, bytes, done, more.length);
        }
        if (bytes.length < length) {
            throw wrong("ends inside a record, " + (length - bytes.length) + " bytes too early");
        }
        return bytes;
    }

    private StoredEntry record(ByteBuffer bytes) {
        long offset = bytes.getLong();
        long timestamp = bytes.getLong();
        byte[] key = optional(bytes, ExportFormat.MAXIMUM_KEY_BYTES, "key");
        need(bytes, Short.BYTES);
        int count = bytes.getShort() & 0xffff;
        if (count > ExportFormat.MAXIMUM_HEADERS) {
            throw limit("must have at most " + ExportFormat.MAXIMUM_HEADERS + " headers, has " + count);
        }
        List<StoredEntry.Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            need(bytes, Short.BYTES);
            int nameLength = bytes.getShort() & 0xffff;
            if (nameLength > ExportFormat.MAXIMUM_NAME_BYTES) {
                throw limit("header name must have at most " + ExportFormat.MAXIMUM_NAME_BYTES + " bytes, has "
                        + nameLength);
            }
            need(bytes, nameLength);
            byte[] nameBytes = new byte[nameLength];
            bytes.get(nameBytes);
            headers.add(new StoredEntry.Header(
                    new String(nameBytes, StandardCharsets.UTF_8),
                    optional(bytes, ExportFormat.MAXIMUM_HEADER_BYTES, "header")));
        }
        byte[] value = optional(bytes, ExportFormat.MAXIMUM_VALUE_BYTES, "value");
        if (bytes.hasRemaining()) {
            throw wrong("has " + bytes.remaining() + " bytes after the value");
        }
        return new StoredEntry(offset, timestamp, key, headers, value);
    }

    private byte @Nullable [] optional(ByteBuffer bytes, int maximum, String what) {
        need(bytes, Integer.BYTES);
        int length = bytes.getInt();
        if (length == ExportFormat.NULL) {
            return null;
        }
        if (length < 0 || length > maximum) {
            throw limit(what + " must have at most " + maximum + " bytes, has " + (length & 0xffff_ffffL));
        }
        need(bytes, length);
        byte[] result = new byte[length];
        bytes.get(result);
        return result;
    }

    private void need(ByteBuffer bytes, int count) {
        if (bytes.remaining() < count) {
            throw wrong("has a field that does not fit into its record");
        }
    }

    private ExportFormatException wrong(String what) {
        return new ExportFormatException("AUD-010 " + name + " record " + records + ": " + what, false);
    }

    private ExportFormatException limit(String what) {
        return new ExportFormatException("AUD-011 " + name + " record " + records + ": " + what, true);
    }
}
