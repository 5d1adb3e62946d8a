package dev.winnow.detectors.sketch;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys come most often. Mutable, one owner, not thread-safe; O(log k) and no allocation an addition; memory is k times the
 * longest key, so bound the keys.
 *
 * <p>After N additions every key that came more than {@code N / k} times is listed, and each listed count is at most
 * {@link Entry#error} too high and never too low.
 */
public final class SpaceSaving {
    // A. Metwally, D. Agrawal, A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams",
    // ICDT 2005, theorems 1 to 4. A binary heap on the counts replaces their linked buckets: log k steps, but flat
    // arrays. An open-addressing table with backward-shift deletion finds a key's slot. Slots never move; heap
    // positions do.

    private static final int VERSION = 1;

    /**
     * A listed key.
     *
     * @param count times that it came, or up to error more
     * @param error what the count may be too high by
     */
    public record Entry(String key, long count, long error) {}

    private static final Comparator<Entry> MOST_FIRST =
            Comparator.comparingLong(Entry::count).reversed().thenComparing(Entry::key);

    private final SeededHash hash;
    private final int capacity;
    private final String[] keys;
    private final long[] hashes;
    private final long[] counts;
    private final long[] errors;
    private final int[] heap;
    private final int[] position;
    /** Slot + 1, or 0 for none. */
    private final int[] table;

    private int size;
    private long total;

    private SpaceSaving(SeededHash hash, int capacity) {
        this.hash = hash;
        this.capacity = capacity;
        keys = new String[capacity];
        Arrays.fill(keys, "");
        hashes = new long[capacity];
        counts = new long[capacity];
        errors = new long[capacity];
        heap = new int[capacity];
        position = new int[capacity];
        table = new int[Integer.highestOneBit(capacity) * 4];
    }

    /**
     * @param capacity keys that are listed, 1 to 1,000,000
     * @param seed secret of the tenant and purpose
     */
    public static SpaceSaving create(int capacity, long seed) {
        Checks.range(capacity >= 1 && capacity <= 1_000_000, "spaceSaving.capacity", "between 1 and 1000000", capacity);
        return new SpaceSaving(new SeededHash(seed), capacity);
    }

    /** Reads what {@link #snapshot} wrote. */
    public static SpaceSaving restore(StateReader in) {
        Checks.version("space-saving", VERSION, in);
        long seed = in.readLong();
        int capacity = in.readInt();
        int size = in.readInt();
        Checks.state(
                capacity >= 1 && capacity <= 1_000_000 && size >= 0 && size <= capacity,
                "space-saving",
                "size must be between 0 and capacity (" + capacity + "), was " + size);
        SpaceSaving sketch = new SpaceSaving(new SeededHash(seed), capacity);
        sketch.total = in.readLong();
        for (int i = 0; i < size; i++) {
            String key = in.readString();
            long count = in.readLong();
            long error = in.readLong();
            long keyHash = sketch.hash.of(key);
            Checks.state(
                    sketch.find(key, keyHash) < 0 && (i == 0 || sketch.counts[(i - 1) / 2] <= count),
                    "space-saving",
                    "keys must differ and counts must be in heap order at entry " + i);
            sketch.put(i, key, keyHash, count, error);
            sketch.heap[i] = i;
            sketch.position[i] = i;
            sketch.size++;
        }
        return sketch;
    }

    /** Notes one occurrence of a key. */
    public void add(String key) {
        long keyHash = hash.of(key);
        total++;
        int slot = find(key, keyHash);
        if (slot >= 0) {
            counts[slot]++;
            siftDown(position[slot]);
        } else if (size < capacity) {
            slot = size++;
            put(slot, key, keyHash, 1, 0);
            heap[slot] = slot;
            position[slot] = slot;
            siftUp(slot);
        } else {
            slot = heap[0];
            remove(slot);
            put(slot, key, keyHash, counts[slot] + 1, counts[slot]);
            siftDown(0);
        }
    }

    /** Times that the key came, or more; for a key that is not listed the most that it can have come. */
    public long estimate(String key) {
        int slot = find(key, hash.of(key));
        return slot >= 0 ? counts[slot] : smallest();
    }

    /** The listed keys, most frequent first, ties by key. */
    public List<Entry> top(int limit) {
        return entries().stream().sorted(MOST_FIRST).limit(limit).toList();
    }

    /** Additions so far. */
    public long total() {
        return total;
    }

    /**
     * Makes this a summary of both streams: counts and errors add, a key that one side does not list counts there as its
     * smallest (P. Agarwal et al., "Mergeable summaries", PODS 2012). The guarantees hold for the joint stream.
     */
    public void merge(SpaceSaving other) {
        Checks.alike(
                hash.seed() == other.hash.seed() && capacity == other.capacity, "space-saving", "seed and capacity");
        long mine = smallest();
        long theirs = other.smallest();
        Map<String, Entry> joint = new HashMap<>();
        for (Entry entry : entries()) {
            joint.put(entry.key(), new Entry(entry.key(), entry.count() + theirs, entry.error() + theirs));
        }
        for (Entry entry : other.entries()) {
            Entry known = joint.get(entry.key());
            long count = known == null ? entry.count() + mine : known.count() - theirs + entry.count();
            long error = known == null ? entry.error() + mine : known.error() - theirs + entry.error();
            joint.put(entry.key(), new Entry(entry.key(), count, error));
        }
        List<Entry> kept =
                joint.values().stream().sorted(MOST_FIRST).limit(capacity).toList();
        total += other.total;
        rebuild(kept);
    }

    /** Grammar: version, seed, capacity, size, total, entries (key, count, error) in heap order. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(hash.seed()).writeInt(capacity).writeInt(size);
        out.writeLong(total);
        for (int i = 0; i < size; i++) {
            int slot = heap[i];
            out.writeString(keys[slot]).writeLong(counts[slot]).writeLong(errors[slot]);
        }
    }

    public long liveBytes() {
        long texts = 0;
        for (int i = 0; i < size; i++) {
            texts += 56 + keys[i].length();
        }
        return 256 + 36L * capacity + 4L * table.length + texts;
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            entries.add(new Entry(keys[i], counts[i], errors[i]));
        }
        return entries;
    }

    private long smallest() {
        return size < capacity ? 0 : counts[heap[0]];
    }

    /** Smallest count first, so that the order is a heap. */
    private void rebuild(List<Entry> kept) {
        Arrays.fill(table, 0);
        size = kept.size();
        for (int i = 0; i < size; i++) {
            Entry entry = kept.get(size - 1 - i);
            put(i, entry.key(), hash.of(entry.key()), entry.count(), entry.error());
            heap[i] = i;
            position[i] = i;
        }
    }

    private void put(int slot, String key, long keyHash, long count, long error) {
        keys[slot] = key;
        hashes[slot] = keyHash;
        counts[slot] = count;
        errors[slot] = error;
        int at = home(keyHash);
        while (table[at] != 0) {
            at = at + 1 & table.length - 1;
        }
        table[at] = slot + 1;
    }

    private int find(String key, long keyHash) {
        for (int at = home(keyHash); table[at] != 0; at = at + 1 & table.length - 1) {
            int slot = table[at] - 1;
            if (hashes[slot] == keyHash && keys[slot].equals(key)) {
                return slot;
            }
        }
        return -1;
    }

    private void remove(int slot) {
        int mask = table.length - 1;
        int hole = home(hashes[slot]);
        while (table[hole] != slot + 1) {
            hole = hole + 1 & mask;
        }
        for (int at = hole + 1 & mask; table[at] != 0; at = at + 1 & mask) {
            int distance = at - home(hashes[table[at] - 1]) & mask;
            if (distance >= (at - hole & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private int home(long keyHash) {
        return (int) keyHash & table.length - 1;
    }

    private void siftDown(int from) {
        int slot = heap[from];
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && counts[heap[child + 1]] < counts[heap[child]]) {
                child++;
            }
            if (counts[heap[child]] >= counts[slot]) {
                break;
            }
            place(at, heap[child]);
            at = child;
        }
        place(at, slot);
    }

    private void siftUp(int from) {
        int slot = heap[from];
        int at = from;
        while (at > 0 && counts[heap[(at - 1) / 2]] > counts[slot]) {
            place(at, heap[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
        place(at, slot);
    }

    private void place(int at, int slot) {
        heap[at] = slot;
        position[slot] = at;
    }
}
