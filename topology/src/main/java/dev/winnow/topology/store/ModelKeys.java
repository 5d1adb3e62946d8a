package dev.winnow.topology.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of a segment's rows in the store {@code models}.
 *
 * <pre>
 * kind 'M' | 'S' | 'D', segment (UTF-8, without 0), 0, then
 *   M: u8 slot                      manifest; slot = snapshot number mod 2
 *   S: u8 slot, u32 chunk           part of a snapshot
 *   D: u32 number mod slots         batch of deltas
 * </pre>
 *
 * <p>Keys of kind 'U' belong to {@link SeriesUnits}.
 */
final class ModelKeys {
    static final char MANIFEST = 'M';
    static final char CHUNK = 'S';
    static final char DELTA = 'D';

    private final byte[] name;

    ModelKeys(String segment) {
        if (segment.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("name of a segment must have no character 0");
        }
        name = segment.getBytes(StandardCharsets.UTF_8);
    }

    Bytes manifest(int slot) {
        byte[] key = start(MANIFEST, 1);
        key[key.length - 1] = (byte) slot;
        return Bytes.wrap(key);
    }

    Bytes chunk(int slot, int chunk) {
        byte[] key = start(CHUNK, 5);
        key[key.length - 5] = (byte) slot;
        putLast(key, chunk);
        return Bytes.wrap(key);
    }

    Bytes delta(int ringSlot) {
        byte[] key = start(DELTA, 4);
        putLast(key, ringSlot);
        return Bytes.wrap(key);
    }

    /** The ring slot in the key of a delta. */
    static int ringSlot(Bytes deltaKey) {
        byte[] key = deltaKey.get();
        return ByteBuffer.wrap(key, key.length - 4, 4).getInt();
    }

    private byte[] start(char kind, int more) {
        byte[] key = new byte[1 + name.length + 1 + more];
        key[0] = (byte) kind;
        System.arraycopy(name, 0, key, 1, name.length);
        return key;
    }

    private static void putLast(byte[] key, int value) {
        int at = key.length - 4;
        key[at] = (byte) (value >>> 24);
        key[at + 1] = (byte) (value >>> 16);
        key[at + 2] = (byte) (value >>> 8);
        key[at + 3] = (byte) value;
    }
}
