package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.Optional;

/**
 * Alerts that can still be judged: those that were shown, and the ids of the alerts that were folded into them. Bounded in
 * time and in number; what has to leave early is counted.
 */
public final class AlertIndex {
    private static final int VERSION = 2;
    /** Rows that one call forgets at most; more than one comes a call, so the index shrinks to its bounds. */
    private static final int MOST_DROPPED = 4;

    private static final long DAY = 86_400_000L;

    private final FeedbackConfig config;
    private final Rows rows;
    private final AgingQueue shown;
    private final AgingQueue folded;

    public AlertIndex(FeedbackConfig config, Rows rows) {
        this.config = config;
        this.rows = rows;
        this.shown = new AgingQueue(rows, "alert");
        this.folded = new AgingQueue(rows, "folded");
    }

    /**
     * Alerts that left for want of room.
     *
     * @param shown shown alerts so far
     * @param folded ids of folded alerts so far
     */
    public record EarlyLeavers(long shown, long folded) {
        public long sum() {
            return shown + folded;
        }
    }

    /** @param notedMillis watermark of the last note about them */
    private record Leavers(long shown, long folded, long noted, long notedMillis) {}

    /** The alert, or the shown one of the fold that it was folded into. */
    public Optional<ShownAlert> find(String tenant, String alertId) {
        byte[] row = rows.get(shownKey(tenant, alertId));
        if (row == null) {
            byte[] reference = rows.get(foldedKey(tenant, alertId));
            if (reference != null) {
                row = rows.get(shownKey(
                        tenant,
                        RowFormat.open("folded alert", reference, VERSION).readString()));
            }
        }
        return row == null ? Optional.empty() : Optional.of(ShownAlert.read(RowFormat.open("alert", row, VERSION)));
    }

    public void addShown(String tenant, ShownAlert alert, long watermark) {
        StateWriter writer = RowFormat.begin(VERSION);
        alert.write(writer);
        rows.put(shownKey(tenant, alert.id()), writer.toBytes());
        shown.add(tenant, alert.id(), watermark, config.alertRetentionMillis());
    }

    /** @param shownId the shown alert of its fold */
    public void addFolded(String tenant, String alertId, String shownId, long watermark) {
        rows.put(
                foldedKey(tenant, alertId),
                RowFormat.begin(VERSION).writeString(shownId).toBytes());
        folded.add(tenant, alertId, watermark, config.alertRetentionMillis());
    }

    /**
     * Forgets what is too old or too much, a few a call.
     *
     * @return alerts that have left early so far, once a day of event time at most, and only if there are more than before
     */
    public Optional<EarlyLeavers> expire(String tenant, long watermark) {
        int earlyShown = drop(shown, tenant, config.maxAlerts(), "a", watermark);
        int earlyFolded = drop(folded, tenant, config.maxFolded(), "f", watermark);
        if (earlyShown + earlyFolded == 0) {
            return Optional.empty();
        }
        Leavers before = leavers(tenant);
        Leavers now =
                new Leavers(before.shown + earlyShown, before.folded + earlyFolded, before.noted, before.notedMillis);
        boolean isDue = before.noted == 0 || watermark >= before.notedMillis + DAY;
        if (isDue) {
            now = new Leavers(now.shown, now.folded, now.shown + now.folded, watermark);
        }
        write(tenant, now);
        return isDue ? Optional.of(new EarlyLeavers(now.shown, now.folded)) : Optional.empty();
    }

    /** Alerts of a tenant that had to leave before their time. */
    public EarlyLeavers earlyLeavers(String tenant) {
        Leavers leavers = leavers(tenant);
        return new EarlyLeavers(leavers.shown, leavers.folded);
    }

    private int drop(AgingQueue queue, String tenant, int most, String kind, long watermark) {
        int early = 0;
        for (int i = 0; i < MOST_DROPPED; i++) {
            Optional<AgingQueue.Entry> entry = queue.takeDue(tenant, watermark);
            if (entry.isEmpty() && queue.size(tenant) > most) {
                entry = queue.take(tenant);
                early++;
            }
            if (entry.isEmpty()) {
                break;
            }
            rows.delete(RowKey.of(kind, tenant, entry.get().key()));
        }
        return early;
    }

    private Leavers leavers(String tenant) {
        byte[] row = rows.get(RowKey.of("e", tenant));
        if (row == null) {
            return new Leavers(0, 0, 0, 0);
        }
        StateReader reader = RowFormat.open("early leavers", row, VERSION);
        return new Leavers(reader.readLong(), reader.readLong(), reader.readLong(), reader.readLong());
    }

    private void write(String tenant, Leavers leavers) {
        rows.put(
                RowKey.of("e", tenant),
                RowFormat.begin(VERSION)
                        .writeLong(leavers.shown)
                        .writeLong(leavers.folded)
                        .writeLong(leavers.noted)
                        .writeLong(leavers.notedMillis)
                        .toBytes());
    }

    private static String shownKey(String tenant, String alertId) {
        return RowKey.of("a", tenant, alertId);
    }

    private static String foldedKey(String tenant, String alertId) {
        return RowKey.of("f", tenant, alertId);
    }
}
