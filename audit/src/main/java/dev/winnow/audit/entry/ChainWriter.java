package dev.winnow.audit.entry;

import dev.winnow.audit.key.ChainKey;
import dev.winnow.audit.key.RootKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Mutable on purpose: appends entries to one chain, about one to two microseconds each for a small body. One owner, one
 * thread. Nothing changes when a call throws.
 *
 * <p>A writer that starts on an existing chain opens a new session. Under exactly-once the caller stores {@link #head()}
 * and the record in one transaction; after an abort it drops this writer and resumes from the stored head.
 */
public final class ChainWriter {
    /** Most bytes of a record value. */
    public static final int MAXIMUM_VALUE_BYTES = 16 << 20;

    /** Most bytes of a record key. */
    public static final int MAXIMUM_KEY_BYTES = 1 << 20;

    private static final long FIRST_SESSION = 1;
    private static final byte[] NO_SCHEMA = new byte[EntryHeader.HASH_BYTES];

    private final Origin origin;
    private final String keyId;
    private final byte[] cid;
    private final EntryHasher hasher;
    private final Mac mac;
    private final Mac saltMac;
    private final byte[] keyCheck;
    private final long session;
    private final byte[] lastTag;
    private long lastSeq;
    private boolean hasEntryInSession;
    private final long headSession;
    private boolean closed;

    /**
     * A new chain and its first entry.
     *
     * @param writer to append with
     * @param recordKey the key to store with the genesis record
     * @param entry its header
     */
    public record Opening(ChainWriter writer, byte[] recordKey, SealedEntry entry) {}

    private ChainWriter(RootKey key, Origin origin, byte[] cid, long session, long headSession, long seq, byte[] tag) {
        this.origin = origin;
        this.keyId = key.keyId();
        this.cid = cid;
        this.session = session;
        this.headSession = headSession;
        this.lastSeq = seq;
        this.lastTag = tag;
        this.hasher = new EntryHasher(cid);
        ChainKey chainKey = key.chainKey(cid);
        this.mac = chainKey.sessionMac(session);
        this.saltMac = chainKey.saltMac();
        this.keyCheck = chainKey.check();
        chainKey.destroy();
    }

    /**
     * Starts a chain with its genesis.
     *
     * @param body the value of the genesis record, exactly as stored; it must hold 32 random bytes, for its hash is the
     *     chain's identity
     * @param schemaHash SHA-256 of the body's schema text, or 32 zeros
     * @param unixMillis time, 0 or more
     * @param salt 16 bytes
     */
    public static Opening begin(
            RootKey key,
            Origin origin,
            ChainDescription.Guarantee guarantee,
            byte[] body,
            byte[] schemaHash,
            long unixMillis,
            byte[] salt) {
        byte[] recordKey =
                new ChainDescription(origin, ChainDescription.KeyMode.STATIC, key.keyId(), guarantee).encode();
        requireBody(recordKey, body, schemaHash, unixMillis, salt);
        byte[] cid = EntryHasher.chainId(body);
        ChainWriter writer = new ChainWriter(key, origin, cid, FIRST_SESSION, FIRST_SESSION, -1, cid.clone());
        SealedEntry entry = writer.seal(AuditKind.GENESIS, recordKey, body, schemaHash, unixMillis, salt);
        return new Opening(writer, recordKey, entry);
    }

    /**
     * Continues a chain in a new session.
     *
     * @param key the one that the chain began with
     * @throws IllegalArgumentException AUD-007 for a key of another name, AUD-016 for another secret under its name, AUD-008
     *     for a chain that cannot go on
     */
    public static ChainWriter resume(RootKey key, ChainHead head) {
        if (!head.keyId().equals(key.keyId())) {
            throw new IllegalArgumentException("AUD-007 chain " + head.origin() + ": is sealed with key \""
                    + head.keyId() + "\", got key \"" + key.keyId() + "\"; use that key or start the next generation");
        }
        if (head.isClosed()) {
            throw new IllegalArgumentException("AUD-008 chain " + head.origin() + ": was closed by entry " + head.seq()
                    + "; start the next generation");
        }
        if (head.session() == 0xffff_ffffL || head.seq() == Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "AUD-008 chain " + head.origin() + ": is full; start the next generation");
        }
        ChainWriter writer = new ChainWriter(
                key, head.origin(), head.cid(), head.session() + 1, head.session(), head.seq(), head.tag());
        if (!head.isSealedWith(writer.keyCheck)) {
            throw new IllegalArgumentException("AUD-016 chain " + head.origin() + ": is sealed with another secret than"
                    + " that of the key \"" + key.keyId()
                    + "\" at hand; put the key file back, or give the new key an id"
                    + " of its own and start the next generation");
        }
        return writer;
    }

    /**
     * Seals the next entry.
     *
     * @param kind any but GENESIS; of a SCHEMA the key is the schema's full text
     * @param key the record's key as it will be stored, at most 1 MiB; null and empty differ
     * @param value the record's value as it will be stored, at most 16 MiB
     * @param schemaHash SHA-256 of the text of the value's schema, logged before; 32 zeros for a value without one
     * @param unixMillis time, 0 or more; the caller's clock, not checked against the entry before
     * @param salt 16 bytes that nobody can foresee; {@link #nextSalt()} gives some
     */
    public SealedEntry append(
            AuditKind kind, byte @Nullable [] key, byte[] value, byte[] schemaHash, long unixMillis, byte[] salt) {
        if (closed) {
            throw new IllegalStateException(
                    "AUD-008 chain " + origin + ": was closed by entry " + lastSeq + "; start the next generation");
        }
        if (kind == AuditKind.GENESIS || (kind == AuditKind.SCHEMA && key == null)) {
            throw new IllegalArgumentException("AUD-005 chain " + origin + ": "
                    + (kind == AuditKind.GENESIS
                            ? "GENESIS is written by begin only"
                            : "SCHEMA needs its text as key"));
        }
        requireBody(key, value, schemaHash, unixMillis, salt);
        return seal(kind, key, value, schemaHash, unixMillis, salt);
    }

    /** Logs a schema's full text, which must happen before the first entry that refers to it. Repeating it is allowed. */
    public SealedEntry appendSchema(
            byte[] schemaText, byte[] value, byte[] valueSchemaHash, long unixMillis, byte[] salt) {
        return append(AuditKind.SCHEMA, schemaText, value, valueSchemaHash, unixMillis, salt);
    }

    /**
     * A salt for the next entry that follows from the chain key, session and sequence number, so that a replay under the
     * same key repeats it. About half a microsecond.
     */
    public byte[] nextSalt() {
        byte[] position = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt((int) session)
                .putLong(lastSeq + 1)
                .array();
        return Arrays.copyOf(saltMac.doFinal(position), EntryHeader.SALT_BYTES);
    }

    /** The chain's last entry; to be stored with every record. */
    public ChainHead head() {
        long written = hasEntryInSession ? session : headSession;
        return new ChainHead(lastSeq, written, 0, lastTag, cid, keyCheck, keyId, origin, closed);
    }

    /** The session that this writer writes. */
    public long session() {
        return session;
    }

    /** The chain id. */
    public byte[] cid() {
        return cid.clone();
    }

    public Origin origin() {
        return origin;
    }

    /** The schema hash of values that have no schema. */
    public static byte[] noSchema() {
        return NO_SCHEMA.clone();
    }

    private SealedEntry seal(
            AuditKind kind, byte @Nullable [] key, byte[] value, byte[] schemaHash, long unixMillis, byte[] salt) {
        byte[] header = new byte[EntryHeader.BYTES];
        EntryHeader.write(header, kind, session, 0, lastSeq + 1, unixMillis);
        System.arraycopy(salt, 0, header, EntryHeader.SALT_AT, EntryHeader.SALT_BYTES);
        System.arraycopy(schemaHash, 0, header, EntryHeader.SCHEMA_AT, EntryHeader.HASH_BYTES);
        System.arraycopy(lastTag, 0, header, EntryHeader.PREV_AT, EntryHeader.HASH_BYTES);
        hasher.seal(mac, header, key, value, header, EntryHeader.TAG_AT);

        lastSeq++;
        System.arraycopy(header, EntryHeader.TAG_AT, lastTag, 0, EntryHeader.HASH_BYTES);
        hasEntryInSession = true;
        closed = kind == AuditKind.CLOSE;
        return new SealedEntry(header, hasher.lastBodyDigest());
    }

    private static void requireBody(
            byte @Nullable [] key, byte[] value, byte[] schemaHash, long unixMillis, byte[] salt) {
        if (key != null && key.length > MAXIMUM_KEY_BYTES) {
            throw wrong("key must have at most " + MAXIMUM_KEY_BYTES + " bytes, has " + key.length);
        }
        if (value.length > MAXIMUM_VALUE_BYTES) {
            throw wrong("value must have at most " + MAXIMUM_VALUE_BYTES + " bytes, has " + value.length);
        }
        if (schemaHash.length != EntryHeader.HASH_BYTES) {
            throw wrong("schema hash must have 32 bytes, has " + schemaHash.length);
        }
        if (salt.length != EntryHeader.SALT_BYTES) {
            throw wrong("salt must have 16 bytes, has " + salt.length);
        }
        if (unixMillis < 0) {
            throw wrong("time must be 0 or more, was " + unixMillis);
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("AUD-005 entry: " + what);
    }

    @Override
    public String toString() {
        return "ChainWriter[" + origin + " session " + session + " after " + lastSeq + "]";
    }
}
