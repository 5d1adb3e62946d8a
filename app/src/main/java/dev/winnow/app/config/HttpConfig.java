package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.util.Locale;

/**
 * The HTTP server for metrics, health and status.
 *
 * @param host address to listen on; anything but a loopback address needs behindProxy
 * @param port port to listen on, 0 to 65535; 0 chooses a free one
 * @param behindProxy states that a proxy in front ends TLS and authenticates; only with it may the server leave loopback
 * @param readyMaxLag records of input that may wait before {@code /ready} says no, 0 or more
 */
public record HttpConfig(String host, int port, boolean behindProxy, long readyMaxLag) {
    public HttpConfig {
        Rules.notBlank("host", host);
        Rules.between("port", port, 0, 65_535);
        Rules.between("readyMaxLag", readyMaxLag, 0, Long.MAX_VALUE);
        if (!behindProxy && !isLoopback(host)) {
            throw new SettingException(
                    "CFG-008",
                    "host",
                    "must be a loopback address (127.0.0.1, ::1, localhost) unless"
                            + " http.behindProxy is true, was \"" + host + "\"");
        }
    }

    /** Whether the host, as written, cannot be reached from another machine. Names are not looked up. */
    static boolean isLoopback(String host) {
        String plain = host.toLowerCase(Locale.ROOT);
        return plain.equals("localhost")
                || plain.equals("::1")
                || plain.equals("[::1]")
                || plain.matches("127(\\.\\d{1,3}){3}");
    }

    static HttpConfig defaults() {
        return new HttpConfig("127.0.0.1", 8080, false, 1_000_000);
    }
}
