package dev.winnow.app.demo.day;

/** From the first instant inside to the first one after, microseconds since 1970. */
record Outage(long fromMicros, long untilMicros) {
    boolean covers(long micros) {
        return micros >= fromMicros && micros < untilMicros;
    }
}
