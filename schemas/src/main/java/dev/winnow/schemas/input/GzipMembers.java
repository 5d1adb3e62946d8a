package dev.winnow.schemas.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates a gzip file of one or more members (RFC 1952); mutable, one owner. The JDK's stream decides by
 * {@code available()} whether another member follows and takes garbage behind a member for the end, so that it can lose
 * the rest of a file without a word; this one reads on to the true end or fails. Zero padding behind the last member is
 * allowed, as tape tools write it.
 */
final class GzipMembers extends InputStream {
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final ByteSource source;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] input = new byte[1 << 15];
    private int inputLength;
    private boolean inMember;
    private boolean ended;

    GzipMembers(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !startMember()) {
                ended = true;
                inflater.end();
                break;
            }
            int produced = inflate(target, from, count);
            if (produced > 0) {
                checksum.update(target, from, produced);
                return produced;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsInput()) {
                inputLength = source.read(input, 0, input.length);
                if (inputLength < 0) {
                    throw broken("to end with its trailer", "its end before that");
                }
                inflater.setInput(input, 0, inputLength);
            } else {
                throw broken("plain deflate data", "a preset dictionary");
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int from, int count) throws IOException {
        try {
            return inflater.inflate(target, from, count);
        } catch (DataFormatException e) {
            throw broken("deflate data", "data that cannot be inflated");
        }
    }

    private boolean startMember() throws IOException {
        int first = source.read();
        while (first == 0) {
            first = source.read();
        }
        if (first < 0) {
            return false;
        }
        if (first != 0x1F || source.read() != 0x8B) {
            throw broken("gzip members only", "something else behind a member");
        }
        if (source.read() != 8) {
            throw broken("the deflate method", "another method");
        }
        int flags = need();
        skip(6);
        if ((flags & HAS_EXTRA) != 0) {
            skip(need() | need() << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            skip(2);
        }
        inMember = true;
        checksum.reset();
        inflater.reset();
        return true;
    }

    private void endMember() throws IOException {
        int left = inflater.getRemaining();
        source.unread(input, inputLength - left, left);
        long expected = word();
        long size = word();
        if (expected != checksum.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw broken("data that fits its checksum", "data that does not");
        }
        inMember = false;
    }

    private long word() throws IOException {
        return need() | (long) need() << 8 | (long) need() << 16 | (long) need() << 24;
    }

    private int need() throws IOException {
        int value = source.read();
        if (value < 0) {
            throw broken("complete headers and trailers", "its end");
        }
        return value;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            need();
        }
    }

    private void skipText() throws IOException {
        while (need() != 0) {
            // Up to the zero that ends it.
        }
    }

    private static IOException broken(String required, String found) {
        return new ZipException(InputCode.BROKEN_GZIP.code() + " gzip input: must have " + required + "; found " + found
                + "; fetch the file again");
    }
}
