package dev.winnow.triage.cluster;

import dev.winnow.triage.state.Digest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of features and context values as 64-bit tokens, by HMAC with a key of the tenant's own: an outsider can neither
 * aim at a hash bucket nor compare the tokens of two tenants.
 */
final class TokenHasher {
    /** Feature names recur on every alert; others are hashed each time. */
    private static final int MOST_CACHED = 16_384;

    private final byte[] secret;
    private final byte[] name;
    private final Map<String, byte[]> keys = new HashMap<>();
    private final Map<String, Long> cached = new HashMap<>();

    TokenHasher(byte[] secret) {
        this.secret = secret.clone();
        this.name = Digest.hmac(secret, "winnow cluster secret name");
    }

    long feature(String tenant, String name) {
        String id = tenant.length() + ":" + tenant + name;
        Long known = cached.get(id);
        if (known != null) {
            return known;
        }
        long token = hash(tenant, "feature", name);
        if (cached.size() >= MOST_CACHED) {
            cached.clear();
        }
        cached.put(id, token);
        return token;
    }

    long context(String tenant, String field, String value) {
        return hash(tenant, "context", field, value);
    }

    private long hash(String tenant, String... parts) {
        byte[] key = keys.get(tenant);
        if (key == null) {
            if (keys.size() >= MOST_CACHED) {
                keys.clear();
            }
            key = Digest.hmac(secret, "winnow cluster tokens", tenant);
            keys.put(tenant, key);
        }
        return ByteBuffer.wrap(Digest.hmac(key, parts)).getLong();
    }

    /** Tells the secret from another and nothing else of it. */
    byte[] name() {
        return name.clone();
    }
}
