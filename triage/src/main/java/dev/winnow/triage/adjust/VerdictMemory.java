package dev.winnow.triage.adjust;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.Digest;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The verdicts that act on scores, per tenant and feature set, bounded; the oldest leave.
 *
 * <p>Decoded verdicts are kept beside the rows. The rows carry a stamp that is a hash over everything that was ever done
 * to them, so a decoded copy is used only where it is the same history; an aborted transaction cannot leave a stale one.
 */
public final class VerdictMemory {
    private static final int VERSION = 1;
    /** Decoded neighbourhoods kept; each is at most the capacity times some hundred bytes. */
    private static final int MOST_DECODED = 64;

    private final Rows rows;
    private final int capacity;
    private final Map<String, Decoded> decoded = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Decoded> eldest) {
            return size() > MOST_DECODED;
        }
    };

    public VerdictMemory(Rows rows, int capacity) {
        this.rows = rows;
        this.capacity = capacity;
    }

    record Slot(long position, ActingVerdict remembered) {}

    private record Decoded(String stamp, List<Slot> slots) {}

    private record Meta(long next, String stamp) {}

    /** Adds a verdict and returns its position, by which it can be taken back. */
    public long add(String tenant, String featureSet, ActingVerdict remembered) {
        List<Slot> slots = new ArrayList<>(slots(tenant, featureSet));
        Meta meta = meta(tenant, featureSet);
        while (slots.size() >= capacity) {
            rows.delete(rowKey(tenant, featureSet, slots.remove(0).position));
        }
        rows.put(rowKey(tenant, featureSet, meta.next), encode(remembered));
        slots.add(new Slot(meta.next, remembered));
        String stamp = Digest.hex(meta.stamp, "add", remembered.verdictId(), RowKey.number(meta.next));
        store(tenant, featureSet, new Meta(meta.next + 1, stamp), slots);
        return meta.next;
    }

    /** Takes a verdict back; nothing happens where it has left already. */
    public void remove(String tenant, String featureSet, long position) {
        List<Slot> slots = new ArrayList<>(slots(tenant, featureSet));
        if (!slots.removeIf(slot -> slot.position == position)) {
            return;
        }
        Meta meta = meta(tenant, featureSet);
        rows.delete(rowKey(tenant, featureSet, position));
        String stamp = Digest.hex(meta.stamp, "remove", RowKey.number(position));
        store(tenant, featureSet, new Meta(meta.next, stamp), slots);
    }

    /** Verdicts in force, oldest first; decoded once and shared, so nobody may change the list. */
    List<Slot> slots(String tenant, String featureSet) {
        String key = RowKey.of("g", tenant, featureSet);
        byte[] row = rows.get(key);
        if (row == null) {
            return List.of();
        }
        String stamp = decodeMeta(row).stamp;
        Decoded known = decoded.get(key);
        if (known != null && known.stamp.equals(stamp)) {
            return known.slots;
        }
        String prefix = RowKey.prefix("n", tenant, featureSet);
        List<Slot> slots = new ArrayList<>();
        rows.forEach(prefix, (rowKey, value) -> {
            String digits = rowKey.substring(rowKey.length() - 16);
            slots.add(new Slot(Long.parseUnsignedLong(digits, 16), decode(value)));
        });
        decoded.put(key, new Decoded(stamp, slots));
        return slots;
    }

    private void store(String tenant, String featureSet, Meta meta, List<Slot> slots) {
        String key = RowKey.of("g", tenant, featureSet);
        rows.put(
                key,
                RowFormat.begin(VERSION)
                        .writeLong(meta.next)
                        .writeString(meta.stamp)
                        .toBytes());
        decoded.put(key, new Decoded(meta.stamp, slots));
    }

    private Meta meta(String tenant, String featureSet) {
        byte[] row = rows.get(RowKey.of("g", tenant, featureSet));
        return row == null ? new Meta(0, "") : decodeMeta(row);
    }

    private static Meta decodeMeta(byte[] row) {
        StateReader reader = RowFormat.open("verdict memory", row, VERSION);
        return new Meta(reader.readLong(), reader.readString());
    }

    private static byte[] encode(ActingVerdict remembered) {
        StateWriter writer = RowFormat.begin(VERSION)
                .writeString(remembered.verdictId())
                .writeString(remembered.analyst())
                .writeBoolean(remembered.raises())
                .writeLong(remembered.learntAtMillis());
        remembered.point().write(writer);
        return writer.toBytes();
    }

    private static ActingVerdict decode(byte[] row) {
        StateReader reader = RowFormat.open("remembered verdict", row, VERSION);
        return new ActingVerdict(
                reader.readString(),
                reader.readString(),
                reader.readBoolean(),
                reader.readLong(),
                ScaledPoint.read(reader));
    }

    private static String rowKey(String tenant, String featureSet, long position) {
        return RowKey.of("n", tenant, featureSet, RowKey.number(position));
    }
}
