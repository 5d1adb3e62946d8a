package dev.winnow.audit.export;

import dev.winnow.audit.entry.ChainWriter;
import java.nio.charset.StandardCharsets;

/** Constants of the chain file. */
final class ExportFormat {
    /*
     * file   = "WNWCHAIN" | u8 version = 1 | record*
     * record = u32 length of what follows | u64 offset | i64 timestamp | LP(key)
     *        | u16 headers | { u16 length | name | LP(value) }* | LP(value)
     * LP(x)  = u32 length | x, null = ff ff ff ff
     */
    static final byte[] MAGIC = "WNWCHAIN".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int NULL = -1;
    static final int MAXIMUM_KEY_BYTES = ChainWriter.MAXIMUM_KEY_BYTES;
    static final int MAXIMUM_VALUE_BYTES = ChainWriter.MAXIMUM_VALUE_BYTES;
    /** More headers than any tracing tool adds. */
    static final int MAXIMUM_HEADERS = 64;

    static final int MAXIMUM_NAME_BYTES = 255;
    static final int MAXIMUM_HEADER_BYTES = 1 << 16;
    /** Offset, timestamp, key length, header count and value length of a record without contents. */
    static final int MINIMUM_RECORD_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES + Short.BYTES;

    static final int MAXIMUM_RECORD_BYTES = MINIMUM_RECORD_BYTES
            + MAXIMUM_KEY_BYTES
            + MAXIMUM_VALUE_BYTES
            + MAXIMUM_HEADERS * (Short.BYTES + Integer.BYTES + MAXIMUM_NAME_BYTES + MAXIMUM_HEADER_BYTES);

    private ExportFormat() {}
}
