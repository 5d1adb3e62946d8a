package dev.winnow.schemas.input;

/** Reads time stamps without patterns or regular expressions; milliseconds since 1970-01-01T00:00Z. */
final class Timestamps {
    /** Not a time that any source means; what the readers give for text that is none. */
    static final long UNREADABLE = Long.MIN_VALUE;

    /** 1990-01-01T00:00Z: before it no source of ours existed, and a clock that was never set shows 1970 or 1980. */
    static final long EARLIEST = 631_152_000_000L;

    /** 10000-01-01T00:00Z, exclusive: later means a wrong time unit. */
    static final long LATEST = 253_402_300_800_000L;

    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    private static final int[] DAYS_OF_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final long DAY_MILLIS = 86_400_000L;

    private Timestamps() {}

    /**
     * ISO 8601 date and time: {@code 2026-01-31T12:00:00}, with {@code T} or one space, any number of digits of a
     * fraction after a point or a comma (beyond milliseconds cut off), and then {@code Z}, an offset ({@code +01:00},
     * {@code +0100}, {@code +01}) or nothing, which means UTC. A leap second counts into the next minute.
     */
    static long iso(CharSequence text) {
        int length = text.length();
        if (length < 19
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) != 'T' && text.charAt(10) != ' ' && text.charAt(10) != 't')
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return UNREADABLE;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        int day = digits(text, 8, 2);
        int hour = digits(text, 11, 2);
        int minute = digits(text, 14, 2);
        int second = digits(text, 17, 2);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysOfMonth(year, month)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 60) {
            return UNREADABLE;
        }
        int i = 19;
        int millis = 0;
        if (i < length && (text.charAt(i) == '.' || text.charAt(i) == ',')) {
            int first = ++i;
            int weight = 100;
            while (i < length && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                millis += weight * (text.charAt(i) - '0');
                weight /= 10;
                i++;
            }
            if (i == first) {
                return UNREADABLE;
            }
        }
        long offset = offsetMinutes(text, i);
        if (offset == UNREADABLE) {
            return UNREADABLE;
        }
        long seconds = hour * 3_600L + minute * 60L + second - offset * 60L;
        return epochDay(year, month, day) * DAY_MILLIS + seconds * 1_000L + millis;
    }

    /**
     * A decimal count of units since 1970, read exactly, not through a double; finer than milliseconds is cut off.
     *
     * @param unitDigits 0 for seconds, 3 for milliseconds, 6 for microseconds, 9 for nanoseconds
     */
    static long epoch(CharSequence text, int unitDigits) {
        int length = text.length();
        int i = 0;
        boolean negative = length > 0 && text.charAt(0) == '-';
        if (negative || (length > 0 && text.charAt(0) == '+')) {
            i++;
        }
        int first = i;
        long units = 0;
        while (i < length && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            if (units > (Long.MAX_VALUE - 9) / 10) {
                return UNREADABLE;
            }
            units = units * 10 + (text.charAt(i) - '0');
            i++;
        }
        if (i == first) {
            return UNREADABLE;
        }
        int fraction = 0;
        if (i < length && text.charAt(i) == '.') {
            int weight = 100;
            for (i++; i < length && text.charAt(i) >= '0' && text.charAt(i) <= '9'; i++) {
                fraction += weight * (text.charAt(i) - '0');
                weight /= 10;
            }
        }
        if (i < length) {
            return scientific(text, unitDigits);
        }
        long millis = switch (unitDigits) {
            case 0 -> units > Long.MAX_VALUE / 2_000 ? LATEST : units * 1_000 + fraction;
            case 3 -> units;
            case 6 -> units / 1_000;
            default -> units / 1_000_000;
        };
        return negative ? -millis : millis;
    }

    /** Gives the time back if it lies in [1990, 10000). */
    static long inRange(String field, long millis) throws Refusal {
        if (millis < EARLIEST || millis >= LATEST) {
            throw new Refusal(
                    InputCode.TIME_OUT_OF_RANGE,
                    "field \"" + field + "\" must lie between the years 1990 and 9999; found "
                            + (millis < EARLIEST ? "an earlier time" : "a later time")
                            + "; check the source's clock and the declared time unit");
        }
        return millis;
    }

    private static long scientific(CharSequence text, int unitDigits) {
        double value = Decimals.parse(text);
        double millis = value * (unitDigits == 0 ? 1e3 : unitDigits == 3 ? 1 : unitDigits == 6 ? 1e-3 : 1e-6);
        return Math.abs(millis) < LATEST * 2.0 ? (long) Math.floor(millis) : UNREADABLE;
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar. */
    private static long epochDay(int year, int month, int day) {
        int before = year - 1;
        long days = 365L * before + Math.floorDiv(before, 4) - Math.floorDiv(before, 100) + Math.floorDiv(before, 400);
        days += DAYS_BEFORE_MONTH[month - 1] + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
        return days - 719_162;
    }

    private static int daysOfMonth(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : DAYS_OF_MONTH[month - 1];
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static long offsetMinutes(CharSequence text, int at) {
        int left = text.length() - at;
        if (left == 0) {
            return 0;
        }
        char sign = text.charAt(at);
        if (left == 1) {
            return sign == 'Z' || sign == 'z' ? 0 : UNREADABLE;
        }
        if (sign != '+' && sign != '-') {
            return UNREADABLE;
        }
        int hours = left >= 3 ? digits(text, at + 1, 2) : -1;
        int minutes = switch (left) {
            case 3 -> 0;
            case 5 -> digits(text, at + 3, 2);
            case 6 -> text.charAt(at + 3) == ':' ? digits(text, at + 4, 2) : -1;
            default -> -1;
        };
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return UNREADABLE;
        }
        long offset = hours * 60L + minutes;
        return sign == '-' ? -offset : offset;
    }

    /** The number in {@code count} digits, or −1 if one of them is none. */
    private static int digits(CharSequence text, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
