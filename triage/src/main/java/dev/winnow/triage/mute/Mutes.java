package dev.winnow.triage.mute;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Mutes in force, by what they are about; suppresses and counts. */
public final class Mutes {
    private static final int VERSION = 1;
    /** Mutes per tenant. */
    public static final int MOST = 1000;

    private final Rows rows;

    public Mutes(Rows rows) {
        this.rows = rows;
    }

    /** Number of a tenant's mutes and when the first of them ends. */
    private record Meta(int count, long firstEnd) {}

    /**
     * @throws IllegalArgumentException TRI-003 where the id is taken, TRI-004 where there are too many
     */
    public void add(Mute mute) {
        Meta meta = meta(mute.tenant());
        if (rows.get(idKey(mute.tenant(), mute.id())) != null) {
            throw new IllegalArgumentException(
                    "TRI-003 mute \"" + mute.id() + "\": exists already; remove it first or choose another id");
        }
        if (meta.count >= MOST) {
            throw new IllegalArgumentException(
                    "TRI-004 mutes: a tenant can have at most " + MOST + "; remove some before adding more");
        }
        String bucket = bucketKey(mute.tenant(), mute.scope(), mute.target());
        List<MuteState> states = bucket(bucket);
        states.add(new MuteState(mute, 0));
        write(bucket, states);
        rows.put(
                idKey(mute.tenant(), mute.id()),
                RowFormat.begin(VERSION).writeString(bucket).toBytes());
        write(mute.tenant(), new Meta(meta.count + 1, Math.min(meta.firstEnd, mute.untilMillis())));
    }

    /** Takes a mute away and returns what it had done; empty where there is none. */
    public Optional<MuteState> remove(String tenant, String id) {
        byte[] row = rows.get(idKey(tenant, id));
        if (row == null) {
            return Optional.empty();
        }
        String bucket = RowFormat.open("mute id", row, VERSION).readString();
        List<MuteState> states = bucket(bucket);
        Optional<MuteState> found =
                states.stream().filter(state -> state.mute().id().equals(id)).findFirst();
        states.removeIf(state -> state.mute().id().equals(id));
        write(bucket, states);
        rows.delete(idKey(tenant, id));
        Meta meta = meta(tenant);
        write(tenant, new Meta(meta.count - 1, meta.firstEnd));
        return found;
    }

    /** All mutes of a tenant, in order of id. */
    public List<MuteState> all(String tenant) {
        List<MuteState> states = new ArrayList<>();
        rows.forEach(RowKey.prefix("m", tenant), (key, row) -> states.addAll(decode(row)));
        states.sort(Comparator.comparing(state -> state.mute().id()));
        return states;
    }

    /** The first mute that covers the target at this event time, counted as a hit. */
    public Optional<Mute> hit(String tenant, MuteScope scope, String target, long timeMillis) {
        if (meta(tenant).count == 0) {
            return Optional.empty();
        }
        String bucket = bucketKey(tenant, scope, target);
        List<MuteState> states = bucket(bucket);
        for (int i = 0; i < states.size(); i++) {
            MuteState state = states.get(i);
            if (state.mute().covers(timeMillis)) {
                states.set(i, new MuteState(state.mute(), state.hits() + 1));
                write(bucket, states);
                return Optional.of(state.mute());
            }
        }
        return Optional.empty();
    }

    /** Takes away the mutes that have ended. */
    public List<MuteState> expire(String tenant, long watermark) {
        Meta meta = meta(tenant);
        if (meta.count == 0 || meta.firstEnd > watermark) {
            return List.of();
        }
        List<MuteState> ended = new ArrayList<>();
        long firstEnd = Long.MAX_VALUE;
        for (MuteState state : all(tenant)) {
            if (state.mute().untilMillis() <= watermark) {
                remove(tenant, state.mute().id());
                ended.add(state);
            } else {
                firstEnd = Math.min(firstEnd, state.mute().untilMillis());
            }
        }
        write(tenant, new Meta(meta(tenant).count, firstEnd));
        return ended;
    }

    private Meta meta(String tenant) {
        byte[] row = rows.get(RowKey.of("mm", tenant));
        if (row == null) {
            return new Meta(0, Long.MAX_VALUE);
        }
        StateReader reader = RowFormat.open("mutes", row, VERSION);
        return new Meta(reader.readInt(), reader.readLong());
    }

    private void write(String tenant, Meta meta) {
        rows.put(
                RowKey.of("mm", tenant),
                RowFormat.begin(VERSION)
                        .writeInt(meta.count)
                        .writeLong(meta.firstEnd)
                        .toBytes());
    }

    private List<MuteState> bucket(String key) {
        byte[] row = rows.get(key);
        return row == null ? new ArrayList<>() : decode(row);
    }

    private void write(String key, List<MuteState> states) {
        if (states.isEmpty()) {
            rows.delete(key);
            return;
        }
        StateWriter writer = RowFormat.begin(VERSION).writeInt(states.size());
        for (MuteState state : states) {
            Mute mute = state.mute();
            writer.writeString(mute.id())
                    .writeString(mute.tenant())
                    .writeByte(mute.scope().ordinal())
                    .writeString(mute.target())
                    .writeString(mute.owner())
                    .writeString(mute.reason())
                    .writeLong(mute.fromMillis())
                    .writeLong(mute.untilMillis())
                    .writeBoolean(mute.recurrence().isPresent());
            mute.recurrence().ifPresent(weekly -> {
                int days = 0;
                for (DayOfWeek day : weekly.days()) {
                    days |= 1 << day.ordinal();
                }
                writer.writeByte(days)
                        .writeLong(weekly.from().toNanoOfDay())
                        .writeLong(weekly.to().toNanoOfDay())
                        .writeString(weekly.zone().getId());
            });
            writer.writeLong(state.hits());
        }
        rows.put(key, writer.toBytes());
    }

    private static List<MuteState> decode(byte[] row) {
        StateReader reader = RowFormat.open("mute", row, VERSION);
        int size = reader.readInt();
        List<MuteState> states = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String id = reader.readString();
            String tenant = reader.readString();
            MuteScope scope = MuteScope.values()[reader.readByte()];
            String target = reader.readString();
            String owner = reader.readString();
            String reason = reader.readString();
            long from = reader.readLong();
            long until = reader.readLong();
            Optional<Recurrence> recurrence = reader.readBoolean() ? Optional.of(weekly(reader)) : Optional.empty();
            Mute mute = new Mute(id, tenant, scope, target, owner, reason, from, until, recurrence);
            states.add(new MuteState(mute, reader.readLong()));
        }
        return states;
    }

    private static Recurrence weekly(StateReader reader) {
        int bits = reader.readByte();
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if ((bits & 1 << day.ordinal()) != 0) {
                days.add(day);
            }
        }
        LocalTime from = LocalTime.ofNanoOfDay(reader.readLong());
        LocalTime to = LocalTime.ofNanoOfDay(reader.readLong());
        return new Recurrence(days, from, to, ZoneId.of(reader.readString()));
    }

    private static String idKey(String tenant, String id) {
        return RowKey.of("d", tenant, id);
    }

    private static String bucketKey(String tenant, MuteScope scope, String target) {
        return RowKey.of("m", tenant, scope.name(), target);
    }
}
