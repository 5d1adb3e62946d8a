package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry.
 *
 * @param url base address of a Confluent-compatible API, http or https; not set: Avro single-object encoding, no registry
 * @param user user of HTTP Basic authentication; needs the password
 * @param password password of that user
 * @param token bearer token, instead of user and password
 * @param timeoutMillis how long one request may take, 100 to 60000
 */
public record RegistryConfig(
        @Nullable String url,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable Secret token,
        int timeoutMillis) {
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
        if ((user == null) != (password == null)) {
            throw new SettingException("user", "must be set together with passwordFile, only one of them is");
        }
        if (user != null && (user.isEmpty() || user.indexOf(':') >= 0)) {
            throw new SettingException("user", "must not be empty or hold a colon");
        }
        if (token != null && user != null) {
            throw new SettingException(
                    "token", "must not be set beside user and passwordFile; the registry takes one of them");
        }
        if (token != null && !token.reveal().matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new SettingException(
                    "token", "must be a bearer token of letters, digits and . _ ~ + / -; it has others");
        }
    }

    static RegistryConfig defaults() {
        return new RegistryConfig(null, null, null, null, 5_000);
    }
}
