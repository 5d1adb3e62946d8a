package dev.winnow.detectors.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link StateWriter} wrote. Every length is checked before anything is allocated; whatever does not fit is a
 * {@link StateFormatException}. Not thread-safe.
 */
public final class StateReader {
    private final ByteBuffer bytes;

    public StateReader(byte[] state) {
        bytes = ByteBuffer.wrap(state);
    }

    public int readByte() {
        need(1);
        return bytes.get() & 0xff;
    }

    public boolean readBoolean() {
        return readByte() != 0;
    }

    public int readShort() {
        need(2);
        return bytes.getShort() & 0xffff;
    }

    public int readInt() {
        need(4);
        return bytes.getInt();
    }

    public long readLong() {
        need(8);
        return bytes.getLong();
    }

    public float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /** What {@link StateWriter#writeVar} wrote. */
    public long readVar() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = readByte();
            value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw new StateFormatException("STA-002 state: a variable-length number has more than 10 bytes");
    }

    /** What {@link StateWriter#writeNumber} wrote. */
    public double readNumber() {
        return Double.longBitsToDouble(Long.reverseBytes(readVar()));
    }

    public String readString() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    public byte[] readBytes() {
        byte[] value = new byte[count(1)];
        bytes.get(value);
        return value;
    }

    public int[] readInts() {
        int[] values = new int[count(4)];
        bytes.asIntBuffer().get(values);
        bytes.position(bytes.position() + 4 * values.length);
        return values;
    }

    public long[] readLongs() {
        long[] values = new long[count(8)];
        bytes.asLongBuffer().get(values);
        bytes.position(bytes.position() + 8 * values.length);
        return values;
    }

    public float[] readFloats() {
        float[] values = new float[count(4)];
        bytes.asFloatBuffer().get(values);
        bytes.position(bytes.position() + 4 * values.length);
        return values;
    }

    public double[] readDoubles() {
        double[] values = new double[count(8)];
        bytes.asDoubleBuffer().get(values);
        bytes.position(bytes.position() + 8 * values.length);
        return values;
    }

    public int remaining() {
        return bytes.remaining();
    }

    /**
     * Reads the version that stands first in the state of a part.
     *
     * @param what the part, for the message
     * @throws StateFormatException if it is not {@code readable}
     */
    public void expectVersion(String what, int readable) {
        int found = readByte();
        if (found != readable) {
            throw new StateVersionException("STA-001 snapshot of \"" + what + "\" has version " + found
                    + ", this build reads " + readable + "; let the model start a new generation");
        }
    }

    /** Refuses bytes that nobody read. */
    public void expectEnd() {
        if (bytes.hasRemaining()) {
            throw new StateFormatException("STA-002 state: " + bytes.remaining() + " bytes too many");
        }
    }

    private int count(int width) {
        int count = readInt();
        if (count < 0 || (long) count * width > bytes.remaining()) {
            throw new StateFormatException(
                    "STA-002 state: length " + count + " does not fit into the " + bytes.remaining() + " bytes left");
        }
        return count;
    }

    private void need(int width) {
        if (bytes.remaining() < width) {
            throw new StateFormatException("STA-002 state: ends " + (width - bytes.remaining()) + " bytes too early");
        }
    }
}
