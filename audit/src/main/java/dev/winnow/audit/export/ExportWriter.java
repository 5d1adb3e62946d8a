package dev.winnow.audit.export;

import dev.winnow.audit.entry.EntryHeader;
import dev.winnow.audit.entry.Hash;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.StoredEntry;
import dev.winnow.audit.key.Primitives;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a chain file record by record and keeps what its line in the manifest needs. Records are written as they are, also
 * broken ones: an export must not repair. Does not close the stream. Not thread-safe.
 */
public final class ExportWriter {
    private final OutputStream out;
    private final MessageDigest sha256 = Primitives.sha256();
    private long from = -1;
    private long to = -1;
    private boolean started;

    /** @param out best buffered */
    public ExportWriter(OutputStream out) {
        this.out = out;
    }

    /** Adds a record; one beyond the limits of the format is an {@link IllegalArgumentException}, code AUD-011. */
    public void write(StoredEntry entry) throws IOException {
        start();
        byte[] bytes = encode(entry);
        put(bytes);
        for (StoredEntry.Header header : entry.headers()) {
            byte[] value = header.value();
            if (header.name().equals(EntryHeader.NAME) && value != null && value.length == EntryHeader.BYTES) {
                to = EntryHeader.of(value).seq();
                from = from < 0 ? to : from;
                return;
            }
        }
    }

    /**
     * Flushes, and gives the chain's line of the manifest.
     *
     * @param file name of the file in the exported directory
     * @param cid chain id, 32 bytes
     */
    public Manifest.Chain finish(String file, Origin origin, byte[] cid) throws IOException {
        start();
        out.flush();
        return new Manifest.Chain(file, origin, new Hash(cid), from, to, new Hash(sha256.digest()));
    }

    private void start() throws IOException {
        if (!started) {
            put(ExportFormat.MAGIC);
            put(new byte[] {ExportFormat.VERSION});
            started = true;
        }
    }

    private void put(byte[] bytes) throws IOException {
        sha256.update(bytes);
        out.write(bytes);
    }

    private static byte[] encode(StoredEntry entry) {
        limit("headers", entry.headers().size(), ExportFormat.MAXIMUM_HEADERS);
        List<byte[]> names = new ArrayList<>();
        long size = ExportFormat.MINIMUM_RECORD_BYTES;
        for (StoredEntry.Header header : entry.headers()) {
            byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
            names.add(name);
            limit("header name", name.length, ExportFormat.MAXIMUM_NAME_BYTES);
            size += Short.BYTES
                    + name.length
                    + Integer.BYTES
                    + size("header", header.value(), ExportFormat.MAXIMUM_HEADER_BYTES);
        }
        size += size("key", entry.key(), ExportFormat.MAXIMUM_KEY_BYTES);
        size += size("value", entry.value(), ExportFormat.MAXIMUM_VALUE_BYTES);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + (int) size);
        bytes.putInt((int) size).putLong(entry.offset()).putLong(entry.timestamp());
        put(bytes, entry.key());
        bytes.putShort((short) names.size());
        for (int i = 0; i < names.size(); i++) {
            bytes.putShort((short) names.get(i).length).put(names.get(i));
            put(bytes, entry.headers().get(i).value());
        }
        put(bytes, entry.value());
        return bytes.array();
    }

    private static int size(String what, byte @Nullable [] bytes, int maximum) {
        int size = bytes == null ? 0 : bytes.length;
        limit(what, size, maximum);
        return size;
    }

    private static void put(ByteBuffer to, byte @Nullable [] bytes) {
        to.putInt(bytes == null ? ExportFormat.NULL : bytes.length);
        if (bytes != null) {
            to.put(bytes);
        }
    }

    private static void limit(String what, int size, int maximum) {
        if (size > maximum) {
            throw new IllegalArgumentException(
                    "AUD-011 export: " + what + " must be at most " + maximum + ", was " + size);
        }
    }
}
