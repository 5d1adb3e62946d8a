package dev.winnow.audit.key;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * The key of one chain in key mode {@code static}. From it every session's MAC key follows, so whoever holds it can
 * verify, and also forge, that chain and no other. It never prints itself. Not thread-safe.
 */
public final class ChainKey {
    private static final byte[] STATIC_MAC = Primitives.domain("winnow/v1/static-mac");
    private static final byte[] KEY_CHECK = Primitives.domain("winnow/v1/key-check");
    private static final byte[] SALT_KEY = Primitives.domain("winnow/v1/salt-key");

    private final byte[] secret;
    private boolean destroyed;

    /** Takes the array over. */
    ChainKey(byte[] secret) {
        this.secret = secret;
    }

    /** HMAC-SHA256 that seals the entries of {@code session}, an unsigned 32-bit number. */
    public Mac sessionMac(long session) {
        if (session < 0 || session > 0xffff_ffffL) {
            throw new IllegalArgumentException("AUD-005 session: must be between 0 and 4294967295, was " + session);
        }
        byte[] message = ByteBuffer.allocate(STATIC_MAC.length + Integer.BYTES)
                .put(STATIC_MAC)
                .putInt((int) session)
                .array();
        return derived(message);
    }

    /** HMAC-SHA256 from which a writer may draw salts that repeat on replay and cannot be guessed without the key. */
    public Mac saltMac() {
        return derived(SALT_KEY);
    }

    /**
     * Tells this key from another of the same name, and nothing else of it: 32 bytes that may lie where the head of the chain
     * lies.
     */
    public byte[] check() {
        return derived(KEY_CHECK).doFinal();
    }

    /** Overwrites the secret; every later use fails. Macs handed out before keep their own copy. */
    public void destroy() {
        Arrays.fill(secret, (byte) 0);
        destroyed = true;
    }

    private Mac derived(byte[] message) {
        if (destroyed) {
            throw new IllegalStateException("AUD-009 chain key: was destroyed; derive it again");
        }
        byte[] key = Primitives.hmac(secret).doFinal(message);
        Mac mac = Primitives.hmac(key);
        Arrays.fill(key, (byte) 0);
        return mac;
    }

    @Override
    public String toString() {
        return "ChainKey[hidden]";
    }
}
