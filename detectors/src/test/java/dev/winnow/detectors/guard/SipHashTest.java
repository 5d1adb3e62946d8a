package dev.winnow.detectors.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SipHashTest {
    /** Key 00 01 … 0f as two little-endian numbers. */
    private static final SipHash REFERENCE = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** Vectors of the authors' reference implementation (vectors.h, SipHash-2-4): messages 00 01 02 … of 8 to 16 bytes. */
    private static final Map<Integer, Long> VECTORS = new TreeMap<>(Map.of(
            8, 0x93f5f5799a932462L,
            10, 0x7a5dbbc594ddb9f3L,
            12, 0x751e8fbc860ee5fbL,
            14, 0xf723ca908e7af2eeL,
            16, 0x3f2acc7f57c29bdbL));

    @Test
    void agreesWithTheReferenceImplementation() {
        VECTORS.forEach((length, expected) -> {
            StringBuilder text = new StringBuilder();
            for (int i = 8; i < length; i += 2) {
                text.append((char) (i | i + 1 << 8));
            }

            assertThat(REFERENCE.of(0x0706050403020100L, text))
                    .as("%s bytes", length)
                    .isEqualTo(expected);
        });
    }

    @Test
    void everyBitOfKeyNumberAndTextChangesHalfOfTheBits() {
        double changed = 0;
        long plain = new SipHash(1, 2).of(3, "abcd");
        for (int bit = 0; bit < 64; bit++) {
            changed += Long.bitCount(plain ^ new SipHash(1 ^ 1L << bit, 2).of(3, "abcd"));
            changed += Long.bitCount(plain ^ new SipHash(1, 2 ^ 1L << bit).of(3, "abcd"));
            changed += Long.bitCount(plain ^ new SipHash(1, 2).of(3 ^ 1L << bit, "abcd"));
            char[] text = "abcd".toCharArray();
            text[bit / 16] ^= (char) (1 << bit % 16);
            changed += Long.bitCount(plain ^ new SipHash(1, 2).of(3, new String(text)));
        }

        // 256 × 64 fair coins: standard deviation 0.0039 of the share.
        assertThat(changed / (256 * 64)).isBetween(0.48, 0.52);
    }
}
