package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry.
 *
 * @param url base address of a Confluent-compatible API, http or https; not set: Avro single-object encoding, no registry
 * @param timeoutMillis how long one request may take, 100 to 60000
 */
public record RegistryConfig(@Nullable String url, int timeoutMillis) {
    public RegistryConfig {
        if (url != null) {
            boolean isUsable;
            try {
                URI uri = URI.create(url);
                isUsable = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getUserInfo() == null;
            } catch (IllegalArgumentException e) {
                isUsable = false;
            }
            if (!isUsable) {
                throw new SettingException("url", "must be an http or https address without user and password");
            }
        }
        Rules.between("timeoutMillis", timeoutMillis, 100, 60_000);
    }

    static RegistryConfig defaults() {
        return new RegistryConfig(null, 5_000);
    }
}
