package dev.winnow.topology.store;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.zip.CRC32C;

/**
 * One input that a model took in.
 *
 * <pre>
 * u64 generation, u64 sequence after it, watermarks, input with its length, u32 CRC-32C of all that
 * </pre>
 *
 * @param input what the model repeats on restore
 */
record Delta(long generation, long sequence, Watermarks watermarks, byte[] input) {
    private static final int CHECKSUM_BYTES = 4;

    byte[] bytes() {
        StateWriter out = new StateWriter(512);
        out.writeLong(generation).writeLong(sequence);
        watermarks.write(out);
        out.writeBytes(input);
        return out.writeInt(checksum(out.toBytes(), out.length())).toBytes();
    }

    /** @throws StateFormatException STA-002 or STA-004 if it is damaged */
    static Delta read(byte[] bytes) {
        int length = bytes.length - CHECKSUM_BYTES;
        StateReader in = new StateReader(bytes);
        long generation = in.readLong();
        long sequence = in.readLong();
        Watermarks watermarks = Watermarks.read(in);
        byte[] input = in.readBytes();
        int stated = in.readInt();
        in.expectEnd();
        int found = checksum(bytes, length);
        if (stated != found) {
            throw new StateFormatException(
                    String.format("STA-004 delta: checksum says %08x, recomputed %08x", stated, found));
        }
        return new Delta(generation, sequence, watermarks, input);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
