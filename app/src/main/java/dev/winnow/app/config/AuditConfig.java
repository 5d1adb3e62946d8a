package dev.winnow.app.config;

import org.jspecify.annotations.Nullable;

/**
 * The audit log.
 *
 * @param key audit key, in the format that {@code winnow audit keygen} writes; {@code winnow run} does not start without it
 * @param organisation who the log belongs to; part of every chain's origin
 * @param topic topic of the log; not set: the prefix and {@code audit}
 * @param generation generation of the chains, 1 to 1000000; another key or a log that starts anew under its old names gets
 *     the next one
 */
public record AuditConfig(
        @Nullable Secret key, String organisation, @Nullable String topic, int generation) {
    public AuditConfig {
        Rules.name("organisation", organisation, 64);
        if (topic != null) {
            Rules.topic("topic", topic);
        }
        Rules.between("generation", generation, 1, 1_000_000);
    }

    static AuditConfig defaults() {
        return new AuditConfig(null, "example.org", null, 1);
    }
}
