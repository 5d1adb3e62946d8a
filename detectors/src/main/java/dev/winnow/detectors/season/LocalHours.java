package dev.winnow.detectors.season;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Hours on the wall of a time zone. Mutable cache of one offset's validity, one owner; allocates only when the zone's clocks
 * were changed between two calls.
 */
final class LocalHours {
    static final int WEEK = 168;

    private static final long HOUR_MILLIS = 3_600_000;

    /** 1970-01-01 was a Thursday: hour 72 of a week that begins on Monday. */
    private static final int EPOCH_HOUR = 72;

    private final ZoneRules rules;
    private long validFrom;
    private long validUntil;
    private long offsetMillis;

    LocalHours(ZoneId zone) {
        rules = zone.getRules();
        look(0);
    }

    /** Local hours since 1970-01-01T00:00 on the wall. The hour that autumn repeats is one hour. */
    long hour(long timeMillis) {
        if (timeMillis < validFrom || timeMillis >= validUntil) {
            look(timeMillis);
        }
        return Math.floorDiv(timeMillis + offsetMillis, HOUR_MILLIS);
    }

    /** Hour of the week, 0 to 167; 0 is Monday from midnight. */
    static int hourOfWeek(long hour) {
        return (int) Math.floorMod(hour + EPOCH_HOUR, (long) WEEK);
    }

    private void look(long timeMillis) {
        Instant instant = Instant.ofEpochMilli(timeMillis);
        offsetMillis = rules.getOffset(instant).getTotalSeconds() * 1000L;
        // A transition at this very instant begins the interval.
        ZoneOffsetTransition before = rules.previousTransition(instant.plusMillis(1));
        ZoneOffsetTransition after = rules.nextTransition(instant);
        validFrom = before == null ? Long.MIN_VALUE : before.toEpochSecond() * 1000;
        validUntil = after == null ? Long.MAX_VALUE : after.toEpochSecond() * 1000;
    }
}
