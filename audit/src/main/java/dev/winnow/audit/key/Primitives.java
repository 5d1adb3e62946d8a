package dev.winnow.audit.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The JDK's SHA-256 and HMAC-SHA256 with their checked exceptions removed, and HKDF-SHA256 over them. */
public final class Primitives {
    /** Length of a SHA-256 digest, an HMAC-SHA256 tag and every derived key, in bytes. */
    public static final int DIGEST_BYTES = 32;

    private static final int HKDF_MAXIMUM_BYTES = 255 * DIGEST_BYTES;

    private Primitives() {}

    /** A new SHA-256; every Java platform has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** A new HMAC-SHA256 under {@code key}, 1 byte or longer. The Mac keeps its own copy of the key. */
    public static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
        }
    }

    /**
     * HKDF-SHA256, extract then expand (RFC 5869).
     *
     * @param salt empty means 32 zero bytes, as the RFC says
     * @param length of the result, 1 to 8160 bytes
     */
    public static byte[] hkdf(byte[] inputKey, byte[] salt, byte[] info, int length) {
        if (length < 1 || length > HKDF_MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "AUD-005 hkdf: length must be between 1 and " + HKDF_MAXIMUM_BYTES + ", was " + length);
        }
        byte[] extracted =
                hmac(salt.length == 0 ? new byte[DIGEST_BYTES] : salt).doFinal(inputKey);
        Mac expand = hmac(extracted);
        byte[] result = new byte[length];
        byte[] block = new byte[0];
        for (int done = 0, counter = 1; done < length; counter++) {
            expand.update(block);
            expand.update(info);
            block = expand.doFinal(new byte[] {(byte) counter});
            int part = Math.min(block.length, length - done);
            System.arraycopy(block, 0, result, done, part);
            done += part;
        }
        return result;
    }

    /** The bytes of a domain string: the ASCII name and one zero byte. */
    public static byte[] domain(String name) {
        return (name + '\0').getBytes(StandardCharsets.US_ASCII);
    }
}
