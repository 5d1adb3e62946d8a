package dev.winnow.topology.store;

import dev.winnow.detectors.segment.ModelOrder;
import dev.winnow.detectors.snapshot.StateVersionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which units of series a task has models of, what all of them have been told, and which of them go: those that were silent for too long, and of too many the longest
 * silent ones. Both are counted within a family, a tenant's units of one feature set, so that no tenant's flood or clock takes another's.
 * Mutable, one owner. What goes, and when, follows from the order of the events alone.
 *
 * <pre>
 * key 'U', family (UTF-8, without 0), 0, unit (UTF-8): u8 version, u64 newest hour of event time
 * key 'T', family (UTF-8): the order that units to come obey, as the journal has it
 * </pre>
 */
public final class SeriesUnits {
    /** A model of one metric has some 0.4 MB once its memory is full: 4 GB on disk before compression. */
    public static final int MOST = 10_000;

    private static final int VERSION = 1;
    private static final byte KIND = 'U';
    private static final byte TOLD = 'T';
    private static final long HOUR = 3_600_000;

    /** More than can come, so that what is too old goes faster than new ones arrive. */
    private static final int GONE_AT_ONCE = 2;

    private static final Comparator<Unit> LONGEST_SILENT =
            Comparator.comparingLong(Unit::hour).thenComparing(Unit::name);

    private final KeyValueStore<Bytes, byte[]> store;
    private final int most;
    private final long ttlHours;
    private final Map<String, Family> families = new HashMap<>();

    private record Unit(String name, long hour) {}

    private static final class Family {
        private final Map<String, Long> hours = new HashMap<>();
        private final TreeSet<Unit> bySilence = new TreeSet<>(LONGEST_SILENT);
        private long announcedHour = Long.MIN_VALUE;
        private int toAnnounce;

        private void put(String unit, long hour) {
            Long before = hours.put(unit, hour);
            if (before != null) {
                bySilence.remove(new Unit(unit, before));
            }
            bySilence.add(new Unit(unit, hour));
        }
    }

    /**
     * Units that went.
     *
     * @param expired those that were silent for too long
     * @param evicted those that had to make room
     * @param toAnnounce evicted since the last announcement, once in an hour of event time; else 0
     */
    public record Gone(List<String> expired, List<String> evicted, int toAnnounce) {
        private static final Gone NONE = new Gone(List.of(), List.of(), 0);

        public Gone {
            expired = List.copyOf(expired);
            evicted = List.copyOf(evicted);
        }
    }

    /**
     * Opens the list and reads it once.
     *
     * @param store that of the models
     * @param most units of a family
     * @param ttlMillis event time after which a silent unit goes, at least an hour
     * @throws StateVersionException if another build wrote it
     */
    public SeriesUnits(KeyValueStore<Bytes, byte[]> store, int most, long ttlMillis) {
        this.store = store;
        this.most = most;
        ttlHours = ttlMillis / HOUR;
        try (KeyValueIterator<Bytes, byte[]> rows =
                store.range(Bytes.wrap(new byte[] {KIND}), Bytes.wrap(new byte[] {KIND + 1}))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (row.key.get()[0] == KIND) {
                    read(row.key.get(), ByteBuffer.wrap(row.value));
                }
            }
        }
    }

    private void read(byte[] key, ByteBuffer value) {
        int version = value.get();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 series units have version " + version + ", this build reads "
                    + VERSION + "; see docs/operations.md, \"Downgrade\"");
        }
        int end = 1;
        while (key[end] != 0) {
            end++;
        }
        families.computeIfAbsent(new String(key, 1, end - 1, StandardCharsets.UTF_8), name -> new Family())
                .put(new String(key, end + 1, key.length - end - 1, StandardCharsets.UTF_8), value.getLong());
    }

    /** Records that a unit was heard of, and takes from the list what has to go. Writes once an hour and unit. */
    public Gone hear(String family, String unit, long timeMillis) {
        Family mine = families.computeIfAbsent(family, name -> new Family());
        long hour = Math.floorDiv(timeMillis, HOUR);
        Long before = mine.hours.get(unit);
        if (before != null && before >= hour) {
            return Gone.NONE;
        }
        mine.put(unit, hour);
        store.put(
                key(family, unit),
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) VERSION)
                        .putLong(hour)
                        .array());
        List<String> expired = new ArrayList<>();
        List<String> evicted = new ArrayList<>();
        while (expired.size() + evicted.size() < GONE_AT_ONCE) {
            Unit first = mine.bySilence.first();
            boolean isExpired = hour - first.hour() > ttlHours;
            if (first.name().equals(unit) || !isExpired && mine.hours.size() <= most) {
                break;
            }
            mine.bySilence.remove(first);
            mine.hours.remove(first.name());
            store.delete(key(family, first.name()));
            (isExpired ? expired : evicted).add(first.name());
        }
        mine.toAnnounce += evicted.size();
        int toAnnounce = hour > mine.announcedHour ? mine.toAnnounce : 0;
        if (toAnnounce > 0) {
            mine.announcedHour = hour;
            mine.toAnnounce = 0;
        }
        return new Gone(expired, evicted, toAnnounce);
    }

    /** Keeps what a family's units were told, for those that come later; an order that asks nothing of them takes it back. */
    public void told(String family, ModelOrder order) {
        if (order == ModelOrder.PAUSE || order == ModelOrder.FREEZE) {
            store.put(toldKey(family), order.toBytes());
        } else if (order == ModelOrder.RESUME) {
            store.delete(toldKey(family));
        }
    }

    /** Forgets what a family's units were told. */
    public void reset(String family) {
        store.delete(toldKey(family));
    }

    /** What a unit that begins now has to obey first. */
    public Optional<ModelOrder> toldBefore(String family) {
        return Optional.ofNullable(store.get(toldKey(family))).map(ModelOrder::fromBytes);
    }

    private static Bytes toldKey(String family) {
        byte[] name = family.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(1 + name.length).put(TOLD).put(name).array());
    }

    /** The units of a family, in the order of their names. */
    public List<String> of(String family) {
        Family mine = families.get(family);
        return mine == null ? List.of() : mine.hours.keySet().stream().sorted().toList();
    }

    /** Key of a unit's row: the kind, the family in UTF-8, a zero, the unit in UTF-8. */
    public static Bytes key(String family, String unit) {
        byte[] first = family.getBytes(StandardCharsets.UTF_8);
        byte[] last = unit.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(2 + first.length + last.length)
                .put(KIND)
                .put(first)
                .put((byte) 0)
                .put(last)
                .array());
    }
}
