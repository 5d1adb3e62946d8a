package dev.winnow.audit.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A view of the 138 header bytes of one entry: 106 that are sealed and the 32 of the tag. It reads in place; the array must
 * not change under it. All integers are big-endian and unsigned.
 */
public final class EntryHeader {
    /*
     * at  0  u8   version        at  1  u8   kind           at  2  u32  session     at  6  u32  epoch
     * at 10  u64  seq            at 18  u64  unixMillis     at 26  16   salt        at 42  32   schemaHash
     * at 74  32   prevTag        at 106 32   tag
     */

    /** Name of the Kafka record header that holds these bytes. */
    public static final String NAME = "winnow-audit";

    /** Length of the header. */
    public static final int BYTES = 138;

    /** Length of the part that the tag seals. */
    public static final int SEALED_BYTES = 106;

    /** Version of the format. */
    public static final int VERSION = 1;

    static final int KIND_AT = 1;
    static final int SESSION_AT = 2;
    static final int EPOCH_AT = 6;
    static final int SEQ_AT = 10;
    static final int MILLIS_AT = 18;
    static final int SALT_AT = 26;
    static final int SALT_BYTES = 16;
    static final int SCHEMA_AT = 42;
    static final int PREV_AT = 74;
    static final int TAG_AT = SEALED_BYTES;
    static final int HASH_BYTES = 32;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    private EntryHeader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A view of {@code bytes}, which must be exactly 138 long. */
    public static EntryHeader of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("AUD-005 entry header: must be 138 bytes, was " + bytes.length);
        }
        return new EntryHeader(bytes);
    }

    public int version() {
        return bytes[0] & 0xff;
    }

    /** Number of the kind; {@link AuditKind#of(int)} names it. */
    public int kind() {
        return bytes[KIND_AT] & 0xff;
    }

    /** Number of the writer's session, 0 to 2^32 - 1. */
    public long session() {
        return (int) INT.get(bytes, SESSION_AT) & 0xffff_ffffL;
    }

    /** Number of the key epoch in the session, 0 to 2^32 - 1. */
    public long epoch() {
        return (int) INT.get(bytes, EPOCH_AT) & 0xffff_ffffL;
    }

    /** Number of the entry in its chain, from 0. A negative result means 2^63 or more, which no writer writes. */
    public long seq() {
        return (long) LONG.get(bytes, SEQ_AT);
    }

    /** Time that the writer gave, milliseconds since 1970. */
    public long unixMillis() {
        return (long) LONG.get(bytes, MILLIS_AT);
    }

    public byte[] salt() {
        return Arrays.copyOfRange(bytes, SALT_AT, SALT_AT + SALT_BYTES);
    }

    /** SHA-256 of the full text of the value's schema; zeros where the value has none. */
    public byte[] schemaHash() {
        return Arrays.copyOfRange(bytes, SCHEMA_AT, SCHEMA_AT + HASH_BYTES);
    }

    /** Tag of the entry before; the chain id in a genesis. */
    public byte[] prevTag() {
        return Arrays.copyOfRange(bytes, PREV_AT, PREV_AT + HASH_BYTES);
    }

    public byte[] tag() {
        return Arrays.copyOfRange(bytes, TAG_AT, TAG_AT + HASH_BYTES);
    }

    /** Whether {@link #prevTag()} is {@code tag}. */
    public boolean follows(byte[] tag) {
        return Arrays.equals(bytes, PREV_AT, PREV_AT + HASH_BYTES, tag, 0, tag.length);
    }

    /** Whether {@link #tag()} is {@code tag}. */
    public boolean hasTag(byte[] tag) {
        return Arrays.equals(bytes, TAG_AT, TAG_AT + HASH_BYTES, tag, 0, tag.length);
    }

    byte[] bytes() {
        return bytes;
    }

    static void write(byte[] to, AuditKind kind, long session, long epoch, long seq, long unixMillis) {
        to[0] = VERSION;
        to[KIND_AT] = (byte) kind.number();
        INT.set(to, SESSION_AT, (int) session);
        INT.set(to, EPOCH_AT, (int) epoch);
        LONG.set(to, SEQ_AT, seq);
        LONG.set(to, MILLIS_AT, unixMillis);
    }
}
