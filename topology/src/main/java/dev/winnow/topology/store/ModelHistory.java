package dev.winnow.topology.store;

import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One segment's model as it stood before a past event, from the changelog of its store: records are applied in the order
 * of the changelog, then {@link #before} replays. As far back as the changelog still holds snapshot and deltas. One owner.
 */
public final class ModelHistory {
    private final String segment;
    private final long generation;
    private final long sequence;
    private final Map<Integer, byte[]> chunks = new HashMap<>();
    private final TreeMap<Long, byte[]> inputs = new TreeMap<>();
    private @Nullable Snapshot newest;
    /** The one before, if it is held: its slot is the other one. */
    private @Nullable Snapshot older;

    private record Snapshot(long sequence, byte[] bytes, String fingerprint) {}

    /** A model before an input, and the input as its journal has it. */
    public record Moment(SegmentModel model, byte[] input) {
        /** The input, which must have been an event. */
        public Observation observation() {
            return model.observation(input);
        }
    }

    /**
     * @param sequence events that the model had seen before the event in question
     */
    public ModelHistory(String segment, long generation, long sequence) {
        this.segment = segment;
        this.generation = generation;
        this.sequence = sequence;
    }

    /** Applies one changelog record; records of other segments and generations are passed over. */
    public void apply(byte[] key, byte @Nullable [] value) {
        byte[] name = segment.getBytes(StandardCharsets.UTF_8);
        if (key.length < name.length + 2
                || key[name.length + 1] != 0
                || !segment.equals(new String(key, 1, name.length, StandardCharsets.UTF_8))) {
            return;
        }
        int at = name.length + 2;
        switch (key[0]) {
            case 'S' -> {
                int slotAndChunk =
                        key[at] << 24 | ByteBuffer.wrap(key, at + 1, 4).getInt();
                if (value == null) {
                    chunks.remove(slotAndChunk);
                } else {
                    chunks.put(slotAndChunk, value);
                }
            }
            case 'M' -> manifest(value, key[at]);
            case 'D' -> delta(value);
            default -> {}
        }
    }

    /**
     * The model before the event, or empty where the changelog no longer reaches back to it.
     *
     * @throws StateFormatException STA-005 where the model had another configuration than the factory's
     */
    public Optional<Moment> before(ModelFactory factory) {
        return before(factory, (model, input) -> {}, newest);
    }

    /** Sees each input of a replay before the model takes it, the one in question last. */
    @FunctionalInterface
    public interface Follower {
        void before(SegmentModel model, byte[] input);
    }

    /** The same with somebody who follows it, from the snapshot before the newest one where that is held. */
    public Optional<Moment> before(ModelFactory factory, Follower follower) {
        return before(factory, follower, isHeldSinceOlder() ? older : newest);
    }

    private boolean isHeldSinceOlder() {
        if (older == null || newest == null || !older.fingerprint().equals(newest.fingerprint())) {
            return false;
        }
        long first = older.sequence() + 1;
        return inputs.subMap(first, true, newest.sequence(), true).size() == newest.sequence() - older.sequence();
    }

    private Optional<Moment> before(ModelFactory factory, Follower follower, @Nullable Snapshot start) {
        if (start == null) {
            return Optional.empty();
        }
        if (!start.fingerprint().equals(factory.fingerprint().text())) {
            throw new StateFormatException(
                    "STA-005 model \"" + segment + "\" generation " + generation
                            + ": was made under another configuration of detectors, feature set or application secret; replay under that one");
        }
        SegmentModel model =
                start.bytes().length == 0 ? factory.fresh(generation) : factory.restore(generation, start.bytes());
        while (model.sequence() < sequence) {
            byte[] bytes = inputs.get(model.sequence() + 1);
            if (bytes == null) {
                return Optional.empty();
            }
            follower.before(model, bytes);
            model.replay(bytes);
        }
        byte[] input = inputs.get(sequence + 1);
        if (input == null) {
            return Optional.empty();
        }
        follower.before(model, input);
        return Optional.of(new Moment(model, input));
    }

    private void manifest(byte @Nullable [] value, int slot) {
        if (value == null) {
            return;
        }
        SnapshotManifest manifest = SnapshotManifest.read(value, slot);
        if (manifest.generation() != generation || manifest.sequence() > sequence) {
            return;
        }
        byte[] whole = manifest.assemble(chunk -> chunks.get(slot << 24 | chunk));
        if (whole != null) {
            if (newest == null || newest.sequence() < manifest.sequence()) {
                older = newest;
                inputs.headMap(older == null ? manifest.sequence() : older.sequence(), true)
                        .clear();
            } else if (newest.sequence() > manifest.sequence()) {
                older = null;
            }
            newest = new Snapshot(manifest.sequence(), whole, manifest.fingerprint());
        }
    }

    private void delta(byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        DeltaBatch batch = DeltaBatch.read(value);
        for (int i = 0; i < batch.inputs().size() && batch.generation() == generation; i++) {
            if (batch.first() + i <= sequence + 1) {
                inputs.put(batch.first() + i, batch.inputs().get(i));
            }
        }
    }
}
