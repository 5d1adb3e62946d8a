package dev.winnow.audit.key;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * A secret from which the keys of many chains are derived. It never prints itself. {@link #destroy()} overwrites this
 * copy; the JVM may hold others, so hosts that hold one should forbid heap dumps and swap. Not thread-safe.
 */
public final class RootKey {
    /** Fewest bytes of a root key: the strength of HMAC-SHA256. */
    public static final int MINIMUM_BYTES = 32;

    /** Most bytes of a root key; more adds nothing and is probably the wrong file. */
    public static final int MAXIMUM_BYTES = 1024;

    private static final byte[] CHAIN_KEY = Primitives.domain("winnow/v1/chain-key");
    private static final byte[] PIN_KEY = Primitives.domain("winnow/v1/pin-key");
    private static final byte[] PIN = Primitives.domain("winnow/v1/pin");
    private static final Pattern KEY_ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final String keyId;
    private final byte[] secret;
    private boolean destroyed;

    private RootKey(String keyId, byte[] secret) {
        this.keyId = keyId;
        this.secret = secret;
    }

    /**
     * @param keyId public name, 1 to 64 of {@code a-z 0-9 . _ -}, not starting with punctuation
     * @param secret 32 to 1024 bytes, copied
     */
    public static RootKey of(String keyId, byte[] secret) {
        requireKeyId(keyId);
        if (secret.length < MINIMUM_BYTES || secret.length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException("AUD-001 key \"" + keyId + "\": must have " + MINIMUM_BYTES + " to "
                    + MAXIMUM_BYTES + " bytes, has " + secret.length + "; make one with winnow audit keygen");
        }
        boolean allEqual = true;
        for (byte b : secret) {
            allEqual &= b == secret[0];
        }
        if (allEqual) {
            throw new IllegalArgumentException("AUD-001 key \"" + keyId
                    + "\": must be random, all its bytes are the same; make one with winnow audit keygen");
        }
        return new RootKey(keyId, secret.clone());
    }

    /** Returns {@code keyId} if it is a well-formed public name. */
    public static String requireKeyId(String keyId) {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw new IllegalArgumentException(
                    "AUD-002 key id: must be 1 to 64 of a-z 0-9 . _ - and start with a letter"
                            + " or digit; choose another id");
        }
        return keyId;
    }

    /** Public name of this key; written into the chains that it seals. */
    public String keyId() {
        return keyId;
    }

    /** The key of one chain; what an auditor of that chain may be given. {@code cid} is 32 bytes. */
    public ChainKey chainKey(byte[] cid) {
        if (cid.length != Primitives.DIGEST_BYTES) {
            throw new IllegalArgumentException("AUD-005 chain id: must be 32 bytes, was " + cid.length);
        }
        byte[] info = ByteBuffer.allocate(CHAIN_KEY.length + cid.length)
                .put(CHAIN_KEY)
                .put(cid)
                .array();
        byte[] derived = Primitives.hkdf(secret(), new byte[0], info, Primitives.DIGEST_BYTES);
        return new ChainKey(derived);
    }

    /** The tag of a state file's {@code content}; see docs/audit-format.md, "State file". */
    public byte[] pinTag(byte[] content) {
        byte[] derived = Primitives.hkdf(secret(), new byte[0], PIN_KEY, Primitives.DIGEST_BYTES);
        Mac mac = Primitives.hmac(derived);
        Arrays.fill(derived, (byte) 0);
        mac.update(PIN);
        return mac.doFinal(content);
    }

    /** Overwrites the secret; every later use fails. */
    public void destroy() {
        Arrays.fill(secret, (byte) 0);
        destroyed = true;
    }

    byte[] secret() {
        if (destroyed) {
            throw new IllegalStateException("AUD-009 key \"" + keyId + "\": was destroyed; load it again");
        }
        return secret;
    }

    @Override
    public String toString() {
        return "RootKey[" + keyId + "]";
    }
}
