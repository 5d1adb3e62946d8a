package dev.winnow.topology.store;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot consists of; without chunks it stands for a model that has seen nothing.
 *
 * <pre>
 * u8 version, fingerprint, u64 generation, u8 causes (bit by ordinal), u64 snapshot number, u64 sequence, u32 ring,
 * watermarks, u32 count, SHA-256 of each chunk
 * </pre>
 *
 * @param causes why the generation began; empty for the first
 * @param number snapshots written before it in this segment
 * @param sequence inputs that the model had taken in
 * @param ring slots of the journal at that time
 */
record SnapshotManifest(
        String fingerprint,
        long generation,
        EnumSet<GenerationCause> causes,
        long number,
        long sequence,
        int ring,
        Watermarks watermarks,
        List<byte[]> hashes) {
    private static final int VERSION = 3;

    int slot() {
        return slot(number);
    }

    /** Two snapshots are kept. */
    static int slot(long number) {
        return (int) (number & 1);
    }

    /**
     * @throws StateVersionException if another build wrote it
     * @throws StateFormatException if it is damaged
     */
    static SnapshotManifest read(byte[] bytes, int slot) {
        StateReader in = new StateReader(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 manifest of a model has version " + version + ", this build reads "
                    + VERSION + "; see docs/operations.md, \"Downgrade\"");
        }
        String fingerprint = in.readString();
        long generation = in.readLong();
        EnumSet<GenerationCause> causes = causes(in.readByte());
        long number = in.readLong();
        if (slot(number) != slot) {
            throw new StateFormatException("STA-004 manifest number " + number + " stands in slot " + slot);
        }
        long sequence = in.readLong();
        int ring = in.readInt();
        if (ring < 1 || generation < 1 || sequence < 0) {
            throw new StateFormatException("STA-004 manifest of a model: ring and generation must be at least 1 and"
                    + " sequence at least 0, are " + ring + ", " + generation + " and " + sequence);
        }
        Watermarks watermarks = Watermarks.read(in);
        int count = in.readInt();
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hashes.add(in.readBytes());
        }
        in.expectEnd();
        return new SnapshotManifest(fingerprint, generation, causes, number, sequence, ring, watermarks, hashes);
    }

    byte[] bytes() {
        StateWriter out = new StateWriter(256);
        int bits = 0;
        for (GenerationCause cause : causes) {
            bits |= 1 << cause.ordinal();
        }
        out.writeByte(VERSION)
                .writeString(fingerprint)
                .writeLong(generation)
                .writeByte(bits)
                .writeLong(number)
                .writeLong(sequence)
                .writeInt(ring);
        watermarks.write(out);
        out.writeInt(hashes.size());
        hashes.forEach(out::writeBytes);
        return out.toBytes();
    }

    /** The snapshot from its chunks, or null where one is missing or does not match its hash. */
    byte @Nullable [] assemble(IntFunction<byte @Nullable []> chunks) {
        List<byte[]> parts = new ArrayList<>();
        int length = 0;
        for (int chunk = 0; chunk < hashes.size(); chunk++) {
            byte[] part = chunks.apply(chunk);
            if (part == null || !MessageDigest.isEqual(Sha256.of(part), hashes.get(chunk))) {
                return null;
            }
            parts.add(part);
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static EnumSet<GenerationCause> causes(int bits) {
        EnumSet<GenerationCause> causes = EnumSet.noneOf(GenerationCause.class);
        for (GenerationCause cause : GenerationCause.values()) {
            if ((bits >> cause.ordinal() & 1) != 0) {
                causes.add(cause);
            }
        }
        return causes;
    }
}
