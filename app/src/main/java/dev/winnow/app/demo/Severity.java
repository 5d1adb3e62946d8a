package dev.winnow.app.demo;

import java.util.Locale;

/** The bands by the names that JSON documents have, in rising order. */
enum Severity {
    INFO,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    static Severity of(String band) {
        for (Severity severity : values()) {
            if (severity.name().equalsIgnoreCase(band)) {
                return severity;
            }
        }
        throw new IllegalArgumentException("band must be info, low, medium, high or critical, was \"" + band + "\"");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
