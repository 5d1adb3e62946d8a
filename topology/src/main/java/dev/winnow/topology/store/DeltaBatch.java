package dev.winnow.topology.store;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Inputs that a model took in one after the other, up to {@value #MOST} of them: those whose sequences have the same quotient by that.
 * Mutable, one owner.
 *
 * <pre>
 * u64 generation, u64 sequence after the first input, watermarks after the last, u32 count, inputs with their lengths, u32 CRC-32C of all that
 * </pre>
 */
final class DeltaBatch {
    /**
     * At a high rate a batch is written once a commit instead of each delta by itself; at a low rate it is written again for each of its
     * inputs, which more of them would make dear.
     */
    static final int MOST = 8;

    private static final int CHECKSUM_BYTES = Integer.BYTES;

    private final long generation;
    private final long first;
    private final List<byte[]> inputs = new ArrayList<>(MOST);
    private final Watermarks watermarks;
    private int bytes;

    /**
     * @param first sequence of the model after the first input
     * @param watermarks those of the model, which move on with it
     */
    DeltaBatch(long generation, long first, Watermarks watermarks) {
        this.generation = generation;
        this.first = first;
        this.watermarks = watermarks;
    }

    /** Which batch an input belongs to. */
    static long number(long sequence) {
        return sequence / MOST;
    }

    long generation() {
        return generation;
    }

    /** Sequence of the model after the first input. */
    long first() {
        return first;
    }

    /** What the model repeats on restore, in order. */
    List<byte[]> inputs() {
        return inputs;
    }

    Watermarks watermarks() {
        return watermarks;
    }

    /** Whether the input that brings the model to a sequence comes next in this batch. */
    boolean isNext(long itsGeneration, long sequence) {
        return generation == itsGeneration && sequence == first + inputs.size() && number(sequence) == number(first);
    }

    void add(byte[] input) {
        inputs.add(input);
        bytes += Integer.BYTES + input.length;
    }

    /** The same inputs under watermarks that move on with the model. */
    DeltaBatch continued(Watermarks live) {
        DeltaBatch copy = new DeltaBatch(generation, first, live);
        inputs.forEach(copy::add);
        return copy;
    }

    byte[] bytes() {
        StateWriter out = new StateWriter(256 + bytes);
        out.writeLong(generation).writeLong(first);
        watermarks.write(out);
        out.writeInt(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            out.writeBytes(inputs.get(i));
        }
        int length = out.length();
        byte[] whole = out.writeInt(0).toBytes();
        ByteBuffer.wrap(whole, length, CHECKSUM_BYTES).putInt(checksum(whole, length));
        return whole;
    }

    /** @throws StateFormatException STA-002 or STA-004 if it is damaged */
    static DeltaBatch read(byte[] bytes) {
        int length = bytes.length - CHECKSUM_BYTES;
        StateReader in = new StateReader(bytes);
        long generation = in.readLong();
        long first = in.readLong();
        DeltaBatch batch = new DeltaBatch(generation, first, Watermarks.read(in));
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new StateFormatException("STA-004 delta: a batch must have up to " + MOST + ", has " + count);
        }
        for (int i = 0; i < count; i++) {
            batch.add(in.readBytes());
        }
        int stated = in.readInt();
        in.expectEnd();
        int found = checksum(bytes, length);
        if (stated != found) {
            throw new StateFormatException(
                    String.format("STA-004 delta: checksum says %08x, recomputed %08x", stated, found));
        }
        return batch;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
