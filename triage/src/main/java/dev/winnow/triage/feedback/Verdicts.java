package dev.winnow.triage.feedback;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.triage.adjust.ActingVerdict;
import dev.winnow.triage.adjust.VerdictMemory;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.calibrate.Calibrators;
import dev.winnow.triage.calibrate.Label;
import dev.winnow.triage.state.AgingQueue;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges verdicts: late, early, duplicate, newer, contradictory and retracting ones are all normal input. Verdicts of
 * different analysts on one alert all count; of one analyst's the newest version does.
 */
public final class Verdicts {
    private static final int VERSION = 1;
    private static final int MOST_CHECKED = 4;

    private final FeedbackConfig config;
    private final AlertIndex alerts;
    private final Rows rows;
    private final VerdictMemory memory;
    private final Calibrators calibrators;
    private final PendingVerdicts pending;
    private final AgingQueue queue;

    public Verdicts(
            FeedbackConfig config,
            AlertIndex alerts,
            Rows verdictRows,
            Rows pendingRows,
            VerdictMemory memory,
            Calibrators calibrators) {
        this.config = config;
        this.alerts = alerts;
        this.rows = verdictRows;
        this.memory = memory;
        this.calibrators = calibrators;
        this.pending = new PendingVerdicts(config, pendingRows);
        this.queue = new AgingQueue(verdictRows, "verdict");
    }

    /** Newest verdict of an analyst on an alert; it may have been taken back since. */
    private record Newest(String verdictId, long version) {}

    public VerdictOutcome judge(Verdict verdict, long watermark) {
        if (row(verdict.tenant(), verdict.id()).isPresent()) {
            return plain(verdict, Outcome.DUPLICATE, "Verdict " + verdict.id() + " is known already.");
        }
        return verdict.retracts().isPresent()
                ? retract(verdict, verdict.retracts().get(), watermark)
                : apply(verdict, watermark);
    }

    /** Applies the verdicts that waited for an alert which is now indexed. */
    public List<VerdictOutcome> settle(String tenant, String alertId, long watermark) {
        List<String> ids = pending.take(tenant, alertId);
        if (ids.isEmpty()) {
            return List.of();
        }
        List<VerdictOutcome> outcomes = new ArrayList<>(ids.size());
        for (String id : ids) {
            Optional<VerdictRow> row = row(tenant, id);
            if (row.isPresent()) {
                outcomes.add(apply(row.get().verdict(), watermark));
            }
        }
        return outcomes;
    }

    /** Verdicts whose alert did not come in time, a few a call; they are dead letters. */
    public List<Verdict> expire(String tenant, long watermark) {
        List<Verdict> expired = new ArrayList<>();
        for (int i = 0; i < MOST_CHECKED; i++) {
            Optional<String> id = pending.takeDue(tenant, watermark);
            if (id.isEmpty()) {
                break;
            }
            giveUp(tenant, id.get()).ifPresent(expired::add);
        }
        forgetOld(tenant, watermark);
        return expired;
    }

    private VerdictOutcome apply(Verdict verdict, long watermark) {
        Optional<IndexedAlert> alert = alerts.find(verdict.tenant(), verdict.alertId());
        if (alert.isEmpty()) {
            return await(verdict, watermark);
        }
        Optional<Newest> newest = newest(verdict);
        if (newest.isPresent() && newest.get().version == verdict.version()) {
            rows.delete(key(verdict.tenant(), verdict.id()));
            return plain(
                    verdict,
                    Outcome.DUPLICATE,
                    verdict.analyst() + " has judged alert " + verdict.alertId() + " in version " + verdict.version()
                            + " already (verdict " + newest.get().verdictId + ").");
        }
        if (newest.isPresent() && newest.get().version > verdict.version()) {
            store(new VerdictRow(verdict, Outcome.SUPERSEDED, alert.get().featureSet(), -1, -1), watermark);
            return plain(
                    verdict,
                    Outcome.SUPERSEDED,
                    "Version " + newest.get().version + " of " + verdict.analyst() + "'s verdict on alert "
                            + verdict.alertId() + " came before this one and stays in force.");
        }
        List<CalibratorChange> changes = new ArrayList<>();
        String replaced = "";
        if (newest.isPresent()) {
            Optional<VerdictRow> old = row(verdict.tenant(), newest.get().verdictId);
            if (old.isPresent()) {
                changes.addAll(unlearn(old.get(), Outcome.SUPERSEDED, watermark));
                replaced = " It replaces verdict " + newest.get().verdictId + ".";
            }
        }
        setNewest(verdict);
        return learn(verdict, alert.get(), changes, replaced, watermark);
    }

    private VerdictOutcome learn(
            Verdict verdict, IndexedAlert alert, List<CalibratorChange> changes, String replaced, long watermark) {
        String said = verdict.analyst() + " called alert " + verdict.alertId() + " "
                + verdict.kind().word().replace('_', ' ');
        if (!verdict.kind().teaches() || Double.isNaN(alert.score())) {
            store(new VerdictRow(verdict, Outcome.RECORDED, alert.featureSet(), -1, -1), watermark);
            String why = verdict.kind().teaches() ? "the alert was not scored" : "this verdict teaches nothing";
            return new VerdictOutcome(
                    verdict, Outcome.RECORDED, said + "; recorded, " + why + "." + replaced, changes, List.of());
        }
        long memoryPosition = -1;
        if (alert.point().isPlaced()) {
            ActingVerdict remembered = new ActingVerdict(
                    verdict.id(),
                    verdict.analyst(),
                    verdict.kind().isPositive(),
                    Math.max(watermark, alert.timeMillis()),
                    alert.point());
            memoryPosition = memory.add(verdict.tenant(), alert.featureSet(), remembered);
        }
        Calibrators.AddedLabel learnt = calibrators.learn(
                verdict.tenant(),
                alert.featureSet(),
                new Label(alert.score(), verdict.kind().isPositive(), alert.probability()),
                watermark);
        learnt.change().ifPresent(changes::add);
        store(
                new VerdictRow(verdict, Outcome.LEARNT, alert.featureSet(), memoryPosition, learnt.position()),
                watermark);
        String effect = memoryPosition < 0
                ? "; the calibrator of " + alert.featureSet() + " learnt it."
                : "; similar alerts of " + alert.featureSet() + " score "
                        + (verdict.kind().isPositive() ? "higher" : "lower") + " from here on.";
        String epoch =
                changes.isEmpty() ? "" : " " + changes.get(changes.size() - 1).text();
        return new VerdictOutcome(verdict, Outcome.LEARNT, said + effect + replaced + epoch, changes, List.of());
    }

    private VerdictOutcome retract(Verdict verdict, String targetId, long watermark) {
        Optional<VerdictRow> target = row(verdict.tenant(), targetId)
                .filter(row -> row.verdict().alertId().equals(verdict.alertId()));
        if (target.isEmpty()) {
            return plain(
                    verdict,
                    Outcome.REFUSED,
                    "There is no verdict " + targetId + " on alert " + verdict.alertId() + " to take back.");
        }
        VerdictRow row = target.get();
        switch (row.outcome()) {
            case LEARNT, RECORDED, PENDING -> {
                if (row.outcome() == Outcome.PENDING) {
                    pending.remove(row.verdict());
                }
                List<CalibratorChange> changes = unlearn(row, Outcome.RETRACTED, watermark);
                store(new VerdictRow(verdict, Outcome.RETRACTED, row.featureSet(), -1, -1), watermark);
                return new VerdictOutcome(
                        verdict,
                        Outcome.RETRACTED,
                        verdict.analyst() + " took verdict " + targetId + " on alert " + verdict.alertId()
                                + " back; it acts no more.",
                        changes,
                        List.of());
            }
            case SUPERSEDED, RETRACTED, DUPLICATE, EXPIRED, REFUSED -> {
                return plain(
                        verdict,
                        Outcome.REFUSED,
                        "Verdict " + targetId + " is " + row.outcome().word() + " and not in force.");
            }
        }
        throw new IllegalStateException("outcome " + row.outcome());
    }

    private VerdictOutcome await(Verdict verdict, long watermark) {
        List<Verdict> expired = new ArrayList<>();
        for (Optional<String> id = pending.takeForRoom(verdict.tenant());
                id.isPresent();
                id = pending.takeForRoom(verdict.tenant())) {
            giveUp(verdict.tenant(), id.get()).ifPresent(expired::add);
        }
        if (!pending.add(verdict, watermark)) {
            return new VerdictOutcome(
                    verdict,
                    Outcome.REFUSED,
                    "Alert " + verdict.alertId() + " is not known and too many verdicts wait for it.",
                    List.of(),
                    expired);
        }
        store(new VerdictRow(verdict, Outcome.PENDING, "", -1, -1), watermark);
        return new VerdictOutcome(
                verdict,
                Outcome.PENDING,
                "Alert " + verdict.alertId() + " is not known yet; the verdict waits for it.",
                List.of(),
                expired);
    }

    /** Drops a verdict that still waits; it may be sent again. */
    private Optional<Verdict> giveUp(String tenant, String id) {
        Optional<VerdictRow> waiting = row(tenant, id).filter(row -> row.outcome() == Outcome.PENDING);
        waiting.ifPresent(row -> {
            pending.remove(row.verdict());
            rows.delete(key(tenant, id));
        });
        return waiting.map(VerdictRow::verdict);
    }

    private List<CalibratorChange> unlearn(VerdictRow row, Outcome next, long watermark) {
        List<CalibratorChange> changes = new ArrayList<>();
        String tenant = row.verdict().tenant();
        if (row.memoryPosition() >= 0) {
            memory.remove(tenant, row.featureSet(), row.memoryPosition());
        }
        if (row.labelPosition() >= 0) {
            calibrators
                    .forget(tenant, row.featureSet(), row.labelPosition(), watermark)
                    .ifPresent(changes::add);
        }
        rows.put(key(tenant, row.verdict().id()), row.now(next).encode());
        return changes;
    }

    /** A verdict that leaves stops acting: what cannot be taken back any more must not act for ever. */
    private void forgetOld(String tenant, long watermark) {
        for (int i = 0; i < MOST_CHECKED; i++) {
            Optional<AgingQueue.Entry> entry =
                    queue.size(tenant) >= config.maxVerdicts() ? queue.take(tenant) : queue.takeDue(tenant, watermark);
            if (entry.isEmpty()) {
                return;
            }
            Optional<VerdictRow> row = row(tenant, entry.get().key());
            if (row.isPresent()) {
                VerdictRow old = row.get();
                if (old.memoryPosition() >= 0) {
                    memory.remove(tenant, old.featureSet(), old.memoryPosition());
                }
                Verdict verdict = old.verdict();
                if (newest(verdict)
                        .filter(n -> n.verdictId.equals(verdict.id()))
                        .isPresent()) {
                    rows.delete(newestKey(verdict));
                }
                rows.delete(key(tenant, verdict.id()));
            }
        }
    }

    private void store(VerdictRow row, long watermark) {
        Verdict verdict = row.verdict();
        String key = key(verdict.tenant(), verdict.id());
        if (rows.get(key) == null) {
            queue.add(verdict.tenant(), verdict.id(), watermark + config.verdictRetentionMillis());
        }
        rows.put(key, row.encode());
    }

    private Optional<VerdictRow> row(String tenant, String id) {
        byte[] row = rows.get(key(tenant, id));
        return row == null ? Optional.empty() : Optional.of(VerdictRow.decode(row));
    }

    private Optional<Newest> newest(Verdict verdict) {
        byte[] row = rows.get(newestKey(verdict));
        if (row == null) {
            return Optional.empty();
        }
        StateReader reader = RowFormat.open("newest verdict", row, VERSION);
        return Optional.of(new Newest(reader.readString(), reader.readLong()));
    }

    private void setNewest(Verdict verdict) {
        rows.put(
                newestKey(verdict),
                RowFormat.begin(VERSION)
                        .writeString(verdict.id())
                        .writeLong(verdict.version())
                        .toBytes());
    }

    private static VerdictOutcome plain(Verdict verdict, Outcome outcome, String text) {
        return new VerdictOutcome(verdict, outcome, text, List.of(), List.of());
    }

    private static String key(String tenant, String id) {
        return RowKey.of("v", tenant, id);
    }

    private static String newestKey(Verdict verdict) {
        return RowKey.of("k", verdict.tenant(), verdict.alertId(), verdict.analyst());
    }
}
