package dev.winnow.app.config;

import org.jspecify.annotations.Nullable;

/** The value of one Kafka client setting; it prints itself only where it came from the configuration file. */
public final class ClientSetting {
    private final String text;
    private final @Nullable Secret secret;

    private ClientSetting(String text, @Nullable Secret secret) {
        this.text = text;
        this.secret = secret;
    }

    /** A value that may be shown. */
    public static ClientSetting plain(String text) {
        return new ClientSetting(text, null);
    }

    /** A value from a file or the environment. */
    public static ClientSetting secret(Secret secret) {
        return new ClientSetting(secret.reveal(), secret);
    }

    /** The value that the client gets. */
    public String reveal() {
        return text;
    }

    /** Where the value came from, if it is a secret; null for a plain one. */
    @Nullable
    Secret secret() {
        return secret;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientSetting setting && text.equals(setting.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return secret == null ? text : Secret.MASK;
    }
}
