package dev.winnow.triage;

import dev.winnow.triage.adjust.Adjusted;
import dev.winnow.triage.adjust.Adjuster;
import dev.winnow.triage.adjust.VerdictMemory;
import dev.winnow.triage.band.Banded;
import dev.winnow.triage.band.Bands;
import dev.winnow.triage.band.TenantBands;
import dev.winnow.triage.calibrate.Calibrated;
import dev.winnow.triage.calibrate.CalibrationReport;
import dev.winnow.triage.calibrate.Calibrators;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.cluster.Behaviour;
import dev.winnow.triage.cluster.ClosedCluster;
import dev.winnow.triage.cluster.ClosedClusters;
import dev.winnow.triage.cluster.ClusterSummary;
import dev.winnow.triage.cluster.Clustered;
import dev.winnow.triage.cluster.Clusters;
import dev.winnow.triage.cluster.Disposition;
import dev.winnow.triage.command.CommandMemory;
import dev.winnow.triage.command.Operations;
import dev.winnow.triage.feedback.AlertIndex;
import dev.winnow.triage.feedback.ExpiredVerdict;
import dev.winnow.triage.feedback.InputRecord;
import dev.winnow.triage.feedback.ShownAlert;
import dev.winnow.triage.feedback.Verdict;
import dev.winnow.triage.feedback.VerdictOutcome;
import dev.winnow.triage.feedback.Verdicts;
import dev.winnow.triage.mute.Mute;
import dev.winnow.triage.mute.MuteScope;
import dev.winnow.triage.mute.MuteState;
import dev.winnow.triage.mute.Mutes;
import dev.winnow.triage.state.TenantClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides about candidates and takes verdicts; everything it knows lies in the stores. Not thread-safe: one owner.
 *
 * <p>For each candidate call {@link #advance(String, long)} with its event time, then {@link #decide}. For each verdict
 * call {@link #advance(String)}, then {@link #judge}: an analyst's clock says nothing about event time. The same calls in
 * the same order give the same answers.
 */
public final class Triage {
    private static final int SHORTEST_SECRET = 16;

    private final TenantClock clock;
    private final Adjuster adjuster;
    private final Calibrators calibrators;
    private final Bands bands;
    private final Clusters clusters;
    private final ClosedClusters closedClusters;
    private final AlertIndex alerts;
    private final Verdicts verdicts;
    private final Mutes mutes;
    private final Operations operations;
    private final CommandMemory commands;

    /**
     * @param secret key of the clusters' hashes, at least 16 bytes; another secret groups candidates differently
     * @throws IllegalArgumentException TRI-005 where the secret is too short
     */
    public Triage(TriageConfig config, TriageStores stores, byte[] secret) {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("TRI-005 triage secret: must have at least " + SHORTEST_SECRET
                    + " bytes, has " + secret.length + "; generate a longer one");
        }
        clock = new TenantClock(config.time(), stores.clusters());
        VerdictMemory memory =
                new VerdictMemory(stores.verdicts(), config.adjust().capacity());
        adjuster = new Adjuster(config.adjust(), memory);
        calibrators = new Calibrators(config.calibrate(), stores.calibrators());
        TenantBands tenantBands = new TenantBands(config.bands(), stores.commands());
        bands = new Bands(tenantBands, stores.calibrators());
        clusters = new Clusters(config.cluster(), stores.folds(), stores.clusters(), secret);
        closedClusters = new ClosedClusters(config.cluster(), stores.clusters());
        alerts = new AlertIndex(config.feedback(), stores.alerts());
        verdicts = new Verdicts(config.feedback(), alerts, stores.verdicts(), stores.pending(), memory, calibrators);
        mutes = new Mutes(stores.mutes());
        operations = new Operations(mutes, tenantBands, clusters.changes());
        commands = new CommandMemory(stores.commands());
    }

    /** Scored → adjusted → calibrated → banded → clustered → decision. */
    public Decision decide(Scored scored) {
        String tenant = scored.tenant();
        long watermark = clock.now(tenant);
        Behaviour behaviour = clusters.behaviour(scored);
        Adjusted adjusted = adjuster.adjust(scored, behaviour.signature());
        Calibrated calibrated = calibrators.inForce(tenant, scored.featureSet()).calibrate(adjusted);
        Optional<Mute> mute = mutes.hit(tenant, MuteScope.ENTITY, scored.entity(), scored.timeMillis())
                .or(() -> mutes.hit(tenant, MuteScope.FEATURE_SET, scored.featureSet(), scored.timeMillis()))
                .or(() -> mutes.hitValue(tenant, scored.context(), scored.timeMillis()));
        Banded banded;
        Clustered clustered;
        if (mute.isPresent()) {
            banded = bands.band(calibrated, Optional.empty(), watermark);
            clustered = clusters.leaveOut(banded);
        } else {
            Clusters.FoldMatch match = clusters.match(scored, behaviour);
            banded = bands.band(calibrated, match.bands(), watermark);
            List<Mute> hits = new ArrayList<>(1);
            clustered = clusters.cluster(banded, match, watermark, clusterId -> {
                mutes.hit(tenant, MuteScope.CLUSTER, clusterId, scored.timeMillis())
                        .ifPresent(hits::add);
                return !hits.isEmpty();
            });
            mute = hits.stream().findFirst();
        }
        return decision(banded, clustered, behaviour, mute, watermark);
    }

    private Decision decision(
            Banded banded, Clustered clustered, Behaviour behaviour, Optional<Mute> mute, long watermark) {
        Calibrated calibrated = banded.calibrated();
        Adjusted adjusted = calibrated.adjusted();
        Scored scored = adjusted.scored();
        String tenant = scored.tenant();
        List<VerdictOutcome> followUps = List.of();
        if (clustered.disposition() != Disposition.MUTED) {
            if (clustered.disposition() == Disposition.FOLDED) {
                alerts.addFolded(tenant, scored.id(), clustered.shownAlert(), watermark);
            } else {
                bands.spend(tenant, banded.band(), watermark);
                alerts.addShown(tenant, shown(calibrated), watermark);
            }
            followUps = verdicts.settle(tenant, scored.id(), watermark);
        }
        return new Decision(
                scored,
                scored.score(),
                adjusted.score(),
                adjusted.moves(),
                calibrated.probability(),
                calibrated.calibration().kind(),
                calibrated.calibration().epoch(),
                calibrated.calibration().labels(),
                banded.band(),
                banded.heldBack(),
                clustered.disposition(),
                mute.map(Mute::id),
                clustered.foldId(),
                clustered.foldedCount(),
                clustered.cluster(),
                ReasonText.of(banded, behaviour),
                followUps,
                closed(clustered.closed(), watermark));
    }

    private static ShownAlert shown(Calibrated calibrated) {
        Adjusted adjusted = calibrated.adjusted();
        Scored scored = adjusted.scored();
        return new ShownAlert(
                scored.id(),
                scored.featureSet(),
                scored.entity(),
                scored.timeMillis(),
                adjusted.score(),
                calibrated.probability(),
                adjusted.point());
    }

    /** @param record the record that brought the verdict */
    public VerdictOutcome judge(Verdict verdict, InputRecord record) {
        return verdicts.judge(verdict, record, clock.now(verdict.tenant()));
    }

    /** Takes note of a candidate's event time, and does what has fallen due, a bounded amount a call. */
    public List<Expiry> advance(String tenant, long eventTimeMillis) {
        return settle(tenant, clock.observe(tenant, eventTimeMillis));
    }

    /** Does more of what has fallen due without moving time. */
    public List<Expiry> advance(String tenant) {
        return settle(tenant, clock.now(tenant));
    }

    private List<Expiry> settle(String tenant, long watermark) {
        List<Expiry> expiries = new ArrayList<>(closed(clusters.advance(tenant, watermark), watermark));
        for (String id : closedClusters.takeOld(tenant, watermark)) {
            expiries.add(new Expiry.ClusterForgotten(tenant, id, watermark));
        }
        for (ExpiredVerdict expired : verdicts.expire(tenant, watermark)) {
            expiries.add(new Expiry.VerdictExpired(expired, watermark));
        }
        for (MuteState mute : mutes.expire(tenant, watermark)) {
            expiries.add(new Expiry.MuteEnded(mute, watermark));
        }
        alerts.expire(tenant, watermark)
                .ifPresent(leavers -> expiries.add(new Expiry.AlertsLeftEarly(tenant, leavers, watermark)));
        return expiries;
    }

    /** Watermark of a tenant in event-time milliseconds; empty before its first candidate. */
    public Optional<Long> watermark(String tenant) {
        long now = clock.now(tenant);
        return now == TenantClock.UNKNOWN ? Optional.empty() : Optional.of(now);
    }

    /** The mutes, wherever they come from. */
    public Mutes mutes() {
        return mutes;
    }

    /** What may be changed by command. */
    public Operations operations() {
        return operations;
    }

    /** Commands that were taken. */
    public CommandMemory commands() {
        return commands;
    }

    /** Open clusters of a tenant, in order of id; reads all of them. */
    public List<ClusterSummary> clusters(String tenant) {
        return clusters.open(tenant);
    }

    public Optional<ClusterSummary> cluster(String tenant, String clusterId) {
        return clusters.open(tenant, clusterId);
    }

    /** What is remembered of an alert that can still be judged; of a folded one, the shown one of its fold. */
    public Optional<ShownAlert> alert(String tenant, String alertId) {
        return alerts.find(tenant, alertId);
    }

    public CalibrationReport calibration(String tenant, String featureSet) {
        return calibrators.report(tenant, featureSet);
    }

    /** Reports of all feature sets of a tenant that have had labels. */
    public List<CalibrationReport> calibrations(String tenant) {
        return calibrators.featureSets(tenant).stream()
                .map(set -> calibrators.report(tenant, set))
                .toList();
    }

    private List<Expiry> closed(List<ClosedCluster> clusters, long watermark) {
        List<Expiry> expiries = new ArrayList<>(clusters.size());
        for (ClosedCluster cluster : clusters) {
            closedClusters.add(cluster, watermark);
            expiries.add(new Expiry.ClusterClosed(cluster, watermark));
        }
        return expiries;
    }
}
