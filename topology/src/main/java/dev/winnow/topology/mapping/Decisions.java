package dev.winnow.topology.mapping;

import dev.winnow.detectors.feature.FeatureGroups;
import dev.winnow.detectors.segment.Attribution;
import dev.winnow.triage.Decision;
import dev.winnow.triage.calibrate.CalibratorChange;
import dev.winnow.triage.candidate.Scored;
import dev.winnow.triage.cluster.ClusterSummary;
import dev.winnow.wire.Alert;
import dev.winnow.wire.AttackTag;
import dev.winnow.wire.Band;
import dev.winnow.wire.CalibratorDetail;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.ClusterState;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.Disposition;
import dev.winnow.wire.FeatureBaseline;
import dev.winnow.wire.GroupPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** From triage's decisions to alerts, clusters and audit bodies. */
public final class Decisions {
    private Decisions() {}

    /** A candidate as triage takes it. */
    public static Scored scored(Candidate candidate) {
        List<Scored.ObservedFeature> rows =
                new ArrayList<>(candidate.getAttributions().size());
        for (FeatureBaseline row : candidate.getBaseline().getFeatures()) {
            Double observed = row.getObserved();
            rows.add(new Scored.ObservedFeature(
                    observed == null ? Double.NaN : observed, row.getExpected(), row.getZ()));
        }
        Double score = candidate.getScore();
        return new Scored(
                candidate.getId(),
                candidate.getTenant(),
                candidate.getEntity(),
                candidate.getEventTime().toEpochMilli(),
                candidate.getFeatures().getFeatureSet(),
                candidate.getType(),
                candidate.getFeatures().getNames(),
                candidate.getFeatures().getScaled(),
                score == null ? Double.NaN : score,
                attribution(candidate),
                candidate.getContext(),
                rows);
    }

    public static Alert alert(
            Candidate candidate,
            Decision decision,
            Map<String, List<AttackTag>> attackTags,
            Optional<FeatureGroups> groups,
            String auditOrigin,
            long auditSequence) {
        return new Alert(
                candidate.getId(),
                candidate.getTenant(),
                candidate.getEntity(),
                candidate.getSource(),
                candidate.getFormat(),
                candidate.getType(),
                candidate.getEventTime(),
                candidate.getLate(),
                candidate.getFeatures(),
                candidate.getMembers(),
                finite(decision.scoreInitial()),
                finite(decision.scoreCurrent()),
                decision.movedByIds(),
                candidate.getModelState(),
                candidate.getSegment(),
                candidate.getShard(),
                candidate.getShards(),
                candidate.getModelGeneration(),
                candidate.getModelSequence(),
                decision.probability(),
                decision.calibrator(),
                decision.calibratorEpoch(),
                (long) decision.calibratorLabels(),
                band(decision.band()),
                Disposition.valueOf(decision.disposition().name()),
                decision.foldId(),
                decision.foldedCount(),
                decision.clusterId(),
                candidate.getAttributions(),
                groups.map(known -> groups(candidate, known)).orElse(List.of()),
                candidate.getLeadingFeature(),
                candidate.getLeadingShare(),
                candidate.getBaseline(),
                decision.reason(),
                attack(candidate, attackTags),
                candidate.getContext(),
                auditOrigin,
                auditSequence);
    }

    private static Attribution attribution(Candidate candidate) {
        return new Attribution(parts(candidate, true), parts(candidate, false));
    }

    private static double[] parts(Candidate candidate, boolean isHigh) {
        return candidate.getAttributions().stream()
                .mapToDouble(part -> isHigh ? part.getHigh() : part.getLow())
                .toArray();
    }

    private static List<GroupPart> groups(Candidate candidate, FeatureGroups groups) {
        return groups.split(parts(candidate, true), parts(candidate, false)).stream()
                .map(part -> new GroupPart(part.name(), part.high(), part.low(), part.share()))
                .toList();
    }

    /** What the audit log keeps of a decision, alerted or suppressed. */
    public static DecisionDetail detail(Candidate candidate, Decision decision) {
        return new DecisionDetail(
                candidate.getId(),
                candidate.getEntity(),
                candidate.getInputSha256(),
                candidate.getFeatures(),
                candidate.getMembers(),
                candidate.getSegment(),
                candidate.getShard(),
                candidate.getShards(),
                candidate.getModelGeneration(),
                candidate.getModelSequence(),
                candidate.getModelState(),
                finite(decision.scoreInitial()),
                finite(decision.scoreCurrent()),
                decision.movedByIds(),
                decision.probability(),
                decision.calibrator(),
                decision.calibratorEpoch(),
                band(decision.band()),
                Disposition.valueOf(decision.disposition().name()),
                decision.muteId().orElse(null),
                decision.foldId(),
                decision.clusterId(),
                decision.reason());
    }

    public static Cluster cluster(ClusterSummary state) {
        return new Cluster(
                state.id(),
                state.tenant(),
                state.isOpen() ? ClusterState.OPEN : ClusterState.CLOSED,
                Instant.ofEpochMilli(state.firstSeen()),
                Instant.ofEpochMilli(state.lastSeen()),
                state.alerts(),
                state.folds(),
                band(state.band()),
                state.probability(),
                state.entities(),
                state.representative(),
                state.title(),
                state.featureSets(),
                state.mergedInto().isEmpty() ? null : state.mergedInto());
    }

    public static CalibratorDetail calibrator(CalibratorChange change) {
        return new CalibratorDetail(
                change.inForce().epoch(),
                change.inForce().kind(),
                change.inForce().slope(),
                change.inForce().intercept(),
                (long) change.inForce().labels(),
                boxed(change.ece()),
                boxed(change.brier()));
    }

    /** Tags of the feature set and signature where configured, else of the feature set. */
    private static List<AttackTag> attack(Candidate candidate, Map<String, List<AttackTag>> tags) {
        String set = candidate.getFeatures().getFeatureSet();
        String signature = candidate.getContext().get("signature");
        List<AttackTag> exact = signature == null ? null : tags.get(set + "/" + signature);
        return exact != null ? exact : tags.getOrDefault(set, List.of());
    }

    private static Band band(dev.winnow.triage.band.Band band) {
        return Band.valueOf(band.name());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
