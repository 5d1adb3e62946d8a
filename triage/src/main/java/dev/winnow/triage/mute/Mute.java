package dev.winnow.triage.mute;

import java.util.Locale;
import java.util.Optional;

/**
 * Suppresses alerts without deleting them. One that never ends is an entry of the allow-list.
 *
 * @param id unique per tenant; those of the configuration begin with {@link #CONFIGURED}
 * @param target entity, feature set, cluster id or {@code field=value}
 * @param owner who answers for it; never empty
 * @param reason why; never empty
 * @param fromMillis first event time that it covers
 * @param untilMillis end in event time, not included; {@link #NEVER} for the allow-list
 * @param recurrence weekly window to which it is limited; empty for all of its time
 */
public record Mute(
        String id,
        String tenant,
        MuteScope scope,
        String target,
        String owner,
        String reason,
        long fromMillis,
        long untilMillis,
        Optional<Recurrence> recurrence) {
    /** End of what does not end. */
    public static final long NEVER = Long.MAX_VALUE;
    /** How ids of the configuration's own begin. */
    public static final String CONFIGURED = "config:";

    private static final int LONGEST_TEXT = 1024;

    public Mute {
        text("id", id);
        text("tenant", tenant);
        text("target", target);
        text("owner", owner);
        text("reason", reason);
        if (untilMillis <= fromMillis) {
            throw new IllegalArgumentException("TRI-002 mute \"" + id + "\": untilMillis (" + untilMillis
                    + ") must be after fromMillis (" + fromMillis + "); a mute always ends");
        }
    }

    public MuteSource source() {
        return id.startsWith(CONFIGURED) ? MuteSource.CONFIGURATION : MuteSource.COMMAND;
    }

    /** Whether it stands on the allow-list: it does not end by itself. */
    public boolean isAllowed() {
        return untilMillis == NEVER;
    }

    /** Target of a value in a context field. */
    public static String valueTarget(String field, String value) {
        return field + "=" + value;
    }

    /** One clause for people: what it suppresses. */
    public String subject() {
        return scope.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + target;
    }

    public boolean covers(long timeMillis) {
        return timeMillis >= fromMillis
                && timeMillis < untilMillis
                && recurrence.map(weekly -> weekly.covers(timeMillis)).orElse(true);
    }

    private static void text(String field, String text) {
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("TRI-002 mute: " + field + " must have between 1 and " + LONGEST_TEXT
                    + " characters, has " + text.strip().length());
        }
    }
}
