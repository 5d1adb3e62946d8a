package dev.winnow.topology.store;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of the store of entities' rows.
 *
 * <pre>
 * key 'R', segment (UTF-8, without 0), 0, u64 generation, entity (UTF-8): u8 version, u64 use, u64 newest event time, row
 * key 'W', segment:                       u8 version, u64 minute of event time, u64 evicted since announced, u64 announced
 * </pre>
 */
final class EntityRowLayout {
    private static final int VERSION = 1;
    private static final byte ROW = 'R';
    private static final byte SEGMENT = 'W';
    private static final int HEADER_BYTES = 1 + Long.BYTES + Long.BYTES;

    private EntityRowLayout() {}

    /**
     * What stands before a row.
     *
     * @param use number of its last use in its task
     * @param newestMillis event time of the newest event that it has learnt
     */
    record Header(long use, long newestMillis) {}

    /**
     * What is kept of a segment beside its rows.
     *
     * @param minute newest minute of event time
     * @param evicted rows evicted since it was announced
     * @param announcedMillis event time of the last announcement; the least long where there was none
     */
    record OfSegment(long minute, long evicted, long announcedMillis) {
        byte[] value() {
            return ByteBuffer.allocate(1 + 3 * Long.BYTES)
                    .put((byte) VERSION)
                    .putLong(minute)
                    .putLong(evicted)
                    .putLong(announcedMillis)
                    .array();
        }
    }

    /**
     * A row as a record of the store's changelog has it.
     *
     * @param newestMillis event time of the newest event that it has learnt
     */
    record Version(long newestMillis, byte[] row) {}

    /** Key of an entity's row. */
    static Bytes key(String segment, long generation, String entity) {
        byte[] first = segment.getBytes(StandardCharsets.UTF_8);
        byte[] last = entity.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + first.length + 1 + Long.BYTES + last.length)
                .put(ROW)
                .put(first)
                .put((byte) 0)
                .putLong(generation)
                .put(last)
                .array());
    }

    /** Key of what is kept of a segment. */
    static Bytes segmentKey(String segment) {
        byte[] name = segment.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(1 + name.length).put(SEGMENT).put(name).array());
    }

    /** Whether a key is a segment's and not a row's. */
    static boolean isOfSegment(Bytes key) {
        return key.get()[0] == SEGMENT;
    }

    /** The segment in a segment's key. */
    static String segment(Bytes key) {
        return new String(key.get(), 1, key.get().length - 1, StandardCharsets.UTF_8);
    }

    /** The segment in a row's key. */
    static String segmentOfRow(Bytes key) {
        return new String(key.get(), 1, endOfSegment(key) - 1, StandardCharsets.UTF_8);
    }

    /** The generation in a row's key. */
    static long generation(Bytes key) {
        return ByteBuffer.wrap(key.get(), endOfSegment(key) + 1, Long.BYTES).getLong();
    }

    static byte[] value(long use, long newestMillis, byte[] row) {
        return ByteBuffer.allocate(HEADER_BYTES + row.length)
                .put((byte) VERSION)
                .putLong(use)
                .putLong(newestMillis)
                .put(row)
                .array();
    }

    static byte[] row(byte[] value) {
        return Arrays.copyOfRange(value, HEADER_BYTES, value.length);
    }

    /**
     * @throws StateVersionException if another build wrote it
     * @throws StateFormatException if key or value cannot be a row's
     */
    static Header header(Bytes key, byte[] value) {
        endOfSegment(key);
        StateReader in = new StateReader(value);
        expectVersion("entity row", in.readByte());
        return new Header(in.readLong(), in.readLong());
    }

    /**
     * @throws StateVersionException if another build wrote it
     * @throws StateFormatException if it cannot be a segment's
     */
    static OfSegment ofSegment(byte[] value) {
        StateReader in = new StateReader(value);
        expectVersion("entities of a segment", in.readByte());
        OfSegment read = new OfSegment(in.readLong(), in.readLong(), in.readLong());
        in.expectEnd();
        return read;
    }

    /**
     * What a record of the store's changelog says of an entity's row, if anything.
     *
     * @throws StateVersionException if another build wrote it
     */
    static Optional<Version> version(
            String segment, long generation, String entity, byte[] key, byte @Nullable [] value) {
        Bytes wanted = key(segment, generation, entity);
        if (value == null || !wanted.equals(Bytes.wrap(key))) {
            return Optional.empty();
        }
        return Optional.of(new Version(header(wanted, value).newestMillis(), row(value)));
    }

    private static void expectVersion(String what, int found) {
        if (found != VERSION) {
            throw new StateVersionException("STA-001 " + what + " has version " + found + ", this build reads "
                    + VERSION + "; see docs/operations.md, \"Downgrade\"");
        }
    }

    /** The place of the 0 behind the segment. */
    private static int endOfSegment(Bytes row) {
        byte[] key = row.get();
        int end = 1;
        while (end < key.length && key[end] != 0) {
            end++;
        }
        if (key[0] != ROW || end + 1 + Long.BYTES > key.length) {
            throw new StateFormatException("STA-004 entity row: key must have segment, generation and entity");
        }
        return end;
    }
}
