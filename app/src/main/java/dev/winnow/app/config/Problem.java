package dev.winnow.app.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param code stable code with an entry in {@code docs/errors.md}
 * @param setting full name of the setting, for example {@code inputs[0].topic}; the file's name where no setting is meant
 * @param text what is required, what was found, what to do; never a secret
 * @param origin where the value came from, for example {@code winnow.yaml line 12}; empty where nobody gave one
 */
public record Problem(String code, String setting, String text, String origin) {
    /** CFG-002: what is required is of another type than what stands there. */
    static Problem wrongType(String setting, String required, Node found) {
        return new Problem("CFG-002", setting, required + ", was " + found.kind(), found.origin());
    }

    /** The message without its origin: {@code CODE setting: text}. */
    public String message() {
        return code + " " + setting + ": " + text;
    }

    @Override
    public String toString() {
        return origin.isEmpty() ? message() : message() + " (" + origin + ")";
    }
}
