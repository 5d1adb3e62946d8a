package dev.winnow.app.demo.day;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects records in any order and plays them in event-time order. Mutable, one owner. */
final class DayRecording {
    private final long fromMicros;
    private final long untilMicros;
    private final List<Entry> entries = new ArrayList<>();

    /** Records before {@code fromMicros} or at or after {@code untilMicros} belong to other days and are left out. */
    DayRecording(long fromMicros, long untilMicros) {
        this.fromMicros = fromMicros;
        this.untilMicros = untilMicros;
    }

    boolean covers(long micros) {
        return micros >= fromMicros && micros < untilMicros;
    }

    void add(long micros, String role, byte[] value, Activity activity) {
        if (covers(micros)) {
            entries.add(new Entry(micros, role, value, activity));
        }
    }

    /** In order of time; records of the same microsecond keep the order in which they were added. */
    List<DayRecord> play() {
        entries.sort(Comparator.comparingLong(Entry::micros));
        List<DayRecord> records = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Activity activity = entry.activity();
            records.add(new DayRecord(
                    records.size(),
                    Math.floorDiv(entry.micros(), 1000L),
                    entry.role(),
                    entry.value(),
                    activity.kind() == Activity.Kind.ATTACK ? activity.name() : null,
                    activity.kind() == Activity.Kind.ODDITY ? activity.name() : null));
        }
        return List.copyOf(records);
    }

    private record Entry(long micros, String role, byte[] value, Activity activity) {}
}
