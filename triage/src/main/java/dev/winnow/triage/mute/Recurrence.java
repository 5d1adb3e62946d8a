package dev.winnow.triage.mute;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * A weekly maintenance window. A window whose end is not after its start runs past midnight; its day is the one it
 * starts on.
 *
 * @param days days on which it starts
 * @param from first instant, in the zone
 * @param to end, not included
 */
public record Recurrence(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    public Recurrence {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("TRI-002 mute: a recurrence must have at least one day");
        }
    }

    boolean covers(long timeMillis) {
        ZonedDateTime time = Instant.ofEpochMilli(timeMillis).atZone(zone);
        LocalTime clock = time.toLocalTime();
        if (from.isBefore(to)) {
            return days.contains(time.getDayOfWeek()) && !clock.isBefore(from) && clock.isBefore(to);
        }
        return (!clock.isBefore(from) && days.contains(time.getDayOfWeek()))
                || (clock.isBefore(to) && days.contains(time.getDayOfWeek().minus(1)));
    }
}
