package dev.winnow.app.config;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret value. It comes from a file (setting {@code …File}) or from the environment, never from the configuration file
 * itself, and never prints itself.
 */
public final class Secret {
    /** What is printed instead of a secret. */
    public static final String MASK = "********";

    private final String value;
    private final @Nullable Path file;

    private Secret(String value, @Nullable Path file) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        this.value = value;
        this.file = file;
    }

    /** A secret that was given directly, as by an environment variable. */
    public static Secret of(String value) {
        return new Secret(value, null);
    }

    /**
     * A secret that was read from a file.
     *
     * @param value the file's content; white space at its end does not belong to the secret
     * @param file where it was read
     */
    public static Secret fromFile(String value, Path file) {
        return new Secret(value.stripTrailing(), file);
    }

    /** The secret itself. */
    public String reveal() {
        return value;
    }

    /** The file that it came from; null where it was given directly. */
    public @Nullable Path file() {
        return file;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
