package dev.winnow.topology.store;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateVersionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the entities of one task, bounded in bytes and in event time. Mutable, one owner. What goes, and when, follows from
 * the order of the events alone, so that a task that was restarted keeps the rows of one that was not.
 *
 * <p>A row goes when its entity was silent for longer than the time to live, counted in the event time of its segment; when
 * its segment began another generation; and, the longest unused of the task first, when the bytes are used up. An event
 * deletes a few rows at most, so none of this makes a pause. An event costs a few pointers beside its one write.
 * {@link EntityRowLayout} says how they are stored.
 */
public final class EntityRows {
    // The order of use stands in each row as the number of its last use. It is written with the row, which is written
    // anyway; an index in the store would be written twice an event. Opening reads every row once and sorts.

    /** Bytes in memory that a row costs beside its key: node, hash entry and references. */
    public static final int INDEX_BYTES = 160;

    private static final long MINUTE = 60_000;

    /** A loss of rows is announced once in this much event time, for each segment that presses. */
    private static final long ANNOUNCE_EVERY = 3_600_000;

    /** Two a write are twice as many as can come, so what has expired goes faster than new rows arrive. */
    private static final int EXPIRED_AT_ONCE = 2;

    private static final int ABANDONED_AT_ONCE = 8;

    /** Only a budget that became smaller needs more than a few. */
    private static final int EVICTED_AT_ONCE = 64;

    private final KeyValueStore<Bytes, byte[]> store;
    private final long maxBytes;
    private final long ttlMillis;
    private final int damagedAtOpening;
    private final Map<Bytes, Node> index = new HashMap<>();
    private final TreeMap<String, SegmentRows> segments = new TreeMap<>();
    private final Node all = new Node();
    private long bytes;
    private long uses;

    /** A row in two rings, both from the longest unused to the last used: the task's and its generation's. */
    private static final class Node {
        private Node before = this;
        private Node after = this;
        private Node beforeInGeneration = this;
        private Node afterInGeneration = this;
        private @Nullable Bytes key;
        private int size;
        private long use;
        private long newestMillis;

        private void append(Node last) {
            before = last.before;
            after = last;
            last.before.after = this;
            last.before = this;
        }

        private void appendToGeneration(Node last) {
            beforeInGeneration = last.beforeInGeneration;
            afterInGeneration = last;
            last.beforeInGeneration.afterInGeneration = this;
            last.beforeInGeneration = this;
        }

        private void unlink() {
            before.after = after;
            after.before = before;
            beforeInGeneration.afterInGeneration = afterInGeneration;
            afterInGeneration.beforeInGeneration = beforeInGeneration;
        }
    }

    private static final class SegmentRows {
        private final TreeMap<Long, Node> generations = new TreeMap<>();
        private long minute = Long.MIN_VALUE / MINUTE;
        private long evicted;
        private long announcedMillis = Long.MIN_VALUE;
    }

    /**
     * What a write made room for.
     *
     * @param expired rows whose entity was silent for too long
     * @param abandoned rows of generations that are over
     * @param evicted rows that went although they might have been needed
     * @param toAnnounce rows evicted since the last announcement, if it is time for another; else 0
     */
    public record Gone(int expired, int abandoned, int evicted, long toAnnounce) {}

    /**
     * Opens the rows and reads all of them once: 2.5 s for 256 MB of half a million rows (docs/benchmarks.md).
     *
     * @param maxBytes most bytes of rows, keys and index together, as long as one row does not have more
     * @param ttlMillis event time after which the row of a silent entity goes
     * @throws StateVersionException if another build wrote a row
     */
    public EntityRows(KeyValueStore<Bytes, byte[]> store, long maxBytes, long ttlMillis) {
        this.store = store;
        this.maxBytes = maxBytes;
        this.ttlMillis = ttlMillis;
        List<Node> found = new ArrayList<>();
        List<Bytes> damaged = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                try {
                    if (EntityRowLayout.isOfSegment(row.key)) {
                        readSegment(row.key, row.value);
                    } else {
                        found.add(readNode(row.key, row.value));
                    }
                } catch (StateVersionException e) {
                    throw e;
                } catch (StateFormatException e) {
                    damaged.add(row.key);
                }
            }
        }
        damaged.forEach(store::delete);
        damagedAtOpening = damaged.size();
        found.sort(Comparator.comparingLong(node -> node.use));
        for (Node node : found) {
            uses = node.use;
            insert(node);
        }
    }

    /** Rows that could not be read when these were opened; they are deleted and their entities start anew. */
    public int damagedAtOpening() {
        return damagedAtOpening;
    }

    /**
     * The row of an entity, or null where there is none or its entity was silent for too long.
     *
     * @param timeMillis event time
     */
    public byte @Nullable [] get(String segment, long generation, String entity, long timeMillis) {
        Bytes key = EntityRowLayout.key(segment, generation, entity);
        if (!isKept(index.get(key), timeMillis)) {
            return null;
        }
        byte[] value = store.get(key);
        return value == null ? null : EntityRowLayout.row(value);
    }

    /**
     * Whether an entity has a row that {@link #get} would give.
     *
     * @param timeMillis event time
     */
    public boolean isKept(String segment, long generation, String entity, long timeMillis) {
        return isKept(index.get(EntityRowLayout.key(segment, generation, entity)), timeMillis);
    }

    private boolean isKept(@Nullable Node node, long timeMillis) {
        return node != null && timeMillis - node.newestMillis <= ttlMillis;
    }

    /** Writes the row of an entity, and makes room for it. */
    public Gone put(String segment, long generation, String entity, long timeMillis, byte[] row) {
        SegmentRows mine = segments.computeIfAbsent(segment, name -> new SegmentRows());
        Bytes key = EntityRowLayout.key(segment, generation, entity);
        Node node = index.get(key);
        long before = bytes;
        if (node == null) {
            node = new Node();
            node.key = key;
            node.newestMillis = timeMillis;
            index.put(key, node);
        } else {
            node.unlink();
            bytes -= node.size;
            node.newestMillis = Math.max(node.newestMillis, timeMillis);
        }
        node.use = ++uses;
        byte[] value = EntityRowLayout.value(node.use, node.newestMillis, row);
        store.put(key, value);
        node.size = size(key, value);
        bytes += node.size;
        node.append(all);
        node.appendToGeneration(mine.generations.computeIfAbsent(generation, number -> new Node()));

        boolean changed = false;
        if (Math.floorDiv(timeMillis, MINUTE) > mine.minute) {
            mine.minute = Math.floorDiv(timeMillis, MINUTE);
            changed = true;
        }
        int abandoned = abandon(mine, generation);
        int expired = expire(mine, generation, node);
        int evicted = evict(node, bytes - before);
        long toAnnounce = 0;
        if (evicted > 0) {
            mine.evicted += evicted;
            changed = true;
            if (mine.announcedMillis == Long.MIN_VALUE || timeMillis - mine.announcedMillis >= ANNOUNCE_EVERY) {
                toAnnounce = mine.evicted;
                mine.evicted = 0;
                mine.announcedMillis = timeMillis;
            }
        }
        if (changed) {
            writeSegment(segment, mine);
        }
        return new Gone(expired, abandoned, evicted, toAnnounce);
    }

    /** Bytes of all rows with their keys and their place in memory. */
    public long bytes() {
        return bytes;
    }

    public int size() {
        return index.size();
    }

    private int abandon(SegmentRows mine, long generation) {
        int deleted = 0;
        while (deleted < ABANDONED_AT_ONCE && mine.generations.size() > 1) {
            long other = mine.generations.firstKey() == generation
                    ? mine.generations.lastKey()
                    : mine.generations.firstKey();
            Node last = ring(mine, other);
            if (last.afterInGeneration == last) {
                mine.generations.remove(other);
            } else {
                delete(last.afterInGeneration);
                deleted++;
            }
        }
        return deleted;
    }

    private int expire(SegmentRows mine, long generation, Node kept) {
        Node last = ring(mine, generation);
        int deleted = 0;
        while (deleted < EXPIRED_AT_ONCE
                && last.afterInGeneration != kept
                && mine.minute * MINUTE - last.afterInGeneration.newestMillis > ttlMillis) {
            delete(last.afterInGeneration);
            deleted++;
        }
        return deleted;
    }

    private int evict(Node kept, long added) {
        int deleted = 0;
        long freed = 0;
        while (bytes > maxBytes && all.after != kept && (deleted < EVICTED_AT_ONCE || freed < added)) {
            freed += all.after.size;
            delete(all.after);
            deleted++;
        }
        return deleted;
    }

    private static Node ring(SegmentRows mine, long generation) {
        Node ring = mine.generations.get(generation);
        if (ring == null) {
            throw new IllegalStateException("no rows of generation " + generation);
        }
        return ring;
    }

    private void delete(Node node) {
        Bytes key = node.key;
        if (key == null) {
            throw new IllegalStateException("the end of a ring is no row");
        }
        node.unlink();
        bytes -= node.size;
        index.remove(key);
        store.delete(key);
    }

    private void insert(Node node) {
        Bytes key = node.key;
        if (key == null) {
            throw new IllegalStateException("a row must have a key");
        }
        SegmentRows rows = segments.computeIfAbsent(EntityRowLayout.segmentOfRow(key), name -> new SegmentRows());
        index.put(key, node);
        bytes += node.size;
        node.append(all);
        node.appendToGeneration(
                rows.generations.computeIfAbsent(EntityRowLayout.generation(key), number -> new Node()));
    }

    private static Node readNode(Bytes key, byte[] value) {
        EntityRowLayout.Header header = EntityRowLayout.header(key, value);
        Node node = new Node();
        node.key = key;
        node.use = header.use();
        node.newestMillis = header.newestMillis();
        node.size = size(key, value);
        return node;
    }

    private void readSegment(Bytes key, byte[] value) {
        EntityRowLayout.OfSegment stored = EntityRowLayout.ofSegment(value);
        SegmentRows rows = segments.computeIfAbsent(EntityRowLayout.segment(key), name -> new SegmentRows());
        rows.minute = stored.minute();
        rows.evicted = stored.evicted();
        rows.announcedMillis = stored.announcedMillis();
    }

    private void writeSegment(String segment, SegmentRows rows) {
        EntityRowLayout.OfSegment stored =
                new EntityRowLayout.OfSegment(rows.minute, rows.evicted, rows.announcedMillis);
        store.put(EntityRowLayout.segmentKey(segment), stored.value());
    }

    private static int size(Bytes key, byte[] value) {
        return key.get().length + value.length + INDEX_BYTES;
    }
}
