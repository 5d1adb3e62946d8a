package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** What every snapshot of a segment's model begins and ends with: version and fingerprints, and a CRC-32C of all before it. */
final class SnapshotFrame {
    private static final int CHECKSUM_BYTES = 4;

    private SnapshotFrame() {}

    /** A writer that has the head of the frame. */
    static StateWriter begin(int version, SegmentConfig config, FeatureSet set) {
        return new StateWriter(1 << 19)
                .writeByte(version)
                .writeString(config.fingerprint())
                .writeString(set.fingerprint());
    }

    static byte[] close(StateWriter out) {
        byte[] bytes = out.toBytes();
        return out.writeInt(checksum(bytes, bytes.length)).toBytes();
    }

    /**
     * A reader of what is between head and checksum.
     *
     * @throws StateFormatException as {@link SegmentModel#restore}
     */
    static StateReader open(byte[] snapshot, int version, SegmentConfig config, FeatureSet set) {
        int length = snapshot.length - CHECKSUM_BYTES;
        if (length < 1) {
            throw new StateFormatException("STA-002 segment: snapshot must have at least " + (CHECKSUM_BYTES + 1)
                    + " bytes, has " + snapshot.length);
        }
        int found = snapshot[0] & 0xff;
        if (found != version) {
            throw new StateVersionException("STA-001 snapshot of segment model has version " + found
                    + ", this build reads " + version + "; let the model start a new generation");
        }
        int stated = new StateReader(Arrays.copyOfRange(snapshot, length, snapshot.length)).readInt();
        int computed = checksum(snapshot, length);
        if (stated != computed) {
            throw new StateFormatException(String.format(
                    "STA-004 segment: checksum says %08x, recomputed %08x; use the older snapshot", stated, computed));
        }
        StateReader in = new StateReader(Arrays.copyOf(snapshot, length));
        in.readByte();
        expect("configuration", config.fingerprint(), in.readString());
        expect("feature set", set.fingerprint(), in.readString());
        return in;
    }

    private static void expect(String what, String required, String found) {
        if (!required.equals(found)) {
            throw new StateFormatException("STA-003 snapshot of segment model: " + what + " must have fingerprint "
                    + abbreviated(required) + ", snapshot was taken under " + abbreviated(found)
                    + "; let the model start a new generation");
        }
    }

    private static String abbreviated(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length())) + "…";
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
