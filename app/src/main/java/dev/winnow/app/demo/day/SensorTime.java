package dev.winnow.app.demo.day;

import java.time.LocalDate;

/** Time stamps as the sensors write them. */
final class SensorTime {
    private static final long DAY_MICROS = 86_400_000_000L;

    private SensorTime() {}

    /** As Suricata writes it: microseconds and an offset without a colon. */
    static String eve(long micros) {
        return text(micros, "+0000");
    }

    /** As Zeek's JSON writer does with ISO 8601 turned on. */
    static String zeek(long micros) {
        return text(micros, "Z");
    }

    private static String text(long micros, String zone) {
        StringBuilder text = new StringBuilder(31);
        text.append(LocalDate.ofEpochDay(Math.floorDiv(micros, DAY_MICROS))).append('T');
        long rest = Math.floorMod(micros, DAY_MICROS);
        digits(text, rest / 3_600_000_000L, 2).append(':');
        digits(text, rest / 60_000_000L % 60, 2).append(':');
        digits(text, rest / 1_000_000L % 60, 2).append('.');
        return digits(text, rest % 1_000_000L, 6).append(zone).toString();
    }

    private static StringBuilder digits(StringBuilder text, long value, int width) {
        String plain = Long.toString(value);
        for (int i = plain.length(); i < width; i++) {
            text.append('0');
        }
        return text.append(plain);
    }
}
