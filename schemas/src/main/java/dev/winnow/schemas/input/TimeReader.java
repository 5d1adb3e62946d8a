package dev.winnow.schemas.input;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads time stamps of one declared unit. */
final class TimeReader {
    private static final String PATTERN = "pattern:";

    private final String unit;
    private final @Nullable DateTimeFormatter formatter;

    private TimeReader(String unit, @Nullable DateTimeFormatter formatter) {
        this.unit = unit;
        this.formatter = formatter;
    }

    /**
     * A reader for a unit as {@link Mapping#timeUnit} describes it.
     *
     * @throws IllegalArgumentException with code {@code INP-031} if there is no such unit or the pattern is broken
     */
    static TimeReader of(String unit) {
        if (unit.startsWith(PATTERN)) {
            try {
                return new TimeReader(unit, DateTimeFormatter.ofPattern(unit.substring(PATTERN.length()), Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw InputOptions.bad("mapping.timeUnit", "must hold a valid date pattern", Refusal.quote(unit));
            }
        }
        return switch (unit) {
            case "auto", "iso", "seconds", "millis", "micros", "nanos" -> new TimeReader(unit, null);
            default ->
                throw InputOptions.bad(
                        "mapping.timeUnit",
                        "must be auto, iso, seconds, millis, micros, nanos or pattern:…",
                        Refusal.quote(unit));
        };
    }

    /** The time in milliseconds, checked to lie in a sane range. */
    long read(String field, String text) throws Refusal {
        long millis = switch (unit) {
            case "iso" -> Timestamps.iso(text);
            case "seconds" -> Timestamps.epoch(text, 0);
            case "millis" -> Timestamps.epoch(text, 3);
            case "micros" -> Timestamps.epoch(text, 6);
            case "nanos" -> Timestamps.epoch(text, 9);
            case "auto" -> secondsOrIso(text);
            default -> byPattern(text);
        };
        if (millis == Timestamps.UNREADABLE) {
            throw Refusal.timeUnreadable(field, requirement(), text);
        }
        return Timestamps.inRange(field, millis);
    }

    static long secondsOrIso(String text) {
        long millis = Timestamps.epoch(text, 0);
        return millis == Timestamps.UNREADABLE ? Timestamps.iso(text) : millis;
    }

    private long byPattern(String text) {
        if (formatter == null) {
            throw new IllegalStateException("no formatter for time unit " + unit);
        }
        try {
            TemporalAccessor time =
                    formatter.parseBest(text, ZonedDateTime::from, Instant::from, LocalDateTime::from, LocalDate::from);
            Instant instant;
            if (time instanceof ZonedDateTime zoned) {
                instant = zoned.toInstant();
            } else if (time instanceof Instant exact) {
                instant = exact;
            } else if (time instanceof LocalDateTime local) {
                instant = local.toInstant(ZoneOffset.UTC);
            } else {
                instant = LocalDate.from(time).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            return instant.toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return Timestamps.UNREADABLE;
        }
    }

    private String requirement() {
        return switch (unit) {
            case "iso" -> "an ISO 8601 date and time";
            case "auto" -> "an ISO 8601 date and time or epoch seconds";
            case "seconds", "millis", "micros", "nanos" -> "a number of " + unit + " since 1970";
            default -> "a time of the form " + Refusal.quote(unit.substring(PATTERN.length()));
        };
    }
}
