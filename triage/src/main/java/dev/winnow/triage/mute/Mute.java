package dev.winnow.triage.mute;

import java.util.Optional;

/**
 * Suppresses alerts without deleting them.
 *
 * @param id unique per tenant
 * @param target entity, feature set or cluster id
 * @param owner who answers for it; never empty
 * @param reason why; never empty
 * @param fromMillis first event time that it covers
 * @param untilMillis end in event time, not included
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
