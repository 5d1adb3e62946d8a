package dev.winnow.audit.verify;

import java.util.HexFormat;

/** Hexadecimal text of hashes and tags. */
final class Hex {
    private static final int BRIEF_BYTES = 8;

    private Hex() {}

    /** The first 8 bytes. */
    static String brief(byte[] bytes) {
        return HexFormat.of().formatHex(bytes, 0, Math.min(BRIEF_BYTES, bytes.length)) + "...";
    }

    static String full(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
