package dev.winnow.topology.store;

import dev.winnow.detectors.snapshot.StateFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The deltas of segments, each in a ring of its own: the newest overwrites the one that a ring's length ago stood there. */
final class ModelJournal {
    private final KeyValueStore<Bytes, byte[]> store;
    private final int ring;

    ModelJournal(KeyValueStore<Bytes, byte[]> store, int ring) {
        this.store = store;
        this.ring = ring;
    }

    /** Slots of a ring that is written now. */
    int ring() {
        return ring;
    }

    void append(LiveModel live, byte[] input) {
        long sequence = live.model().sequence();
        Delta delta = new Delta(live.generation(), sequence, live.watermarks(), input);
        store.put(new ModelKeys(live.segment()).delta((int) (sequence % ring)), delta.bytes());
    }

    /**
     * What stands in a segment's ring; of a damaged delta nothing is known but where it is.
     *
     * @param wanted deltas that were asked for, by sequence
     * @param watermarks newest of all readable deltas
     * @param newestGeneration of all readable deltas; 0 where there is none
     * @param damagedSlots slots whose delta cannot be read
     */
    record Found(
            TreeMap<Long, Delta> wanted, Watermarks watermarks, long newestGeneration, Set<Integer> damagedSlots) {}

    /**
     * Reads a segment's whole ring.
     *
     * @param generation generation whose deltas are wanted
     * @param after sequence after which they are wanted
     */
    Found read(String segment, int itsRing, long generation, long after) {
        TreeMap<Long, Delta> deltas = new TreeMap<>();
        Watermarks watermarks = new Watermarks();
        long newest = 0;
        Set<Integer> damaged = new TreeSet<>();
        ModelKeys keys = new ModelKeys(segment);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(keys.delta(0), keys.delta(itsRing - 1))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                try {
                    Delta delta = Delta.read(row.value);
                    watermarks.merge(delta.watermarks());
                    newest = Math.max(newest, delta.generation());
                    if (delta.generation() == generation && delta.sequence() > after) {
                        deltas.put(delta.sequence(), delta);
                    }
                } catch (StateFormatException e) {
                    damaged.add(ModelKeys.ringSlot(row.key));
                }
            }
        }
        return new Found(deltas, watermarks, newest, damaged);
    }

    void delete(String segment, int itsRing) {
        ModelKeys keys = new ModelKeys(segment);
        List<Bytes> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> deltas = store.range(keys.delta(0), keys.delta(itsRing - 1))) {
            deltas.forEachRemaining(delta -> found.add(delta.key));
        }
        found.forEach(store::delete);
    }
}
