package dev.winnow.detectors.feature;

import dev.winnow.schemas.event.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Synthetic events for tests. */
final class Events {
    /** 2026-01-01T00:00Z. */
    static final long START = 1_767_225_600_000L;

    private static final String[] STATES = {"SF", "S0", "REJ", "S1"};
    private static final String[] OUTCOMES = {"success", "failure"};

    private Events() {}

    static Event flow(long atMillis, String dest, int port, double bytesOut, double bytesIn) {
        return new Event(
                "flow",
                "10.0.0.5",
                START + atMillis,
                Map.of(
                        "bytes_out",
                        bytesOut,
                        "bytes_in",
                        bytesIn,
                        "packets_in",
                        bytesIn > 0 ? 4.0 : 0.0,
                        "duration",
                        1.5,
                        "dest_port",
                        (double) port),
                Map.of("src_ip", "10.0.0.5", "dest_ip", dest, "proto", "TCP"));
    }

    static Event dns(long atMillis, String query) {
        return new Event("dns", "10.0.0.5", START + atMillis, Map.of(), Map.of("query", query, "rrtype", "A"));
    }

    static Event auth(long atMillis, String user, String outcome) {
        return new Event(
                "auth",
                "198.51.100.4",
                START + atMillis,
                Map.of(),
                Map.of("user", user, "outcome", outcome, "src_ip", "198.51.100.4", "dest_ip", "10.0.0.8"));
    }

    /** An event that any of the sets can read, each field missing one time in eight. */
    static Event random(Random random, String type, long timeMillis) {
        Map<String, Double> numbers = new HashMap<>();
        put(random, numbers, "bytes_out", StrictMath.exp(14 * random.nextDouble()));
        put(random, numbers, "bytes_in", (double) random.nextInt(100_000));
        put(random, numbers, "packets_in", (double) random.nextInt(3));
        put(random, numbers, "duration", random.nextDouble() * 100);
        put(random, numbers, "dest_port", (double) (random.nextInt(4) == 0 ? random.nextInt(65_536) : 443));
        put(random, numbers, "severity", (double) (1 + random.nextInt(4)));
        put(random, numbers, "x", random.nextGaussian());
        Map<String, String> texts = new HashMap<>();
        put(random, texts, "src_ip", "10.0.0." + random.nextInt(4));
        put(random, texts, "dest_ip", (random.nextBoolean() ? "10.0.1." : "203.0.113.") + random.nextInt(60));
        put(random, texts, "proto", random.nextBoolean() ? "TCP" : "UDP");
        put(random, texts, "conn_state", STATES[random.nextInt(STATES.length)]);
        put(random, texts, "signature", "S-" + random.nextInt(20));
        put(random, texts, "category", "C-" + random.nextInt(3));
        put(random, texts, "query", "n" + random.nextInt(50) + ".d" + random.nextInt(20) + ".example");
        put(random, texts, "rrtype", random.nextBoolean() ? "A" : "AAAA");
        put(random, texts, "rcode", random.nextBoolean() ? "NOERROR" : "NXDOMAIN");
        put(random, texts, "user", "u" + random.nextInt(10));
        put(random, texts, "outcome", OUTCOMES[random.nextInt(2)]);
        return new Event(type, "10.0.0.5", timeMillis, numbers, texts);
    }

    private static <T> void put(Random random, Map<String, T> fields, String name, T value) {
        if (random.nextInt(8) > 0) {
            fields.put(name, value);
        }
    }
}
