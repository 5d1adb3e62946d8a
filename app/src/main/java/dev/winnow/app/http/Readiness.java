package dev.winnow.app.http;

import dev.winnow.app.http.RuntimeStatus.Restore;
import dev.winnow.app.http.RuntimeStatus.Snapshot;
import dev.winnow.app.http.RuntimeStatus.State;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether work may be sent here.
 *
 * @param ready true only where there is no reason against it
 * @param reasons every reason against it, in words
 */
public record Readiness(boolean ready, List<String> reasons) {
    public Readiness {
        reasons = List.copyOf(reasons);
    }

    /** Judges the facts; {@code maxLagRecords} is the most that may wait. */
    public static Readiness of(Snapshot snapshot, long maxLagRecords) {
        List<String> reasons = new ArrayList<>();
        if (snapshot.state() != State.RUNNING) {
            reasons.add("the application is " + snapshot.state().name().toLowerCase(java.util.Locale.ROOT)
                    + (snapshot.failure().isEmpty() ? "" : "; last failure: " + snapshot.failure()));
        }
        if (!snapshot.isBrokerReachable()) {
            reasons.add("no broker answers");
        }
        Restore restore = snapshot.restore();
        if (restore.partitionsLeft() > 0) {
            reasons.add("restoring: " + restore.partitionsLeft() + " partitions left, " + restore.recordsRestored()
                    + (restore.recordsToRestore() > 0 ? " of " + restore.recordsToRestore() : "") + " records read");
        }
        if (snapshot.threadsAlive() < snapshot.threadsWanted()) {
            reasons.add(snapshot.threadsAlive() + " of " + snapshot.threadsWanted() + " stream threads run");
        }
        if (snapshot.backlog().partitionsWithoutOwner() > 0) {
            reasons.add(snapshot.backlog().partitionsWithoutOwner() + " partitions have no owner");
        }
        if (snapshot.backlog().total() > maxLagRecords) {
            reasons.add(snapshot.backlog().total() + " records wait, more than " + maxLagRecords);
        }
        return new Readiness(reasons.isEmpty(), reasons);
    }

    /** Whether a supervisor should leave the process alone: everything but a failure or an end. */
    static boolean isAlive(Snapshot snapshot) {
        return snapshot.state() != State.FAILED && snapshot.state() != State.STOPPED;
    }
}
