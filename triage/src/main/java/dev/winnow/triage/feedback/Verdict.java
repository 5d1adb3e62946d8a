package dev.winnow.triage.feedback;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An analyst's decision on one alert.
 *
 * @param id unique per tenant; the same id twice is one verdict
 * @param reason why; may be empty
 * @param actorType kind of analyst
 * @param timeMillis when it was decided, by the analyst's clock; empty for the time of its arrival. Nothing is computed
 *     from it.
 * @param version version of this analyst's verdict on this alert; a higher one replaces a lower one, and of equal ones the
 *     later to arrive counts
 * @param retracts id of a verdict on the same alert that this one takes back; such a verdict says nothing else
 * @param idempotencyKey the client's key of the request: a second verdict of the same analyst with the same key is a
 *     repeat, whatever its id; empty where the id alone says so
 */
public record Verdict(
        String id,
        String tenant,
        String alertId,
        VerdictKind kind,
        String reason,
        String analyst,
        ActorType actorType,
        OptionalLong timeMillis,
        long version,
        Optional<String> retracts,
        Optional<String> idempotencyKey) {
    /** Longest reason; ids and names may have a quarter of it. */
    public static final int LONGEST_REASON = 4096;

    public Verdict {
        named("id", id);
        named("tenant", tenant);
        named("alertId", alertId);
        named("analyst", analyst);
        if (reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("TRI-001 verdict \"" + id + "\": reason must have at most "
                    + LONGEST_REASON + " characters, has " + reason.length() + "; shorten it");
        }
        if (version < 0) {
            throw new IllegalArgumentException(
                    "TRI-001 verdict \"" + id + "\": version must be at least 0, was " + version);
        }
        retracts.ifPresent(target -> named("retracts", target));
        idempotencyKey.ifPresent(key -> named("idempotencyKey", key));
    }

    /** The same decided at this time, where it does not say when. */
    Verdict orAt(long millis) {
        return timeMillis.isPresent()
                ? this
                : new Verdict(
                        id,
                        tenant,
                        alertId,
                        kind,
                        reason,
                        analyst,
                        actorType,
                        OptionalLong.of(millis),
                        version,
                        retracts,
                        idempotencyKey);
    }

    private static void named(String field, String text) {
        if (text.isEmpty() || text.length() > LONGEST_REASON / 4) {
            throw new IllegalArgumentException("TRI-001 verdict: " + field + " must have between 1 and "
                    + LONGEST_REASON / 4 + " characters, has " + text.length());
        }
    }
}
