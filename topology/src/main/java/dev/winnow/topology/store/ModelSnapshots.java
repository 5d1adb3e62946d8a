package dev.winnow.topology.store;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateVersionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Snapshots of segments in chunks, two of each segment, with their manifests. */
final class ModelSnapshots {
    /** Far below any record limit. */
    private static final int CHUNK_BYTES = 256 << 10;

    private final KeyValueStore<Bytes, byte[]> store;

    ModelSnapshots(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * Manifests of a segment, the newest first.
     *
     * @param isEmpty whether there is none at all, damaged ones included
     */
    record Found(boolean isEmpty, List<SnapshotManifest> readable) {}

    /** @throws StateVersionException if another build wrote one of them */
    Found manifests(String segment) {
        ModelKeys keys = new ModelKeys(segment);
        List<SnapshotManifest> readable = new ArrayList<>();
        boolean isEmpty = true;
        for (int slot = 0; slot < 2; slot++) {
            byte[] bytes = store.get(keys.manifest(slot));
            if (bytes != null) {
                isEmpty = false;
                try {
                    readable.add(SnapshotManifest.read(bytes, slot));
                } catch (StateVersionException e) {
                    throw e;
                } catch (StateFormatException e) {
                    // The other slot has to do.
                    continue;
                }
            }
        }
        readable.sort((a, b) -> Long.compare(b.number(), a.number()));
        return new Found(isEmpty, readable);
    }

    /** The bytes of a snapshot, or null where they do not match their manifest. */
    byte @Nullable [] read(String segment, SnapshotManifest manifest) {
        ModelKeys keys = new ModelKeys(segment);
        return manifest.assemble(chunk -> store.get(keys.chunk(manifest.slot(), chunk)));
    }

    /** Writes the snapshot after the newest, over the older of the two. */
    void write(LiveModel live, byte[] snapshot, int ring) {
        ModelKeys keys = new ModelKeys(live.segment());
        long number = live.snapshotNumber() + 1;
        int slot = SnapshotManifest.slot(number);
        List<byte[]> hashes = new ArrayList<>();
        for (int start = 0, chunk = 0; start < snapshot.length; start += CHUNK_BYTES, chunk++) {
            byte[] part = Arrays.copyOfRange(snapshot, start, Math.min(snapshot.length, start + CHUNK_BYTES));
            hashes.add(Sha256.of(part));
            store.put(keys.chunk(slot, chunk), part);
        }
        deleteChunks(keys, slot, hashes.size());
        store.put(keys.manifest(slot), live.manifest(number, ring, hashes).bytes());
        live.snapshotWritten(number);
    }

    /** Writes a manifest without chunks. */
    void begin(String segment, SnapshotManifest manifest) {
        store.put(new ModelKeys(segment).manifest(manifest.slot()), manifest.bytes());
    }

    /** Deletes both snapshots. */
    void delete(String segment) {
        ModelKeys keys = new ModelKeys(segment);
        for (int slot = 0; slot < 2; slot++) {
            store.delete(keys.manifest(slot));
            deleteChunks(keys, slot, 0);
        }
    }

    /** Chunks are numbered without gaps. */
    private void deleteChunks(ModelKeys keys, int slot, int from) {
        for (int chunk = from; store.get(keys.chunk(slot, chunk)) != null; chunk++) {
            store.delete(keys.chunk(slot, chunk));
        }
    }
}
