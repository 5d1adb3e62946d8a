package dev.winnow.audit.entry;

import dev.winnow.audit.key.RootKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The last entry of a chain, which a writer needs to append the next. It holds no secret and may lie in a changelog.
 * Immutable.
 */
public final class ChainHead {
    /*
     * u8 version = 2 | u8 flags (1 = closed) | u64 seq | u32 session | u32 epoch | tag[32] | cid[32]
     * | key check[32] | u16 length | key id | u16 length | origin line
     */
    private static final int VERSION = 2;
    private static final int CLOSED = 1;
    private static final int FIXED_BYTES = 2 + Long.BYTES + 2 * Integer.BYTES + 3 * EntryHeader.HASH_BYTES;
    private static final int MAXIMUM_BYTES = 4096;

    private final long seq;
    private final long session;
    private final long epoch;
    private final byte[] tag;
    private final byte[] cid;
    private final byte[] keyCheck;
    private final String keyId;
    private final Origin origin;
    private final boolean closed;

    ChainHead(
            long seq,
            long session,
            long epoch,
            byte[] tag,
            byte[] cid,
            byte[] keyCheck,
            String keyId,
            Origin origin,
            boolean closed) {
        this.seq = seq;
        this.session = session;
        this.epoch = epoch;
        this.tag = tag.clone();
        this.cid = cid.clone();
        this.keyCheck = keyCheck.clone();
        this.keyId = keyId;
        this.origin = origin;
        this.closed = closed;
    }

    /** Reads what {@link #encode()} writes, or fails with an {@link IllegalArgumentException}, code AUD-006. */
    public static ChainHead decode(byte[] bytes) {
        if (bytes.length > MAXIMUM_BYTES) {
            throw wrong("must have at most " + MAXIMUM_BYTES + " bytes, has " + bytes.length);
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int version = in.get();
            if (version != VERSION) {
                throw wrong("must have version " + VERSION + ", has " + version + "; run a build that reads it");
            }
            int flags = in.get();
            long seq = in.getLong();
            long session = in.getInt() & 0xffff_ffffL;
            long epoch = in.getInt() & 0xffff_ffffL;
            byte[] tag = new byte[EntryHeader.HASH_BYTES];
            in.get(tag);
            byte[] cid = new byte[EntryHeader.HASH_BYTES];
            in.get(cid);
            byte[] keyCheck = new byte[EntryHeader.HASH_BYTES];
            in.get(keyCheck);
            String keyId = RootKey.requireKeyId(text(in));
            Origin origin = Origin.parse(text(in));
            if (in.hasRemaining() || seq < 0 || session < 1 || (flags & ~CLOSED) != 0) {
                throw wrong("has impossible fields or " + in.remaining() + " bytes too many");
            }
            return new ChainHead(seq, session, epoch, tag, cid, keyCheck, keyId, origin, flags == CLOSED);
        } catch (BufferUnderflowException e) {
            throw wrong("ends too early, after " + bytes.length + " bytes");
        }
    }

    /** The bytes to keep in the store of the task that writes the chain. */
    public byte[] encode() {
        byte[] keyIdBytes = keyId.getBytes(StandardCharsets.US_ASCII);
        byte[] originBytes = origin.line().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(FIXED_BYTES + 2 * Short.BYTES + keyIdBytes.length + originBytes.length)
                .put((byte) VERSION)
                .put((byte) (closed ? CLOSED : 0))
                .putLong(seq)
                .putInt((int) session)
                .putInt((int) epoch)
                .put(tag)
                .put(cid)
                .put(keyCheck)
                .putShort((short) keyIdBytes.length)
                .put(keyIdBytes)
                .putShort((short) originBytes.length)
                .put(originBytes)
                .array();
    }

    /** Number of the last entry. */
    public long seq() {
        return seq;
    }

    /** Session that wrote the last entry. */
    public long session() {
        return session;
    }

    public long epoch() {
        return epoch;
    }

    /** Tag of the last entry. */
    public byte[] tag() {
        return tag.clone();
    }

    /** The chain id. */
    public byte[] cid() {
        return cid.clone();
    }

    /** Whether this is the key that sealed the last entry, and not only one of its name; in constant time. */
    boolean isSealedWith(byte[] otherKeyCheck) {
        return MessageDigest.isEqual(keyCheck, otherKeyCheck);
    }

    /** Public name of the root key. */
    public String keyId() {
        return keyId;
    }

    public Origin origin() {
        return origin;
    }

    /** Whether the last entry is a CLOSE, after which nothing may follow. */
    public boolean isClosed() {
        return closed;
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("AUD-006 chain head: " + what);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainHead head && Arrays.equals(encode(), head.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "ChainHead[" + origin + " seq " + seq + " session " + session + " tag "
                + HexFormat.of().formatHex(tag, 0, 4) + "]";
    }
}
