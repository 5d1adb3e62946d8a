package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tells an honest shift from a burst by who was refused lately. Mutable, one owner, not thread-safe.
 *
 * <p>An alarm needs a full window in which at least the given share of the events was refused, in which at least half of
 * the entities had most of their events refused, and in which these are at least half of the known ones, or eight. So one
 * noisy entity among many cannot open the gate however long it goes on, even if it drowns out all others, while a change that
 * they share does so within a window's length.
 */
public final class RefusalWindow {
    /** Looking who was refused sorts the window; between looks nothing can change by much. */
    private static final int EVENTS_BETWEEN_LOOKS = 16;

    /** As many shifted entities are a change of the segment, however many more there are. */
    private static final int ENOUGH_ENTITIES = 8;

    /** Lowest bit: refused; the rest: hash of the entity. */
    private final long[] ring;

    private final double refusedShare;
    private int next;
    private int size;
    private int refused;
    private int sinceLook;

    /**
     * @param window events, at least 16
     * @param refusedShare share of refused events that is an alarm, in (0, 1]
     */
    public RefusalWindow(int window, double refusedShare) {
        ring = new long[window];
        this.refusedShare = refusedShare;
    }

    /**
     * Records whether an entity's event was refused; an alarm empties the window.
     *
     * @param knownEntities entities that the segment knows on all shards
     */
    public Optional<DriftAlarm> observe(String entity, boolean wasRefused, long knownEntities) {
        if (size == ring.length) {
            refused -= (int) (ring[next] & 1);
        } else {
            size++;
        }
        ring[next] = hash(entity) << 1 | (wasRefused ? 1 : 0);
        refused += wasRefused ? 1 : 0;
        next = next + 1 == ring.length ? 0 : next + 1;
        sinceLook++;
        if (size < ring.length || refused < refusedShare * size || sinceLook < EVENTS_BETWEEN_LOOKS) {
            return Optional.empty();
        }
        sinceLook = 0;
        Optional<DriftAlarm> alarm = look(knownEntities);
        if (alarm.isPresent()) {
            clear();
        }
        return alarm;
    }

    public void clear() {
        next = 0;
        size = 0;
        refused = 0;
        sinceLook = 0;
    }

    /** Share of refused events in the window so far; 0 while it is empty. */
    public double share() {
        return size == 0 ? 0 : (double) refused / size;
    }

    public long liveBytes() {
        return 64 + 8L * ring.length;
    }

    public void snapshot(StateWriter out) {
        long[] oldestFirst = new long[size];
        for (int i = 0; i < size; i++) {
            oldestFirst[i] = ring[(next - size + i + ring.length) % ring.length];
        }
        out.writeInt(sinceLook).writeLongs(oldestFirst);
    }

    public static RefusalWindow restore(int window, double refusedShare, StateReader in) {
        RefusalWindow restored = new RefusalWindow(window, refusedShare);
        restored.sinceLook = in.readInt();
        long[] oldestFirst = in.readLongs();
        if (oldestFirst.length > window) {
            throw new StateFormatException(
                    "STA-004 refusals: must have at most " + window + " entries, has " + oldestFirst.length);
        }
        System.arraycopy(oldestFirst, 0, restored.ring, 0, oldestFirst.length);
        restored.size = oldestFirst.length;
        restored.next = oldestFirst.length % window;
        for (long entry : oldestFirst) {
            restored.refused += (int) (entry & 1);
        }
        return restored;
    }

    private Optional<DriftAlarm> look(long knownEntities) {
        long[] entries = size == ring.length ? ring.clone() : Arrays.copyOf(ring, size);
        Arrays.sort(entries);
        int entities = 0;
        int shifted = 0;
        for (int from = 0; from < entries.length; ) {
            int to = from;
            int refusedHere = 0;
            while (to < entries.length && entries[to] >>> 1 == entries[from] >>> 1) {
                refusedHere += (int) (entries[to] & 1);
                to++;
            }
            entities++;
            shifted += 2 * refusedHere > to - from ? 1 : 0;
            from = to;
        }
        if (2 * shifted < entities || shifted < Math.min(ENOUGH_ENTITIES, (knownEntities + 1) / 2)) {
            return Optional.empty();
        }
        return Optional.of(new DriftAlarm(share(), size, entities, shifted));
    }

    /** FNV-1a over the characters: the same on every machine. */
    private static long hash(String entity) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < entity.length(); i++) {
            hash = (hash ^ entity.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ hash >>> 32;
    }
}
