package dev.winnow.app.demo;

/** From the first instant inside to the first one after, microseconds since 1970. */
record Interval(long fromMicros, long untilMicros) {
    boolean covers(long micros) {
        return micros >= fromMicros && micros < untilMicros;
    }
}
