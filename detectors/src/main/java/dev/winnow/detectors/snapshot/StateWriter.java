package dev.winnow.detectors.snapshot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a big-endian byte string; the counterpart of {@link StateReader}. Not thread-safe. */
public final class StateWriter {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int length;

    public StateWriter() {
        this(256);
    }

    public StateWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public StateWriter writeByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public StateWriter writeBoolean(boolean value) {
        return writeByte(value ? 1 : 0);
    }

    public StateWriter writeShort(int value) {
        ensure(2);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
        return this;
    }

    public StateWriter writeInt(int value) {
        ensure(4);
        INTS.set(bytes, length, value);
        length += 4;
        return this;
    }

    public StateWriter writeLong(long value) {
        ensure(8);
        LONGS.set(bytes, length, value);
        length += 8;
        return this;
    }

    public StateWriter writeFloat(float value) {
        return writeInt(Float.floatToRawIntBits(value));
    }

    public StateWriter writeDouble(double value) {
        return writeLong(Double.doubleToRawLongBits(value));
    }

    /** UTF-8 with a 4-byte length. */
    public StateWriter writeString(String value) {
        return writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes with a 4-byte length. */
    public StateWriter writeBytes(byte[] value) {
        writeInt(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** Seven bits a byte, low bits first, the high bit set on all but the last: 1 to 10 bytes. */
    public StateWriter writeVar(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** The byte-reversed IEEE 754 bits as {@link #writeVar}: small whole numbers take 1 to 4 bytes, any double at most 10. */
    public StateWriter writeNumber(double value) {
        return writeVar(Long.reverseBytes(Double.doubleToRawLongBits(value)));
    }

    /**
     * Begins a byte string that is written piece by piece; the same bytes as {@link #writeBytes}.
     *
     * @return what {@link #end} needs
     */
    public int begin() {
        writeInt(0);
        return length;
    }

    /** Ends the byte string that begins there. */
    public StateWriter end(int begin) {
        INTS.set(bytes, begin - 4, length - begin);
        return this;
    }

    /** Values with a 4-byte count. */
    public StateWriter writeInts(int[] values) {
        writeInt(values.length);
        ensure(4 * values.length);
        ByteBuffer.wrap(bytes, length, 4 * values.length).asIntBuffer().put(values);
        length += 4 * values.length;
        return this;
    }

    /** Values with a 4-byte count. */
    public StateWriter writeLongs(long[] values) {
        writeInt(values.length);
        ensure(8 * values.length);
        ByteBuffer.wrap(bytes, length, 8 * values.length).asLongBuffer().put(values);
        length += 8 * values.length;
        return this;
    }

    /** Values with a 4-byte count. */
    public StateWriter writeFloats(float[] values) {
        writeInt(values.length);
        ensure(4 * values.length);
        ByteBuffer.wrap(bytes, length, 4 * values.length).asFloatBuffer().put(values);
        length += 4 * values.length;
        return this;
    }

    /** Values with a 4-byte count. */
    public StateWriter writeDoubles(double[] values) {
        writeInt(values.length);
        ensure(8 * values.length);
        ByteBuffer.wrap(bytes, length, 8 * values.length).asDoubleBuffer().put(values);
        length += 8 * values.length;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
