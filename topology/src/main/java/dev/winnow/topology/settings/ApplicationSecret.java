package dev.winnow.topology.settings;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret from which every seed derives, so that nobody outside can predict cuts, hashes or samples, with the generation
 * that its operator gave it. Another generation is another secret, even of the same bytes. It never prints itself.
 */
public final class ApplicationSecret {
    /** Fewest bytes of a secret. */
    public static final int MINIMUM_BYTES = 16;

    /** 64 bits: two of a million secrets share a name with a chance below 1e-7. */
    private static final int NAME_BYTES = 8;

    private final byte[] secret;
    private final int generation;

    private ApplicationSecret(byte[] secret, int generation) {
        this.secret = secret;
        this.generation = generation;
    }

    /**
     * @param secret at least 16 bytes, copied
     * @param generation from 1
     */
    public static ApplicationSecret of(byte[] secret, int generation) {
        if (secret.length < MINIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "CFG-025 application secret: must have at least " + MINIMUM_BYTES + " bytes");
        }
        if (generation < 1) {
            throw new IllegalArgumentException(
                    "CFG-025 application.secretGeneration: must be at least 1, was " + generation);
        }
        return new ApplicationSecret(secret.clone(), generation);
    }

    public int generation() {
        return generation;
    }

    /** Seed of a segment's model: HMAC-SHA256 over segment and the model's generation, the first 8 bytes. */
    public long seed(String segment, long modelGeneration) {
        return ByteBuffer.wrap(derive("winnow/v1/seed\0" + segment + '\0' + modelGeneration))
                .getLong();
    }

    /** 32 bytes for a purpose: HMAC-SHA256 over the purpose and, from the second on, the generation of the secret. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String text = generation == 1 ? purpose : purpose + "\0secret generation " + generation;
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /**
     * A public name: the generation and a keyed hash of the secret's own making, from which the secret cannot be told. It
     * derives for this purpose alone, so it says nothing about any seed.
     */
    public String name() {
        return generation + "-" + HexFormat.of().formatHex(derive("winnow/v1/secret-name"), 0, NAME_BYTES);
    }

    @Override
    public String toString() {
        return "ApplicationSecret[" + name() + "]";
    }
}
