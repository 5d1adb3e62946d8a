package dev.winnow.schemas.input;

import java.io.IOException;
import java.io.InputStream;

/** A buffered byte reader with one look ahead and a way back; mutable, one owner. Never closes what it reads. */
final class ByteSource {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long lineEnds;
    private boolean isInLine;

    private ByteSource(InputStream in) {
        this.in = in;
    }

    /** Opens a stream, inflated if it starts as gzip does, behind a byte order mark if there is one. */
    static ByteSource open(InputStream in) throws IOException {
        ByteSource raw = new ByteSource(in);
        ByteSource source = raw.startsWith(0x1F, 0x8B) ? new ByteSource(new GzipMembers(raw)) : raw;
        if (source.startsWith(0xEF, 0xBB, 0xBF)) {
            source.position += 3;
        }
        return source;
    }

    /** The next byte, 0 to 255, or −1 at the end. */
    int read() throws IOException {
        if (position >= limit && !fill()) {
            return -1;
        }
        int next = buffer[position++] & 0xFF;
        isInLine = next != '\n';
        lineEnds += isInLine ? 0 : 1;
        return next;
    }

    /** The line, from 1, on which the byte stands that was taken last by {@link #read()} or {@link #readLine}; 0 before that. */
    long line() {
        return lineEnds + (isInLine ? 1 : 0);
    }

    /** The next byte without taking it. */
    int peek() throws IOException {
        return position < limit || fill() ? buffer[position] & 0xFF : -1;
    }

    /** As {@link InputStream#read(byte[], int, int)}. */
    int read(byte[] target, int from, int count) throws IOException {
        if (position >= limit && !fill()) {
            return -1;
        }
        int taken = Math.min(count, limit - position);
        System.arraycopy(buffer, position, target, from, taken);
        position += taken;
        return taken;
    }

    /** Takes the bytes up to the next line feed, which is taken but not kept; false if there are none left at all. */
    boolean readLine(BoundedBytes line) throws IOException {
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            line.append(buffer, position, end - position);
            boolean found = end < limit;
            position = found ? end + 1 : end;
            isInLine = !found;
            if (found) {
                lineEnds++;
                return true;
            }
        }
        return any;
    }

    /** Gives bytes back: they are read next. */
    void unread(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            lineEnds -= bytes[i] == '\n' ? 1 : 0;
        }
        if (count <= position) {
            position -= count;
            System.arraycopy(bytes, from, buffer, position, count);
            return;
        }
        int rest = limit - position;
        byte[] wider = new byte[Math.max(BUFFER_BYTES, count + rest)];
        System.arraycopy(bytes, from, wider, 0, count);
        System.arraycopy(buffer, position, wider, count, rest);
        buffer = wider;
        position = 0;
        limit = count + rest;
    }

    private boolean startsWith(int... expected) throws IOException {
        if (position >= limit && !fill()) {
            return false;
        }
        while (limit - position < expected.length) {
            int more = in.read(buffer, limit, buffer.length - limit);
            if (more < 0) {
                return false;
            }
            limit += more;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((buffer[position + i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        int count = 0;
        while (count == 0) {
            count = in.read(buffer, 0, buffer.length);
        }
        position = 0;
        limit = Math.max(0, count);
        return count > 0;
    }
}
