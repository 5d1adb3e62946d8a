package dev.winnow.topology.settings;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Seeds derive from the application secret, so that nobody outside can predict cuts, hashes or samples. */
public final class Seeds {
    private Seeds() {}

    /** Seed of a segment's model: HMAC-SHA256 over segment and generation, the first 8 bytes. */
    public static long ofSegment(byte[] secret, String segment, long generation) {
        return ByteBuffer.wrap(derive(secret, "winnow/v1/seed\0" + segment + '\0' + generation))
                .getLong();
    }

    /** 32 bytes for a purpose. */
    public static byte[] derive(byte[] secret, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
