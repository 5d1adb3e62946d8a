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
import org.jspecify.annotations.Nullable;

/**
 * The deltas of segments, in batches, and these in a ring for each segment: the newest overwrites the one that a ring's length ago stood there.
 */
final class ModelJournal {
    private final KeyValueStore<Bytes, byte[]> store;
    private final int ring;

    /** @param least deltas that must stand in a ring */
    ModelJournal(KeyValueStore<Bytes, byte[]> store, int least) {
        this.store = store;
        // A batch that begins overwrites a whole one.
        this.ring = (int) (DeltaBatch.number(least - 1) + 2) * DeltaBatch.MOST;
    }

    /** Deltas of a ring that is written now, a multiple of a batch. */
    int ring() {
        return ring;
    }

    /** Where a delta stands in a ring. */
    static int slot(long sequence, int itsRing) {
        return (int) (DeltaBatch.number(sequence) % slots(itsRing));
    }

    private static int slots(int itsRing) {
        return Math.max(1, itsRing / DeltaBatch.MOST);
    }

    void append(LiveModel live, byte[] input) {
        long sequence = live.model().sequence();
        DeltaBatch batch = live.batch(sequence);
        batch.add(input);
        store.put(new ModelKeys(live.segment()).delta(slot(sequence, ring)), batch.bytes());
    }

    /**
     * What stands in a segment's ring; of a damaged batch nothing is known but where it is.
     *
     * @param wanted inputs that were asked for, by the sequence after them
     * @param newest batch of the asked generation that reaches farthest
     * @param watermarks newest of all readable deltas
     * @param newestGeneration of all readable deltas; 0 where there is none
     * @param damagedSlots slots whose batch cannot be read
     */
    record Found(
            TreeMap<Long, byte[]> wanted,
            @Nullable DeltaBatch newest,
            Watermarks watermarks,
            long newestGeneration,
            Set<Integer> damagedSlots) {}

    /**
     * Reads a segment's whole ring.
     *
     * @param generation generation whose deltas are wanted
     * @param after sequence after which they are wanted
     */
    Found read(String segment, int itsRing, long generation, long after) {
        TreeMap<Long, byte[]> inputs = new TreeMap<>();
        Watermarks watermarks = new Watermarks();
        DeltaBatch last = null;
        long newest = 0;
        Set<Integer> damaged = new TreeSet<>();
        ModelKeys keys = new ModelKeys(segment);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(keys.delta(0), keys.delta(slots(itsRing) - 1))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                try {
                    DeltaBatch batch = DeltaBatch.read(row.value);
                    watermarks.merge(batch.watermarks());
                    newest = Math.max(newest, batch.generation());
                    if (batch.generation() == generation) {
                        last = last == null || last.first() < batch.first() ? batch : last;
                        for (int i = 0; i < batch.inputs().size(); i++) {
                            if (batch.first() + i > after) {
                                inputs.put(batch.first() + i, batch.inputs().get(i));
                            }
                        }
                    }
                } catch (StateFormatException e) {
                    damaged.add(ModelKeys.ringSlot(row.key));
                }
            }
        }
        return new Found(inputs, last, watermarks, newest, damaged);
    }

    void delete(String segment, int itsRing) {
        ModelKeys keys = new ModelKeys(segment);
        List<Bytes> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> deltas = store.range(keys.delta(0), keys.delta(slots(itsRing) - 1))) {
            deltas.forEachRemaining(delta -> found.add(delta.key));
        }
        found.forEach(store::delete);
    }
}
