package dev.winnow.topology.store;

import dev.winnow.detectors.segment.EntityRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a task that were written last, as the objects that they were written from. Mutable, one owner. The store has
 * them all: what is not here is read and decoded, and gives the same results bit for bit.
 *
 * <p>A row is taken out to be used and put back once it is written. Whatever fails in between leaves none behind that the store
 * does not have.
 */
public final class LiveRows {
    /** A row has 6 KB in memory on the synthetic day, so a task holds some 3 MB; traffic comes from few entities at a time. */
    private static final int CAPACITY = 512;

    private final Map<Key, EntityRow> rows = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, EntityRow> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Key(String segment, long generation, String entity) {}

    /** Gives a row away, or null where it is not here. */
    public @Nullable EntityRow take(String segment, long generation, String entity) {
        return rows.remove(new Key(segment, generation, entity));
    }

    /** Keeps a row that was just written; the one that was written longest ago goes. */
    public void put(String segment, long generation, String entity, EntityRow row) {
        rows.put(new Key(segment, generation, entity), row);
    }
}
