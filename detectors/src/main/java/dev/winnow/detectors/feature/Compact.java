package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Short encodings of numbers in per-entity rows; all of them lossless.
 *
 * <pre>
 * var    := 7 bits a byte, low bits first, high bit set on all but the last; at most 10 bytes
 * signed := var of the zigzag form
 * number := var of the byte-reversed IEEE 754 bits: small whole numbers take 2 to 4 bytes, any double at most 10
 * </pre>
 */
final class Compact {
    /** Longest encoding of one value, in bytes. */
    static final int MAX_BYTES = 10;

    private Compact() {}

    static void writeVar(StateWriter out, long value) {
        out.writeVar(value);
    }

    static long readVar(StateReader in) {
        return in.readVar();
    }

    static void writeSigned(StateWriter out, long value) {
        writeVar(out, (value << 1) ^ (value >> 63));
    }

    static long readSigned(StateReader in) {
        long raw = readVar(in);
        return (raw >>> 1) ^ -(raw & 1);
    }

    static void writeNumber(StateWriter out, double value) {
        out.writeNumber(value);
    }

    static double readNumber(StateReader in) {
        return in.readNumber();
    }

    /** Reads a count that may not exceed a limit known beforehand. */
    static int readCount(StateReader in, int limit, String what) {
        long count = readVar(in);
        if (count < 0 || count > limit) {
            throw new StateFormatException(
                    "STA-002 state: " + what + " must be between 0 and " + limit + ", was " + count);
        }
        return (int) count;
    }
}
