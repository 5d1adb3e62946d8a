package dev.winnow.schemas.input;

/** Checks that bytes are well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing cut off. */
final class Utf8 {
    private Utf8() {}

    /** Index of the first byte that does not belong to well-formed UTF-8, or −1. */
    static int firstFault(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int b = bytes[i];
            if (b >= 0) {
                i++;
                continue;
            }
            int length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** Length in bytes of a byte order mark at the start: 3 or 0. */
    static int markLength(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
    }

    private static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return at + 1 < to && within(bytes[at + 1], 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return at + 2 < to && within(bytes[at + 1], low, high) && within(bytes[at + 2], 0x80, 0xBF) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return at + 3 < to
                            && within(bytes[at + 1], low, high)
                            && within(bytes[at + 2], 0x80, 0xBF)
                            && within(bytes[at + 3], 0x80, 0xBF)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean within(byte value, int low, int high) {
        int unsigned = value & 0xFF;
        return unsigned >= low && unsigned <= high;
    }
}
