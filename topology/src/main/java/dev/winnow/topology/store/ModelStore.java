package dev.winnow.topology.store;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * One segment's model as journal and snapshot: every event leaves a delta under a ring key, and every so many events a
 * snapshot in chunks with a manifest. What a commit covers is complete after each event, so that snapshot and deltas
 * always give back the model bit for bit.
 *
 * <pre>
 * key   = kind 'M' | 'S' | 'D', segment (UTF-8), 0, then
 *         M: u8 slot                      slot = snapshot number mod 2: two are kept
 *         S: u8 slot, u32 chunk
 *         D: u32 sequence mod RING
 * M     = u8 version, fingerprint, u64 generation, u64 snapshot number, u64 sequence, u32 RING, watermarks, chunk hashes
 * D     = u64 generation, u64 sequence after it, watermarks, observation
 * </pre>
 */
public final class ModelStore {
    private static final int VERSION = 1;
    private static final String OTHER_VERSION = "STA-001";
    private static final int CHUNK_BYTES = 256 << 10;

    private final KeyValueStore<Bytes, byte[]> store;
    private final int snapshotEvery;
    private final int ring;

    public ModelStore(KeyValueStore<Bytes, byte[]> store, int snapshotEvery) {
        this.store = store;
        this.snapshotEvery = snapshotEvery;
        // The older of two snapshots can be 2.5 intervals back when the jitter is at its largest.
        this.ring = 3 * snapshotEvery;
    }

    /** How a model is made: anew for a generation, or from a snapshot. */
    public interface Factory {
        SegmentModel fresh(long generation);

        SegmentModel restore(long generation, byte[] snapshot);

        /** Fingerprint of the configuration; another one starts a new generation. */
        String fingerprint();
    }

    /** A live model with its place in the journal. Mutable; owned by the task. */
    public static final class Live {
        private final String segment;
        private final SegmentModel model;
        private final String fingerprint;
        private final long generation;
        private long snapshotNumber;
        private long snapshotSequence;
        private long nextSnapshotAt;
        private final TreeMap<String, Long> watermarks;

        private Live(
                String segment,
                SegmentModel model,
                String fingerprint,
                long generation,
                long snapshotNumber,
                long snapshotSequence,
                TreeMap<String, Long> watermarks) {
            this.segment = segment;
            this.model = model;
            this.fingerprint = fingerprint;
            this.generation = generation;
            this.snapshotNumber = snapshotNumber;
            this.snapshotSequence = snapshotSequence;
            this.watermarks = watermarks;
        }

        public SegmentModel model() {
            return model;
        }

        public long generation() {
            return generation;
        }

        /**
         * True until the first event is learnt, where stored state of another configuration was left behind. It follows from
         * what is stored, so an event that fails before it is learnt does not swallow the announcement.
         */
        public boolean isUnannouncedReplacement() {
            return generation > 1 && model.sequence() == 0;
        }

        /** Whether the record at this place has been applied already. */
        public boolean hasApplied(String topic, int partition, long offset) {
            return watermarks.getOrDefault(topic + "-" + partition, -1L) >= offset;
        }

        /** Events since the newest snapshot: what a restart would replay. */
        public long journalLength() {
            return model.sequence() - snapshotSequence;
        }
    }

    /**
     * Loads a segment's model, or makes it anew where there is none or its configuration was another.
     *
     * @throws StateFormatException STA-001 if another build wrote the state, STA-003 if neither snapshot is whole, STA-004 if a
     *     delta is damaged
     */
    public Live load(String segment, Factory factory) {
        List<Manifest> manifests = new ArrayList<>();
        boolean found = false;
        for (int slot = 0; slot < 2; slot++) {
            byte[] bytes = store.get(key('M', segment, slot));
            if (bytes != null) {
                found = true;
                readable(bytes, slot).ifPresent(manifests::add);
            }
        }
        if (!found) {
            return fresh(segment, factory, 1);
        }
        manifests.sort((a, b) -> Long.compare(b.number, a.number));
        if (!manifests.isEmpty() && !manifests.get(0).fingerprint.equals(factory.fingerprint())) {
            return replacement(segment, factory, manifests);
        }
        for (Manifest manifest : manifests) {
            Optional<SegmentModel> model = restored(segment, manifest, factory);
            if (model.isPresent()) {
                Live live = new Live(
                        segment,
                        model.get(),
                        factory.fingerprint(),
                        manifest.generation,
                        manifest.number,
                        manifest.sequence,
                        new TreeMap<>(manifest.watermarks));
                live.nextSnapshotAt = nextSnapshot(live);
                replay(live, manifest.ring);
                if (manifest.ring != ring) {
                    changeRing(live, manifest.ring);
                }
                return live;
            }
        }
        throw new StateFormatException("STA-003 model \"" + segment
                + "\": neither of its two snapshots matches its manifest; restore the task's changelog");
    }

    /** A manifest, or empty where it is damaged and the other slot has to do. */
    private static Optional<Manifest> readable(byte[] bytes, int slot) {
        try {
            return Optional.of(Manifest.read(bytes, slot));
        } catch (StateFormatException e) {
            if (isOfAnotherBuild(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<SegmentModel> restored(String segment, Manifest manifest, Factory factory) {
        if (manifest.hashes.isEmpty()) {
            return Optional.of(factory.fresh(manifest.generation));
        }
        byte[] snapshot = snapshot(segment, manifest);
        if (snapshot == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(factory.restore(manifest.generation, snapshot));
        } catch (StateFormatException e) {
            if (isOfAnotherBuild(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Whether state is whole but of a version that this build does not read: waiting or retrying does not help. */
    public static boolean isOfAnotherBuild(StateFormatException e) {
        return String.valueOf(e.getMessage()).startsWith(OTHER_VERSION);
    }

    /** Writes the delta of the event that the model has just learnt, and a snapshot where one is due. */
    public boolean journal(Live live, Observation observation, String topic, int partition, long offset) {
        live.watermarks.put(topic + "-" + partition, offset);
        long sequence = live.model.sequence();
        StateWriter delta = new StateWriter(512);
        delta.writeLong(live.generation).writeLong(sequence);
        writeWatermarks(delta, live.watermarks);
        delta.writeBytes(observation.toBytes());
        store.put(key('D', live.segment, (int) (sequence % ring)), delta.toBytes());
        if (sequence < live.nextSnapshotAt) {
            return false;
        }
        writeSnapshot(live, live.model.snapshot());
        return true;
    }

    private Live fresh(String segment, Factory factory, long generation) {
        return begin(
                new Live(segment, factory.fresh(generation), factory.fingerprint(), generation, 0, 0, new TreeMap<>()));
    }

    /** The next generation; of the one before nothing is kept but the watermarks. */
    private Live replacement(String segment, Factory factory, List<Manifest> manifests) {
        Manifest before = manifests.get(0);
        TreeMap<String, Long> watermarks = new TreeMap<>(before.watermarks);
        // The newest offsets stand in the deltas of the configuration that is left behind.
        newestWatermarks(segment, before, watermarks);
        deleteDeltas(segment, before.ring);
        for (Manifest old : manifests) {
            store.delete(key('M', segment, old.slot));
            for (int chunk = 0; chunk < old.hashes.size(); chunk++) {
                store.delete(key('S', segment, old.slot, chunk));
            }
        }
        long generation = before.generation + 1;
        return begin(new Live(
                segment,
                factory.fresh(generation),
                factory.fingerprint(),
                generation,
                before.number + 1,
                0,
                watermarks));
    }

    private Live begin(Live live) {
        live.nextSnapshotAt = nextSnapshot(live);
        Manifest manifest = new Manifest(
                live.fingerprint, live.generation, live.snapshotNumber, 0, ring, live.watermarks, List.of());
        store.put(key('M', live.segment, slot(live.snapshotNumber)), manifest.bytes());
        return live;
    }

    /** Deltas of two ring sizes cannot be told apart: both slots get a snapshot that needs none. */
    private void changeRing(Live live, int before) {
        deleteDeltas(live.segment, before);
        byte[] snapshot = live.model.snapshot();
        writeSnapshot(live, snapshot);
        writeSnapshot(live, snapshot);
    }

    private void deleteDeltas(String segment, int ringBefore) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> deltas =
                store.range(key('D', segment, 0), key('D', segment, ringBefore - 1))) {
            deltas.forEachRemaining(delta -> keys.add(delta.key));
        }
        keys.forEach(store::delete);
    }

    private void writeSnapshot(Live live, byte[] snapshot) {
        long number = live.snapshotNumber + 1;
        int slot = slot(number);
        List<byte[]> hashes = new ArrayList<>();
        for (int start = 0, chunk = 0; start < snapshot.length; start += CHUNK_BYTES, chunk++) {
            byte[] part = Arrays.copyOfRange(snapshot, start, Math.min(snapshot.length, start + CHUNK_BYTES));
            hashes.add(Sha256.of(part));
            store.put(key('S', live.segment, slot, chunk), part);
        }
        // Chunks are numbered without gaps, so those of a longer snapshot before follow directly.
        for (int chunk = hashes.size(); store.get(key('S', live.segment, slot, chunk)) != null; chunk++) {
            store.delete(key('S', live.segment, slot, chunk));
        }
        Manifest manifest = new Manifest(
                live.fingerprint, live.generation, number, live.model.sequence(), ring, live.watermarks, hashes);
        store.put(key('M', live.segment, slot), manifest.bytes());
        live.snapshotNumber = number;
        live.snapshotSequence = live.model.sequence();
        live.nextSnapshotAt = nextSnapshot(live);
    }

    private void replay(Live live, int itsRing) {
        while (true) {
            long next = live.model.sequence() + 1;
            byte[] bytes = store.get(key('D', live.segment, (int) (next % itsRing)));
            if (bytes == null) {
                return;
            }
            StateReader delta = new StateReader(bytes);
            if (delta.readLong() != live.generation || delta.readLong() != next) {
                return;
            }
            readWatermarks(delta, live.watermarks);
            Observation observation =
                    Observation.fromBytes(live.model.featureSet().schema(), delta.readBytes());
            live.model.learn(observation, live.model.assess(observation));
        }
    }

    private void newestWatermarks(String segment, Manifest before, Map<String, Long> watermarks) {
        for (long next = before.sequence + 1; ; next++) {
            byte[] bytes = store.get(key('D', segment, (int) (next % before.ring)));
            if (bytes == null) {
                return;
            }
            StateReader delta = new StateReader(bytes);
            if (delta.readLong() != before.generation || delta.readLong() != next) {
                return;
            }
            readWatermarks(delta, watermarks);
        }
    }

    private byte @Nullable [] snapshot(String segment, Manifest manifest) {
        return manifest.assemble(chunk -> store.get(key('S', segment, manifest.slot, chunk)));
    }

    /** Jittered by a quarter either way, so that models that began together do not write together for ever. */
    private long nextSnapshot(Live live) {
        long mixed = (live.segment.hashCode() * 0x9E3779B97F4A7C15L) ^ (live.snapshotNumber * 0xC2B2AE3D27D4EB4FL);
        mixed ^= mixed >>> 29;
        double share = 0.75 + 0.5 * ((mixed >>> 11) * 0x1.0p-53);
        return live.snapshotSequence + Math.max(1, (long) (snapshotEvery * share));
    }

    private static int slot(long number) {
        return (int) (number & 1);
    }

    private static Bytes key(char kind, String segment, int last) {
        byte[] name = segment.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[1 + name.length + 1 + (kind == 'M' ? 1 : 4)];
        int at = start(key, kind, name);
        if (kind == 'M') {
            key[at] = (byte) last;
        } else {
            putInt(key, at, last);
        }
        return Bytes.wrap(key);
    }

    private static Bytes key(char kind, String segment, int slot, int chunk) {
        byte[] name = segment.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[1 + name.length + 1 + 5];
        int at = start(key, kind, name);
        key[at] = (byte) slot;
        putInt(key, at + 1, chunk);
        return Bytes.wrap(key);
    }

    private static int start(byte[] key, char kind, byte[] name) {
        key[0] = (byte) kind;
        System.arraycopy(name, 0, key, 1, name.length);
        return 1 + name.length + 1;
    }

    private static void putInt(byte[] key, int at, int value) {
        key[at] = (byte) (value >>> 24);
        key[at + 1] = (byte) (value >>> 16);
        key[at + 2] = (byte) (value >>> 8);
        key[at + 3] = (byte) value;
    }

    private static void writeWatermarks(StateWriter out, Map<String, Long> watermarks) {
        out.writeInt(watermarks.size());
        watermarks.forEach((place, offset) -> out.writeString(place).writeLong(offset));
    }

    private static void readWatermarks(StateReader in, Map<String, Long> watermarks) {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            watermarks.put(in.readString(), in.readLong());
        }
    }

    static void skipWatermarks(StateReader in) {
        readWatermarks(in, new TreeMap<>());
    }

    /** What a snapshot consists of. */
    static final class Manifest {
        private final String fingerprint;
        private final long generation;
        private final long number;
        private final long sequence;
        private final int ring;
        private final Map<String, Long> watermarks;
        private final List<byte[]> hashes;
        private final int slot;

        Manifest(
                String fingerprint,
                long generation,
                long number,
                long sequence,
                int ring,
                Map<String, Long> watermarks,
                List<byte[]> hashes) {
            this.fingerprint = fingerprint;
            this.generation = generation;
            this.number = number;
            this.sequence = sequence;
            this.ring = ring;
            this.watermarks = watermarks;
            this.hashes = hashes;
            this.slot = slot(number);
        }

        static Manifest read(byte[] bytes, int slot) {
            StateReader in = new StateReader(bytes);
            int version = in.readByte();
            if (version != VERSION) {
                throw new StateFormatException("STA-001 manifest of a model has version " + version
                        + ", this build reads " + VERSION + "; see docs/operations.md, \"Downgrade\"");
            }
            String fingerprint = in.readString();
            long generation = in.readLong();
            long number = in.readLong();
            if (slot(number) != slot) {
                throw new StateFormatException("STA-004 manifest number " + number + " stands in slot " + slot);
            }
            long sequence = in.readLong();
            int ring = in.readInt();
            if (ring < 1) {
                throw new StateFormatException("STA-004 manifest of a model: ring must be at least 1, is " + ring);
            }
            TreeMap<String, Long> watermarks = new TreeMap<>();
            readWatermarks(in, watermarks);
            int count = in.readInt();
            List<byte[]> hashes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                hashes.add(in.readBytes());
            }
            in.expectEnd();
            return new Manifest(fingerprint, generation, number, sequence, ring, watermarks, hashes);
        }

        long generation() {
            return generation;
        }

        String fingerprint() {
            return fingerprint;
        }

        long sequence() {
            return sequence;
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

        byte[] bytes() {
            StateWriter out = new StateWriter(256);
            out.writeByte(VERSION)
                    .writeString(fingerprint)
                    .writeLong(generation)
                    .writeLong(number)
                    .writeLong(sequence)
                    .writeInt(ring);
            writeWatermarks(out, watermarks);
            out.writeInt(hashes.size());
            hashes.forEach(out::writeBytes);
            return out.toBytes();
        }
    }
}
