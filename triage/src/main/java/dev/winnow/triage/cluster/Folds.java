package dev.winnow.triage.cluster;

import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.Digest;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.Optional;

/** Open folds by key: tenant, entity, feature set, type, and signature or main reason. */
final class Folds {
    private static final int MOST_CHECKED = 4;

    private final ClusterConfig config;
    private final Rows rows;
    private final AgingQueue queue;

    Folds(ClusterConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
        this.queue = new AgingQueue(rows, "fold");
    }

    /**
     * Row where a candidate's fold is kept, and the open fold there if it takes the candidate.
     *
     * @param isNew true where no row stood under the key
     */
    record FoldSlot(String rowKey, Optional<Fold> open, boolean isNew) {}

    FoldSlot find(Scored scored, Behaviour behaviour) {
        String digest =
                Digest.hex(scored.tenant(), scored.entity(), scored.featureSet(), scored.type(), behaviour.key(scored));
        FoldSlot slot = at(RowKey.of("f", scored.tenant(), digest), scored.timeMillis());
        if (slot.open.isPresent() || slot.isNew) {
            return slot;
        }
        // A record far older than the session under way (or one after a record from the future) must not end that
        // session; such records share a second slot.
        byte[] row = rows.get(slot.rowKey);
        boolean isOlder = row != null && scored.timeMillis() < Fold.decode(row).firstSeen();
        return isOlder ? at(RowKey.of("f", scored.tenant(), digest + ".older"), scored.timeMillis()) : slot;
    }

    void put(String tenant, FoldSlot slot, Fold fold, long watermark) {
        rows.put(slot.rowKey, fold.encode());
        if (slot.isNew) {
            queue.add(tenant, slot.rowKey, watermark, config.foldGapMillis());
        }
    }

    /** Forgets folds whose session is over, a few a call, and the oldest where there are too many. */
    void expire(String tenant, long watermark) {
        for (int i = 0; i < MOST_CHECKED; i++) {
            boolean isFull = queue.size(tenant) >= config.maxFolds();
            Optional<AgingQueue.Entry> entry = isFull ? queue.take(tenant) : queue.takeDue(tenant, watermark);
            if (entry.isEmpty()) {
                return;
            }
            String key = entry.get().key();
            byte[] row = rows.get(key);
            if (row == null) {
                continue;
            }
            // Never further ahead than a fold touched now: a first record from the future may have touched it.
            long due = Math.min(Fold.decode(row).touched(), watermark) + config.foldGapMillis();
            if (due <= watermark || (isFull && i == MOST_CHECKED - 1)) {
                rows.delete(key);
            } else {
                queue.add(tenant, key, due);
            }
        }
    }

    private FoldSlot at(String key, long timeMillis) {
        byte[] row = rows.get(key);
        if (row == null) {
            return new FoldSlot(key, Optional.empty(), true);
        }
        Fold fold = Fold.decode(row);
        return new FoldSlot(key, fold.absorbs(timeMillis, config) ? Optional.of(fold) : Optional.empty(), false);
    }
}
