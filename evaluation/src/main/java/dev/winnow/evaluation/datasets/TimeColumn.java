package dev.winnow.evaluation.datasets;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Event times in a file: which column has them, and what they say. */
final class TimeColumn {
    /** 2001-09-09T01:46:40Z: where rows without times begin. */
    static final long START_MILLIS = 1_000_000_000_000L;

    private static final Set<String> NAMES = Set.of("time", "timestamp", "datetime", "date_time", "ts");

    /** Seconds since 1970 reach this in the year 5138, milliseconds reached it in 1973. */
    private static final double LEAST_MILLIS = 1e11;

    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private TimeColumn() {}

    /** Times of rows that have none. */
    static long[] even(int rows, long startMillis, long stepMillis) {
        long[] times = new long[rows];
        for (int i = 0; i < rows; i++) {
            times[i] = startMillis + i * stepMillis;
        }
        return times;
    }

    /**
     * The values of a column as times, if it is called like one, all are times, and they never fall in the file's order.
     *
     * @param value text of a row
     */
    static Optional<long[]> of(String name, int rows, IntFunction<String> value) {
        if (!NAMES.contains(name.toLowerCase(Locale.ROOT)) || rows == 0) {
            return Optional.empty();
        }
        long[] times = new long[rows];
        try {
            for (int i = 0; i < rows; i++) {
                times[i] = millis(value.apply(i));
                if (i > 0 && times[i] < times[i - 1]) {
                    return Optional.empty();
                }
            }
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.of(times);
    }

    /** @throws DateTimeException if the text is neither a number nor an ISO time; without an offset it is UTC */
    static long millis(String text) {
        if (text.length() > 10 && text.charAt(4) == '-') {
            String iso = text.replace('T', ' ');
            boolean hasOffset = iso.endsWith("Z") || iso.indexOf('+') > 0 || iso.lastIndexOf('-') > 10;
            Instant instant = hasOffset
                    ? OffsetDateTime.parse(text.replace(' ', 'T')).toInstant()
                    : LocalDateTime.parse(iso, LOCAL).toInstant(ZoneOffset.UTC);
            return instant.toEpochMilli();
        }
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new DateTimeException("not a time: " + text);
        }
        return Math.round(number >= LEAST_MILLIS ? number : number * 1000);
    }
}
