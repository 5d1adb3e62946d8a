package dev.winnow.triage.feedback;

import dev.winnow.triage.adjust.VerdictMemory;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.calibrate.Calibrators;
import dev.winnow.triage.feedback.Teaching.Taught;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges verdicts: late, early, repeated, newer, contradictory and retracting ones are all normal input.
 *
 * <p>A verdict is a repeat if its id, or its analyst's key of the request, is known. Else, of one analyst's verdicts on one
 * alert that nobody took back, the one of the highest version is in force, and of equal versions the one that arrived last.
 * Verdicts of different analysts on one alert all count.
 */
public final class Verdicts {
    private static final int MOST_CHECKED = 4;

    private final AlertIndex alerts;
    private final VerdictRows rows;
    private final Teaching teaching;
    private final PendingVerdicts pending;

    public Verdicts(
            FeedbackConfig config,
            AlertIndex alerts,
            Rows verdictRows,
            Rows pendingRows,
            VerdictMemory memory,
            Calibrators calibrators) {
        this.alerts = alerts;
        this.rows = new VerdictRows(config, verdictRows);
        this.teaching = new Teaching(rows, memory, calibrators);
        this.pending = new PendingVerdicts(config, pendingRows);
    }

    /**
     * @param record the record that brought it
     * @param watermark of the tenant; {@link dev.winnow.triage.state.TenantClock#UNKNOWN} before its first candidate
     */
    public VerdictOutcome judge(Verdict verdict, InputRecord record, long watermark) {
        if (rows.find(verdict.tenant(), verdict.id()).isPresent()) {
            return outcome(verdict, record, Outcome.DUPLICATE, "Verdict " + verdict.id() + " is known already.");
        }
        Optional<String> same = rows.sameRequest(verdict);
        if (same.isPresent()) {
            return outcome(
                    verdict,
                    record,
                    Outcome.DUPLICATE,
                    "Verdict " + verdict.id() + " repeats verdict " + same.get() + ": " + verdict.analyst()
                            + " sent both with the same idempotency key.");
        }
        return verdict.retracts().isPresent()
                ? retract(verdict, verdict.retracts().get(), record, watermark)
                : take(verdict, record, watermark);
    }

    /** Applies the verdicts that waited for an alert which is now indexed. */
    public List<VerdictOutcome> settle(String tenant, String alertId, long watermark) {
        List<String> ids = pending.takeForAlert(tenant, alertId);
        if (ids.isEmpty()) {
            return List.of();
        }
        ShownAlert alert = alerts.find(tenant, alertId)
                .orElseThrow(() -> new IllegalStateException("alert " + alertId + " is settled before it is indexed"));
        List<VerdictOutcome> outcomes = new ArrayList<>(ids.size());
        for (String id : ids) {
            rows.find(tenant, id).ifPresent(row -> outcomes.add(apply(row, alert, watermark)));
        }
        return outcomes;
    }

    /** Verdicts that waited too long, a few a call; they are dead letters, and may be sent again. */
    public List<ExpiredVerdict> expire(String tenant, long watermark) {
        List<ExpiredVerdict> expired = new ArrayList<>();
        for (int i = 0; i < MOST_CHECKED; i++) {
            Optional<String> id = pending.takeDue(tenant, watermark);
            if (id.isEmpty()) {
                break;
            }
            giveUp(tenant, id.get()).ifPresent(expired::add);
        }
        for (int i = 0; i < MOST_CHECKED; i++) {
            Optional<String> id = rows.takeOld(tenant, watermark);
            if (id.isEmpty()) {
                break;
            }
            rows.find(tenant, id.get()).ifPresent(this::leave);
        }
        return expired;
    }

    private VerdictOutcome take(Verdict verdict, InputRecord record, long watermark) {
        for (String id : pending.retractionsOf(verdict.tenant(), verdict.id())) {
            Optional<VerdictRow> retraction = rows.find(verdict.tenant(), id)
                    .filter(row -> row.verdict().alertId().equals(verdict.alertId()));
            if (retraction.isPresent()) {
                pending.remove(retraction.get().verdict());
                rows.put(retraction.get().idle(Outcome.RETRACTED), watermark);
                VerdictRow taken = VerdictRow.idle(verdict, record, Outcome.RETRACTED);
                rows.put(taken, watermark);
                return VerdictOutcome.of(
                        taken,
                        "Verdict " + verdict.id() + " does not act: retraction " + id
                                + ", which came before it, took it back.");
            }
        }
        return alerts.find(verdict.tenant(), verdict.alertId())
                .map(alert -> apply(VerdictRow.idle(verdict, record, Outcome.PENDING), alert, watermark))
                .orElseGet(() -> await(
                        verdict,
                        record,
                        "Alert " + verdict.alertId() + " is not known yet; the verdict waits for it.",
                        "alert " + verdict.alertId(),
                        watermark));
    }

    private VerdictOutcome apply(VerdictRow arrived, ShownAlert alert, long watermark) {
        VerdictRow row = new VerdictRow(
                arrived.verdict().orAt(alert.timeMillis()),
                arrived.record(),
                Outcome.SUPERSEDED,
                Optional.of(alert),
                Math.max(watermark, alert.timeMillis()),
                -1,
                -1);
        Verdict verdict = row.verdict();
        Optional<String> before = rows.strongest(row);
        rows.addOpinion(row);
        Optional<String> now = rows.strongest(row);
        if (!now.equals(Optional.of(verdict.id()))) {
            rows.put(row, watermark);
            return VerdictOutcome.of(
                    row,
                    "Verdict " + now.orElse("") + " of " + verdict.analyst() + " on alert " + verdict.alertId()
                            + " has a higher version and stays in force.");
        }
        List<CalibratorChange> changes = new ArrayList<>();
        String replaced = "";
        Optional<VerdictRow> old = before.flatMap(id -> rows.find(verdict.tenant(), id));
        if (old.isPresent()) {
            teaching.untaught(old.get(), Outcome.SUPERSEDED, watermark, changes);
            replaced = " It replaces verdict " + before.get() + ".";
        }
        Taught taught = teaching.teach(row, watermark, changes);
        String about = alert.id().equals(verdict.alertId()) ? "" : " (folded into alert " + alert.id() + ")";
        return VerdictOutcome.of(
                taught.row(),
                verdict.analyst() + " called alert " + verdict.alertId() + about + " "
                        + verdict.kind().word().replace('_', ' ') + taught.effect() + replaced + epoch(changes),
                changes);
    }

    private VerdictOutcome retract(Verdict verdict, String targetId, InputRecord record, long watermark) {
        Optional<VerdictRow> found = rows.find(verdict.tenant(), targetId);
        if (found.isEmpty()) {
            return await(
                    verdict,
                    record,
                    "Verdict " + targetId + " is not known yet; the retraction is kept for it.",
                    "verdict " + targetId,
                    watermark);
        }
        VerdictRow target = found.get();
        if (!target.verdict().alertId().equals(verdict.alertId())) {
            return outcome(
                    verdict,
                    record,
                    Outcome.REFUSED,
                    "There is no verdict " + targetId + " on alert " + verdict.alertId() + " to take back.");
        }
        if (target.verdict().retracts().isPresent()) {
            return outcome(
                    verdict,
                    record,
                    Outcome.REFUSED,
                    "Verdict " + targetId + " is a retraction, which cannot be taken back; judge the alert again.");
        }
        if (target.outcome() == Outcome.RETRACTED) {
            return outcome(verdict, record, Outcome.DUPLICATE, "Verdict " + targetId + " has been taken back already.");
        }
        if (target.outcome() == Outcome.PENDING) {
            pending.remove(target.verdict());
        }
        List<CalibratorChange> changes = new ArrayList<>();
        VerdictRow taken = teaching.untaught(target, Outcome.RETRACTED, watermark, changes);
        rows.removeOpinion(taken);
        String again = target.isInForce() ? bringBack(taken, watermark, changes) : "";
        VerdictRow retraction = VerdictRow.idle(verdict, record, Outcome.RETRACTED);
        rows.put(retraction, watermark);
        return VerdictOutcome.of(
                retraction,
                verdict.analyst() + " took verdict " + targetId + " on alert " + verdict.alertId()
                        + " back; it acts no more." + again + epoch(changes),
                changes);
    }

    /** Puts the verdict before one that was taken back into force. */
    private String bringBack(VerdictRow taken, long watermark, List<CalibratorChange> changes) {
        Optional<VerdictRow> before =
                rows.strongest(taken).flatMap(id -> rows.find(taken.verdict().tenant(), id));
        if (before.isEmpty()) {
            return "";
        }
        teaching.teach(before.get(), watermark, changes);
        return " Verdict " + before.get().verdict().id() + " is in force again.";
    }

    private VerdictOutcome await(Verdict verdict, InputRecord record, String text, String awaited, long watermark) {
        List<ExpiredVerdict> expired = new ArrayList<>();
        for (Optional<String> id = pending.takeForRoom(verdict.tenant());
                id.isPresent();
                id = pending.takeForRoom(verdict.tenant())) {
            giveUp(verdict.tenant(), id.get()).ifPresent(expired::add);
        }
        Outcome outcome = Outcome.PENDING;
        String said = text;
        if (pending.add(verdict, watermark)) {
            rows.put(VerdictRow.idle(verdict, record, Outcome.PENDING), watermark);
        } else {
            outcome = Outcome.REFUSED;
            said = "There is no " + awaited + ", and too many verdicts wait for it.";
        }
        return new VerdictOutcome(verdict, record, outcome, said, List.of(), expired);
    }

    /** Drops a verdict that still waits. */
    private Optional<ExpiredVerdict> giveUp(String tenant, String id) {
        Optional<VerdictRow> waiting = rows.find(tenant, id).filter(row -> row.outcome() == Outcome.PENDING);
        return waiting.map(row -> {
            pending.remove(row.verdict());
            rows.delete(row);
            return new ExpiredVerdict(row.verdict(), row.record(), why(row.verdict()));
        });
    }

    private String why(Verdict verdict) {
        if (verdict.retracts().isPresent()) {
            return "no verdict " + verdict.retracts().get() + " on this alert came in time";
        }
        long left = alerts.earlyLeavers(verdict.tenant()).sum();
        return "no alert with this id was shown or came in time"
                + (left == 0
                        ? ""
                        : "; it may be among the " + left + " alerts that had to leave the index early"
                                + " (triage.feedback.maxAlerts, maxFolded)");
    }

    /** A verdict that leaves stops acting: what cannot be taken back any more must not act for ever. */
    private void leave(VerdictRow row) {
        teaching.forget(row);
        if (row.outcome() == Outcome.PENDING) {
            pending.remove(row.verdict());
        }
        rows.delete(row);
    }

    private static String epoch(List<CalibratorChange> changes) {
        return changes.isEmpty() ? "" : " " + changes.get(changes.size() - 1).text();
    }

    private static VerdictOutcome outcome(Verdict verdict, InputRecord record, Outcome outcome, String text) {
        return new VerdictOutcome(verdict, record, outcome, text, List.of(), List.of());
    }
}
