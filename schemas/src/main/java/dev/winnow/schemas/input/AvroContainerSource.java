package dev.winnow.schemas.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Datums of an Avro object container file of the event schema, each behind the header of single-object encoding; mutable,
 * one owner. The datum's bytes are the file's own, not encoded again.
 *
 * <p>A datum that is broken cannot be told from what follows it: the rest of its block is yielded as one record, and
 * reading goes on with the next block. The limits on blocks keep a hostile file from claiming memory; writers make blocks
 * of about 64 KB.
 *
 * <p>The framing is read here because Avro's own {@code DataFileStream} (1.12.2) allocates what a block claims, up to 2 GB,
 * and takes a file that ends within a block's counts for one that ends before it.
 */
final class AvroContainerSource implements RecordSplitter.Source {
    private static final int MAX_BLOCK_BYTES = 64 << 20;
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int SYNC_BYTES = 16;

    private final ByteSource in;
    private final BoundedBytes record;
    private final byte[] sync = new byte[SYNC_BYTES];
    private EventDatums.@Nullable Version version;
    private boolean deflated;
    private byte[] block = new byte[0];
    private int blockAt;
    private long left;

    AvroContainerSource(ByteSource in, int maxRecordBytes) {
        this.in = in;
        this.record = new BoundedBytes(maxRecordBytes + 1);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        EventDatums.Version version = this.version;
        if (version == null) {
            if (in.peek() < 0) {
                return null;
            }
            version = open();
            this.version = version;
        }
        while (left == 0) {
            if (in.peek() < 0) {
                return null;
            }
            nextBlock();
        }
        int start = blockAt;
        try {
            blockAt = version.end(block, start, block.length);
            left--;
        } catch (Refusal refusal) {
            blockAt = block.length;
            left = 0;
        }
        if (left == 0 && blockAt < block.length) {
            throw broken("blocks of as many datums as they claim", "bytes behind the last one");
        }
        record.clear();
        byte[] header = EventDatums.header(version.fingerprint());
        record.append(header, 0, header.length);
        record.append(block, start, blockAt - start);
        return record.copy();
    }

    private EventDatums.Version open() throws IOException {
        if (in.read() != 'O' || in.read() != 'b' || in.read() != 'j' || in.read() != 1) {
            throw broken("the start of an Avro container", "another start");
        }
        String schema = "";
        String codec = "null";
        int headerBytes = 0;
        for (long count = varLong(); count != 0; count = varLong()) {
            if (count < 0) {
                varLong();
                count = -count;
            }
            for (long i = 0; i < count; i++) {
                byte[] key = bytes(MAX_HEADER_BYTES);
                byte[] value = bytes(MAX_HEADER_BYTES);
                headerBytes += key.length + value.length + 2;
                if (headerBytes > MAX_HEADER_BYTES || headerBytes < 0) {
                    throw broken("a header of at most " + MAX_HEADER_BYTES + " bytes", "a longer one");
                }
                String name = new String(key, StandardCharsets.UTF_8);
                if (name.equals("avro.schema")) {
                    schema = new String(value, StandardCharsets.UTF_8);
                } else if (name.equals("avro.codec")) {
                    codec = new String(value, StandardCharsets.UTF_8);
                }
            }
        }
        fill(sync);
        if (!codec.equals("null") && !codec.equals("deflate")) {
            throw broken("the codec null or deflate", Refusal.quote(codec));
        }
        deflated = codec.equals("deflate");
        return version(schema);
    }

    private static EventDatums.Version version(String json) throws IOException {
        EventDatums.Version version = null;
        try {
            version = EventDatums.bundled()
                    .version(SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(json)));
        } catch (AvroRuntimeException e) {
            // No schema at all is as good as another one.
        }
        if (version == null) {
            throw broken("the schema of dev.winnow.wire.Event in this release or an earlier one", "another schema");
        }
        return version;
    }

    private void nextBlock() throws IOException {
        long count = varLong();
        byte[] stored = bytes(MAX_BLOCK_BYTES);
        byte[] mark = new byte[SYNC_BYTES];
        fill(mark);
        if (count < 0 || !Arrays.equals(mark, sync)) {
            throw broken("blocks that end in its sync mark", "another mark");
        }
        block = deflated ? inflate(stored) : stored;
        blockAt = 0;
        left = count;
    }

    private static byte[] inflate(byte[] stored) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            ByteArrayOutputStream out = new ByteArrayOutputStream(stored.length * 2);
            byte[] chunk = new byte[1 << 14];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && !inflater.finished()) {
                    throw broken("whole deflate blocks", "one that ends early");
                }
                out.write(chunk, 0, count);
                if (out.size() > MAX_BLOCK_BYTES) {
                    throw broken("blocks of at most " + MAX_BLOCK_BYTES + " bytes", "a longer one");
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw broken("deflate blocks", "one that cannot be inflated");
        } finally {
            inflater.end();
        }
    }

    private long varLong() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = in.read();
            if (b < 0) {
                throw broken("whole blocks", "its end");
            }
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw broken("numbers of at most 10 bytes", "a longer one");
    }

    private byte[] bytes(int max) throws IOException {
        long length = varLong();
        if (length < 0 || length > max) {
            throw broken("lengths of at most " + max + " bytes", Long.toString(length));
        }
        // Grows with what is really there: a claimed length alone takes no memory.
        byte[] bytes = new byte[(int) Math.min(length, 1 << 16)];
        int at = 0;
        while (at < length) {
            if (at == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, bytes.length * 2L));
            }
            int count = in.read(bytes, at, bytes.length - at);
            if (count < 0) {
                throw broken("whole blocks", "its end");
            }
            at += count;
        }
        return bytes;
    }

    private void fill(byte[] target) throws IOException {
        for (int i = 0; i < target.length; i++) {
            int value = in.read();
            if (value < 0) {
                throw broken("whole blocks", "its end");
            }
            target[i] = (byte) value;
        }
    }

    private static IOException broken(String required, String found) {
        return new IOException(InputCode.BROKEN_CONTAINER.code() + " Avro container: must have " + required + "; found "
                + found + "; write the file again with the event schema");
    }
}
