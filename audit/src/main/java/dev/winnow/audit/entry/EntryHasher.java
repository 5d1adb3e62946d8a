package dev.winnow.audit.entry;

import dev.winnow.audit.key.Primitives;
import java.security.DigestException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * Mutable on purpose: computes body digests, tags and Merkle leaves of one chain with digests that are reused, about one
 * microsecond for a small entry. One owner, one thread.
 */
public final class EntryHasher {
    /*
     * d    = SHA-256("winnow/v1/body\0" | salt | schemaHash | LP(key) | LP(value))
     * tag  = HMAC-SHA256(K, "winnow/v1/entry\0" | cid | hdr | d)
     * leaf = SHA-256(0x00 | cid | hdr | d | tag)                              RFC 6962, section 2.1
     * LP(x) = u32 length | x, null = ff ff ff ff. Bodies are hashed once, as stored; nothing is decoded or encoded again.
     * salt and schemaHash lie side by side in the header, so one update takes both.
     */
    private static final byte[] BODY = Primitives.domain("winnow/v1/body");
    private static final byte[] ENTRY = Primitives.domain("winnow/v1/entry");
    private static final byte[] CHAIN = Primitives.domain("winnow/v1/chain");
    private static final int SEALED_AT = ENTRY.length + EntryHeader.HASH_BYTES;
    private static final int DIGEST_AT = SEALED_AT + EntryHeader.SEALED_BYTES;

    private final byte[] cid;
    private final MessageDigest sha256 = Primitives.sha256();
    private final byte[] message = new byte[DIGEST_AT + EntryHeader.HASH_BYTES];
    private final byte[] length = new byte[Integer.BYTES];

    /** For the chain {@code cid}, 32 bytes. */
    public EntryHasher(byte[] cid) {
        if (cid.length != EntryHeader.HASH_BYTES) {
            throw new IllegalArgumentException("AUD-005 chain id: must be 32 bytes, was " + cid.length);
        }
        this.cid = cid.clone();
        System.arraycopy(ENTRY, 0, message, 0, ENTRY.length);
        System.arraycopy(cid, 0, message, ENTRY.length, cid.length);
    }

    /** The chain id that a genesis value gives. */
    public static byte[] chainId(byte[] genesisValue) {
        MessageDigest digest = Primitives.sha256();
        digest.update(CHAIN);
        return digest.digest(genesisValue);
    }

    /** SHA-256 of a schema's text, as entries refer to it. */
    public static byte[] schemaHash(byte[] schemaText) {
        return Primitives.sha256().digest(schemaText);
    }

    /** The chain id. */
    public byte[] cid() {
        return cid.clone();
    }

    /** The digest d of an entry's body, bound to its salt and schema. */
    public byte[] bodyDigest(EntryHeader header, byte @Nullable [] key, byte @Nullable [] value) {
        byte[] digest = new byte[EntryHeader.HASH_BYTES];
        digestBody(header.bytes(), key, value, digest, 0);
        return digest;
    }

    /** The tag that the entry must carry under {@code mac}. */
    public byte[] tag(Mac mac, EntryHeader header, byte @Nullable [] key, byte @Nullable [] value) {
        byte[] tag = new byte[EntryHeader.HASH_BYTES];
        seal(mac, header.bytes(), key, value, tag, 0);
        return tag;
    }

    /** The Merkle leaf of an entry whose body digest is {@code bodyDigest}. */
    public byte[] leaf(EntryHeader header, byte[] bodyDigest) {
        sha256.update((byte) 0);
        sha256.update(cid);
        sha256.update(header.bytes(), 0, EntryHeader.SEALED_BYTES);
        sha256.update(bodyDigest);
        sha256.update(header.bytes(), EntryHeader.TAG_AT, EntryHeader.HASH_BYTES);
        return sha256.digest();
    }

    /** Writes the tag of the header's first 106 bytes and the body to {@code out}, which may be the header itself. */
    void seal(Mac mac, byte[] header, byte @Nullable [] key, byte @Nullable [] value, byte[] out, int at) {
        System.arraycopy(header, 0, message, SEALED_AT, EntryHeader.SEALED_BYTES);
        digestBody(header, key, value, message, DIGEST_AT);
        try {
            mac.update(message, 0, message.length);
            mac.doFinal(out, at);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("no room for a tag", e);
        }
    }

    /** The body digest of the entry that was sealed last. */
    byte[] lastBodyDigest() {
        return java.util.Arrays.copyOfRange(message, DIGEST_AT, message.length);
    }

    private void digestBody(byte[] header, byte @Nullable [] key, byte @Nullable [] value, byte[] out, int at) {
        sha256.update(BODY);
        sha256.update(header, EntryHeader.SALT_AT, EntryHeader.SALT_BYTES + EntryHeader.HASH_BYTES);
        update(key);
        update(value);
        try {
            sha256.digest(out, at, EntryHeader.HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a digest", e);
        }
    }

    private void update(byte @Nullable [] bytes) {
        int size = bytes == null ? -1 : bytes.length;
        length[0] = (byte) (size >>> 24);
        length[1] = (byte) (size >>> 16);
        length[2] = (byte) (size >>> 8);
        length[3] = (byte) size;
        sha256.update(length);
        if (bytes != null) {
            sha256.update(bytes);
        }
    }
}
