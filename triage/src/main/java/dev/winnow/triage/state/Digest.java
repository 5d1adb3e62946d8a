package dev.winnow.triage.state;

import dev.winnow.detectors.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 over lists of texts; each text is preceded by its length in bytes, so that lists never run together. */
public final class Digest {
    private static final HexFormat HEX = HexFormat.of();

    private Digest() {}

    /** First 16 bytes of the SHA-256, as 32 hexadecimal digits: short enough for a key, too long to collide. */
    public static String hex(String... parts) {
        return HEX.formatHex(sha256(parts), 0, 16);
    }

    /** Whole SHA-256, 32 bytes. */
    public static byte[] sha256(String... parts) {
        return Sha256.of(join(parts));
    }

    /** HMAC-SHA-256, 32 bytes. */
    public static byte[] hmac(byte[] key, String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(join(parts));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static byte[] join(String... parts) {
        byte[][] texts = new byte[parts.length][];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            texts[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            size += 4 + texts[i].length;
        }
        ByteBuffer joined = ByteBuffer.allocate(size);
        for (byte[] text : texts) {
            joined.putInt(text.length).put(text);
        }
        return joined.array();
    }
}
