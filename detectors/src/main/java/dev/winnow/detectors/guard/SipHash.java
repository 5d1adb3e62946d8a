package dev.winnow.detectors.guard;

/**
 * SipHash-2-4, a pseudo-random function on short messages: without its 128-bit key its values cannot be told from random ones, so
 * nobody can aim at them. Immutable, safe to share, allocates nothing.
 */
final class SipHash {
    // J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", Indocrypt 2012, section 2. HMAC-SHA-256
    // would do as well, at some 20 times the cost and with garbage for every event. hash4j has no keyed PRF.

    private static final long C0 = 0x736f6d6570736575L;
    private static final long C1 = 0x646f72616e646f6dL;
    private static final long C2 = 0x6c7967656e657261L;
    private static final long C3 = 0x7465646279746573L;

    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** Of the message number (8 bytes, little-endian), then text (UTF-16, little-endian). */
    long of(long number, CharSequence text) {
        long v0 = C0 ^ k0;
        long v1 = C1 ^ k1;
        long v2 = C2 ^ k0;
        long v3 = C3 ^ k1;
        int words = 1 + text.length() / 4;
        for (int w = 0; w <= words; w++) {
            long m = w == 0 ? number : word(text, 4 * (w - 1));
            if (w == words) {
                m |= (8L + 2L * text.length()) << 56;
            }
            v3 ^= m;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(CharSequence text, int from) {
        long word = 0;
        for (int i = Math.min(text.length(), from + 4) - 1; i >= from; i--) {
            word = word << 16 | text.charAt(i);
        }
        return word;
    }
}
