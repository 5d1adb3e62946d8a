package dev.winnow.app.config;

import org.jspecify.annotations.Nullable;

/**
 * The audit log.
 *
 * @param key audit key, in the format that {@code winnow audit keygen} writes; {@code winnow run} does not start without it
 * @param organisation who the log belongs to; part of every chain's origin
 * @param topic topic of the log; not set: the prefix and {@code audit}
 */
public record AuditConfig(
        @Nullable Secret key, String organisation, @Nullable String topic) {
    public AuditConfig {
        Rules.name("organisation", organisation, 64);
        if (topic != null) {
            Rules.topic("topic", topic);
        }
    }

    static AuditConfig defaults() {
        return new AuditConfig(null, "example.org", null);
    }
}
