package dev.winnow.triage.state;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * The watermark of each tenant: how far its event time has come, by the word of several records rather than one. It never
 * falls once enough records were seen. A record far in the future moves it by one step at most, so it cannot expire
 * everything; a real gap is followed as soon as a majority of the newest records lies beyond it.
 */
public final class TenantClock {
    /** Stands for the watermark of a tenant that has had no record. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private static final int VERSION = 1;

    private final TimeConfig config;
    private final Rows rows;

    public TenantClock(TimeConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
    }

    private record State(long watermark, long seen, long[] newest) {}

    /** Watermark in event-time milliseconds; {@link #UNKNOWN} before the tenant's first record. */
    public long now(String tenant) {
        byte[] row = rows.get(key(tenant));
        return row == null ? UNKNOWN : decode(row).watermark;
    }

    /** Takes note of a record's event time and returns the watermark after it. */
    public long observe(String tenant, long timeMillis) {
        byte[] row = rows.get(key(tenant));
        State before = row == null ? new State(timeMillis, 0, new long[0]) : decode(row);
        long[] newest = append(before.newest, timeMillis);
        long watermark = next(before, newest, timeMillis);
        rows.put(key(tenant), encode(new State(watermark, before.seen + 1, newest)));
        return watermark;
    }

    private long next(State before, long[] newest, long timeMillis) {
        // While too few records are known to outvote one, the earliest is the only safe guess.
        if (before.seen + 1 < config.witnesses()) {
            return Math.min(before.watermark, timeMillis);
        }
        if (timeMillis <= before.watermark) {
            return before.watermark;
        }
        long step = before.watermark + config.maxStepMillis();
        if (timeMillis <= step) {
            return timeMillis;
        }
        long[] sorted = newest.clone();
        Arrays.sort(sorted);
        long witnessed = sorted[Math.max(0, sorted.length - config.witnesses())];
        return Math.min(timeMillis, Math.max(step, witnessed));
    }

    private long[] append(long[] times, long timeMillis) {
        int from = times.length < config.window() ? 0 : times.length - config.window() + 1;
        long[] result = Arrays.copyOfRange(times, from, times.length + 1);
        result[result.length - 1] = timeMillis;
        return result;
    }

    private static byte[] encode(State state) {
        StateWriter writer = RowFormat.begin(VERSION).writeLong(state.watermark).writeLong(state.seen);
        return writer.writeLongs(state.newest).toBytes();
    }

    private static State decode(byte[] row) {
        StateReader reader = RowFormat.open("clock", row, VERSION);
        return new State(reader.readLong(), reader.readLong(), reader.readLongs());
    }

    private static String key(String tenant) {
        return RowKey.of("w", tenant);
    }
}
