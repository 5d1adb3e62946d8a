package dev.winnow.schemas.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over Avro binary encoding that believes no length before it has compared it with the bytes that are left;
 * mutable, one owner. Avro's own decoder allocates maps by the count that the input claims.
 */
final class AvroDatum {
    private final byte[] bytes;
    private final int end;
    private int at;

    AvroDatum(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    int position() {
        return at;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** A zigzag variable-length number. */
    long varLong() throws Refusal {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw broken("a whole number", "its end");
            }
            int b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw broken("a number of at most 10 bytes", "a longer one");
    }

    double fixedDouble() throws Refusal {
        require(8);
        long bits = 0;
        for (int i = 7; i >= 0; i--) {
            bits = bits << 8 | bytes[at + i] & 0xFF;
        }
        at += 8;
        return Double.longBitsToDouble(bits);
    }

    String string() throws Refusal {
        int length = length();
        int fault = Utf8.firstFault(bytes, at, at + length);
        if (fault >= 0) {
            throw new Refusal(
                    InputCode.NOT_UTF8,
                    "a record must be valid UTF-8; byte " + fault + " is not; send the source's text as UTF-8");
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    byte[] byteString() throws Refusal {
        int length = length();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    void skipByteString() throws Refusal {
        int length = length();
        at += length;
    }

    /** Items in the next block of a map, each at least {@code leastBytes} long; 0 ends the map. */
    int blockCount(int leastBytes) throws Refusal {
        long count = varLong();
        if (count < 0) {
            varLong();
            count = -count;
        }
        if (count < 0 || count > (end - at) / leastBytes) {
            throw broken("a block that fits into the record", "a longer one");
        }
        return (int) count;
    }

    private int length() throws Refusal {
        long length = varLong();
        if (length < 0 || length > end - at) {
            throw broken("a length that fits into the record", "another one");
        }
        return (int) length;
    }

    private void require(int count) throws Refusal {
        if (end - at < count) {
            throw broken("all its fields", "its end");
        }
    }

    static Refusal broken(String required, String found) {
        return new Refusal(
                InputCode.BROKEN_AVRO,
                "an Avro datum must have " + required + "; found " + found + "; encode it with the event schema");
    }
}
