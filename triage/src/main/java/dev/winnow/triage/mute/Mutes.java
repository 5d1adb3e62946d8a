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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Mutes by what they are about; suppresses and counts. A mute acts by the event's own time: after its end it stays for a
 * while, unseen but for late events of its time.
 */
public final class Mutes {
    private static final int VERSION = 3;
    /** Mutes per tenant that go on; as many that are over may be kept beside them. */
    public static final int MOST = 1000;
    /** How long a mute covers late events after its end: as long as event topics keep events by default. */
    public static final long LATE_MILLIS = 7 * 86_400_000L;

    private final Rows rows;

    public Mutes(Rows rows) {
        this.rows = rows;
    }

    /**
     * @param count number of a tenant's mutes
     * @param over how many of them are over
     * @param values how many of them are about values
     * @param firstDue when the first of them ends or is forgotten
     */
    private record Meta(int count, int over, int values, long firstDue) {
        Meta plus(MuteState state, int change) {
            boolean isValue = state.mute().scope() == MuteScope.VALUE;
            return new Meta(
                    count + change,
                    state.isOver() ? over + change : over,
                    isValue ? values + change : values,
                    firstDue);
        }

        Meta dueAt(long millis) {
            return new Meta(count, over, values, Math.min(firstDue, millis));
        }

        boolean isFull() {
            return count - over >= MOST;
        }
    }

    /**
     * @throws IllegalArgumentException TRI-003 where the id is taken, TRI-004 where there are too many
     */
    public void add(Mute mute) {
        Optional<MuteState> known = stored(mute.tenant(), mute.id());
        if (known.isPresent() && !known.get().isOver()) {
            throw new IllegalArgumentException(
                    "TRI-003 mute \"" + mute.id() + "\": exists already; remove it first or choose another id");
        }
        if (meta(mute.tenant()).isFull()) {
            throw new IllegalArgumentException(
                    "TRI-004 mutes: a tenant can have at most " + MOST + "; remove some before adding more");
        }
        remove(mute.tenant(), mute.id());
        String bucket = bucketKey(mute.tenant(), mute.scope(), mute.target());
        List<MuteState> states = bucket(bucket);
        MuteState state = new MuteState(mute, 0);
        states.add(state);
        write(bucket, states);
        rows.put(
                idKey(mute.tenant(), mute.id()),
                RowFormat.begin(VERSION).writeString(bucket).toBytes());
        write(mute.tenant(), meta(mute.tenant()).plus(state, 1).dueAt(mute.untilMillis()));
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
        found.ifPresent(state -> write(tenant, meta(tenant).plus(state, -1)));
        return found;
    }

    /** The mute of that id, unless it is over. */
    public Optional<MuteState> find(String tenant, String id) {
        return stored(tenant, id).filter(state -> !state.isOver());
    }

    private Optional<MuteState> stored(String tenant, String id) {
        byte[] row = rows.get(idKey(tenant, id));
        return row == null
                ? Optional.empty()
                : bucket(RowFormat.open("mute id", row, VERSION).readString()).stream()
                        .filter(state -> state.mute().id().equals(id))
                        .findFirst();
    }

    /** Puts another mute of the same id, scope and target in the place of one; its hits go on. */
    public void change(Mute mute) {
        String bucket = bucketKey(mute.tenant(), mute.scope(), mute.target());
        List<MuteState> states = bucket(bucket);
        states.replaceAll(state -> state.mute().id().equals(mute.id()) ? new MuteState(mute, state.hits()) : state);
        write(bucket, states);
        write(mute.tenant(), meta(mute.tenant()).dueAt(mute.untilMillis()));
    }

    /** Whether a tenant can have another mute. */
    public boolean isFull(String tenant) {
        return meta(tenant).isFull();
    }

    /**
     * Remembers that a command ended or changed a configured mute, so that the configuration does not bring it back until it
     * says something else.
     *
     * @param configured the mute as the configuration has it
     */
    public void override(Mute configured) {
        String key = overrideKey(configured.tenant(), configured.id());
        if (rows.get(key) == null) {
            write(key, List.of(new MuteState(configured, 0)));
        }
    }

    /** What the configuration said when a command said otherwise; empty where none did. */
    public Optional<Mute> overridden(String tenant, String id) {
        return bucket(overrideKey(tenant, id)).stream().map(MuteState::mute).findFirst();
    }

    /** The configuration says something else now: it counts again. */
    public void endOverride(String tenant, String id) {
        rows.delete(overrideKey(tenant, id));
    }

    /** Ids of configured mutes of which a command said otherwise, in order. */
    public List<String> overrides(String tenant) {
        List<String> ids = new ArrayList<>();
        rows.forEach(
                RowKey.prefix("mo", tenant),
                (key, row) -> decode(row).forEach(state -> ids.add(state.mute().id())));
        ids.sort(Comparator.naturalOrder());
        return ids;
    }

    /** All mutes of a tenant that are not over, in order of id. */
    public List<MuteState> all(String tenant) {
        return stored(tenant).stream().filter(state -> !state.isOver()).toList();
    }

    private List<MuteState> stored(String tenant) {
        List<MuteState> states = new ArrayList<>();
        rows.forEach(RowKey.prefix("m", tenant), (key, row) -> states.addAll(decode(row)));
        states.sort(Comparator.comparing(state -> state.mute().id()));
        return states;
    }

    /** The first mute of a value among the fields, in order of their names, counted as a hit. */
    public Optional<Mute> hitValue(String tenant, Map<String, String> fields, long timeMillis) {
        if (meta(tenant).values == 0) {
            return Optional.empty();
        }
        for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
            Optional<Mute> hit =
                    hit(tenant, MuteScope.VALUE, Mute.valueTarget(field.getKey(), field.getValue()), timeMillis);
            if (hit.isPresent()) {
                return hit;
            }
        }
        return Optional.empty();
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
                states.set(i, new MuteState(state.mute(), state.hits() + 1, state.isOver()));
                write(bucket, states);
                return Optional.of(state.mute());
            }
        }
        return Optional.empty();
    }

    /** The mutes that have ended; forgets those that no late event needs any more, and the oldest where there are many. */
    public List<MuteState> expire(String tenant, long watermark) {
        Meta meta = meta(tenant);
        if (meta.count == 0 || meta.firstDue > watermark) {
            return List.of();
        }
        List<MuteState> ended = new ArrayList<>();
        List<MuteState> over = new ArrayList<>();
        long firstDue = Long.MAX_VALUE;
        for (MuteState state : stored(tenant)) {
            Mute mute = state.mute();
            if (mute.untilMillis() > watermark) {
                firstDue = Math.min(firstDue, mute.untilMillis());
            } else if (mute.untilMillis() + LATE_MILLIS <= watermark) {
                remove(tenant, mute.id());
            } else {
                over.add(state);
            }
            if (mute.untilMillis() <= watermark && !state.isOver()) {
                ended.add(state);
            }
        }
        over.sort(Comparator.comparing((MuteState state) -> state.mute().untilMillis())
                .thenComparing(state -> state.mute().id()));
        int tooMany = Math.max(0, over.size() - MOST);
        over.subList(0, tooMany).forEach(state -> remove(tenant, state.mute().id()));
        for (MuteState state : over.subList(tooMany, over.size())) {
            firstDue = Math.min(firstDue, state.mute().untilMillis() + LATE_MILLIS);
            if (!state.isOver()) {
                setOver(state);
            }
        }
        Meta left = meta(tenant);
        write(tenant, new Meta(left.count, left.over, left.values, firstDue));
        return ended;
    }

    private void setOver(MuteState state) {
        Mute mute = state.mute();
        MuteState over = new MuteState(mute, state.hits(), true);
        String bucket = bucketKey(mute.tenant(), mute.scope(), mute.target());
        List<MuteState> states = bucket(bucket);
        states.replaceAll(each -> each.mute().id().equals(mute.id()) ? over : each);
        write(bucket, states);
        write(mute.tenant(), meta(mute.tenant()).plus(state, -1).plus(over, 1));
    }

    private Meta meta(String tenant) {
        byte[] row = rows.get(RowKey.of("mm", tenant));
        if (row == null) {
            return new Meta(0, 0, 0, Long.MAX_VALUE);
        }
        StateReader reader = RowFormat.open("mutes", row, VERSION);
        return new Meta(reader.readInt(), reader.readInt(), reader.readInt(), reader.readLong());
    }

    private void write(String tenant, Meta meta) {
        rows.put(
                RowKey.of("mm", tenant),
                RowFormat.begin(VERSION)
                        .writeInt(meta.count)
                        .writeInt(meta.over)
                        .writeInt(meta.values)
                        .writeLong(meta.firstDue)
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
            writer.writeLong(state.hits()).writeBoolean(state.isOver());
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
            states.add(new MuteState(mute, reader.readLong(), reader.readBoolean()));
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

    private static String overrideKey(String tenant, String id) {
        return RowKey.of("mo", tenant, id);
    }

    private static String idKey(String tenant, String id) {
        return RowKey.of("d", tenant, id);
    }

    private static String bucketKey(String tenant, MuteScope scope, String target) {
        return RowKey.of("m", tenant, scope.name(), target);
    }
}
