package dev.winnow.schemas.input;

import java.util.Arrays;

/** A growing byte buffer that keeps at most so many bytes and forgets what comes after them; mutable, one owner. */
final class BoundedBytes {
    private final int capacity;
    private byte[] bytes;
    private int length;
    private boolean overflowed;

    BoundedBytes(int capacity) {
        this.capacity = capacity;
        this.bytes = new byte[Math.min(capacity, 1_024)];
    }

    void append(byte[] source, int from, int count) {
        int kept = Math.min(count, capacity - length);
        overflowed |= kept < count;
        ensure(length + kept);
        System.arraycopy(source, from, bytes, length, kept);
        length += kept;
    }

    void append(int value) {
        if (length == capacity) {
            overflowed = true;
            return;
        }
        ensure(length + 1);
        bytes[length++] = (byte) value;
    }

    void clear() {
        length = 0;
        overflowed = false;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    /** Whether bytes had to be forgotten. */
    boolean hasOverflowed() {
        return overflowed;
    }

    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (!isSpace(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Takes one carriage return off the end. */
    void dropCarriageReturn() {
        if (length > 0 && bytes[length - 1] == '\r' && !overflowed) {
            length--;
        }
    }

    /** Takes blanks off the end, and commas too if asked. */
    void trimEnd(boolean commas) {
        while (!overflowed && length > 0 && (isSpace(bytes[length - 1]) || (commas && bytes[length - 1] == ','))) {
            length--;
        }
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    static boolean isSpace(int value) {
        return value == ' ' || value == '\t' || value == '\r' || value == '\n';
    }

    private void ensure(int needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(capacity, Math.max(needed, bytes.length * 2)));
        }
    }
}
