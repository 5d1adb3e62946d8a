package dev.winnow.app.run.cluster;

import dev.winnow.app.http.RuntimeStatus.Restore;
import org.jspecify.annotations.Nullable;

/**
 * Notices stores that do not get on any more after a failure: RocksDB may keep a writer waiting for ever in a database whose
 * disk was full, also when there is room again, and no exception ever says so. Not thread-safe.
 */
final class RestoreWatch {
    /** Longer than a group takes to share out the tasks of a thread that failed, with sessions of 45 seconds. */
    static final long PATIENCE_NANOS = 120_000_000_000L;

    private @Nullable Restore last;
    private long movedAt;

    /**
     * Looks at the progress.
     *
     * @param mayWait true where waiting has another reason: no failure, no brokers, or nothing to restore
     * @return whether nothing has moved for {@link #PATIENCE_NANOS} that should
     */
    boolean isStuck(long nowNanos, boolean mayWait, Restore now) {
        if (mayWait || !now.equals(last)) {
            last = now;
            movedAt = nowNanos;
            return false;
        }
        return nowNanos - movedAt >= PATIENCE_NANOS;
    }
}
