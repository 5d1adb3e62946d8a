package dev.winnow.topology.serde;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a schema registry is reached. It never prints its secrets.
 *
 * @param url base address of the Confluent-compatible API, {@code http} or {@code https}, for example
 *     {@code http://registry:8081} or {@code http://registry:8080/apis/ccompat/v7}; without user and password
 * @param timeout longest wait for one connection and for one answer, 1 ms to 1 min
 * @param attempts how often one request is tried before it fails, 1 to 10
 * @param retryPause wait before the second attempt, doubled before each further one, 0 to 1 min
 * @param credentials who asks; empty for a registry that asks nobody
 */
public record RegistrySettings(
        URI url, Duration timeout, int attempts, Duration retryPause, Optional<Credentials> credentials) {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Three tries with 200 and 400 ms between them ride over a registry's restart behind a balancer, not over an outage. */
    private static final int ATTEMPTS = 3;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    public RegistrySettings {
        String scheme = url.getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "REG-001 registry address: must be an http or https address with a host, was another kind; write for"
                            + " example http://registry:8081");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("REG-001 registry address of " + url.getHost()
                    + ": must not hold a user, password, query or fragment; set the credentials apart from it");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "REG-001 registry timeout: must be above 0 and at most PT1M, was " + timeout);
        }
        if (attempts < 1 || attempts > 10) {
            throw new IllegalArgumentException("REG-001 registry attempts: must be between 1 and 10, was " + attempts);
        }
        if (retryPause.isNegative() || retryPause.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "REG-001 registry pause between attempts: must be at least 0 and at most PT1M, was " + retryPause);
        }
    }

    /** Settings with the defaults: 5 s a request, 3 attempts, nobody's credentials. */
    public static RegistrySettings of(URI url) {
        return new RegistrySettings(url, TIMEOUT, ATTEMPTS, RETRY_PAUSE, Optional.empty());
    }

    public RegistrySettings withTimeout(Duration longest) {
        return new RegistrySettings(url, longest, attempts, retryPause, credentials);
    }

    public RegistrySettings withAttempts(int count, Duration pause) {
        return new RegistrySettings(url, timeout, count, pause, credentials);
    }

    public RegistrySettings withCredentials(Credentials who) {
        return new RegistrySettings(url, timeout, attempts, retryPause, Optional.of(who));
    }

    /** Who asks; the text is the value of the HTTP header {@code Authorization} and is never printed. */
    public static final class Credentials {
        private final String authorization;

        private Credentials(String authorization) {
            this.authorization = authorization;
        }

        /** HTTP Basic (RFC 7617), user and password in UTF-8. */
        public static Credentials basic(String user, String password) {
            if (user.isEmpty() || user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("REG-001 registry user: must not be empty or hold a colon");
            }
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return new Credentials("Basic " + Base64.getEncoder().encodeToString(pair));
        }

        /** A bearer token (RFC 6750). */
        public static Credentials bearer(String token) {
            if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
                throw new IllegalArgumentException(
                        "REG-001 registry token: must be a bearer token of letters, digits and . _ ~ + / -; it has other"
                                + " characters, perhaps a line end");
            }
            return new Credentials("Bearer " + token);
        }

        String authorization() {
            return authorization;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Credentials that && authorization.equals(that.authorization);
        }

        @Override
        public int hashCode() {
            return authorization.hashCode();
        }

        @Override
        public String toString() {
            return "Credentials[***]";
        }
    }
}
