package dev.winnow.evaluation.bench;

import dev.winnow.app.demo.day.DayRecord;
import dev.winnow.app.demo.day.SyntheticDay;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/**
 * An endless stream of raw security events: one synthetic day (SyntheticDay, seed 1, scale 1) after the other, with the same
 * traffic and the next date. Memory is that of one day. Mutable, one owner.
 */
final class EventFeed {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final long SEED = 1;

    /** The first day, and the bytes that all dates in its records begin with: flows may begin on the day before. */
    private static final LocalDate FIRST = LocalDate.ofEpochDay(SyntheticDay.START_MILLIS / DAY_MILLIS);

    private final List<DayRecord> records = SyntheticDay.of(SEED, 1).records();
    private final byte[][] before = {iso(FIRST.minusDays(1)), iso(FIRST), iso(FIRST.plusDays(1))};
    private byte[][] after = before;
    private long day;
    private int next;

    /**
     * One event.
     *
     * @param role {@link SyntheticDay#EVE} or {@link SyntheticDay#ZEEK}
     * @param timeMillis event time
     * @param value bytes as the sensor wrote them
     */
    record FedEvent(String role, long timeMillis, byte[] value) {}

    FedEvent next() {
        if (next == records.size()) {
            next = 0;
            day++;
            after = new byte[][] {iso(FIRST.plusDays(day - 1)), iso(FIRST.plusDays(day)), iso(FIRST.plusDays(day + 1))};
        }
        DayRecord record = records.get(next++);
        return new FedEvent(record.topicRole(), record.timeMillis() + day * DAY_MILLIS, dated(record.value()));
    }

    /** Dates have one length, so they are written over where they stand. */
    private byte[] dated(byte[] value) {
        int length = before[0].length;
        for (int at = 0; at <= value.length - length; at++) {
            // All dates start with "2"; most bytes do not.
            if (value[at] != before[0][0]) {
                continue;
            }
            for (int i = 0; i < before.length; i++) {
                if (matches(value, at, before[i])) {
                    System.arraycopy(after[i], 0, value, at, length);
                    at += length - 1;
                    break;
                }
            }
        }
        return value;
    }

    private static boolean matches(byte[] value, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (value[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] iso(LocalDate date) {
        return date.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
