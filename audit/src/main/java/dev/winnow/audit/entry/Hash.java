package dev.winnow.audit.entry;

import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 value or chain id: 32 bytes, printed as 64 lower-case hexadecimal digits. Immutable. */
public final class Hash {
    private static final int BYTES = 32;

    private final byte[] bytes;

    /** Copies {@code bytes}, which must be 32. */
    public Hash(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("AUD-005 hash: must be 32 bytes, was " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /** Reads {@link #hex()}. */
    public static Hash parse(String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("AUD-005 hash: must be 64 lower-case hexadecimal digits");
        }
        return new Hash(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether this is the hash {@code other}. */
    public boolean is(byte[] other) {
        return Arrays.equals(bytes, other);
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
