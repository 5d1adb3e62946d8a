package dev.winnow.app.run.replay;

import dev.winnow.app.config.Secret;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.run.CommittedTopic;
import dev.winnow.app.run.Deployment;
import dev.winnow.app.run.Preflight;
import dev.winnow.app.run.Wiring;
import dev.winnow.app.run.audit.LiveAudit;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.detect.SegmentFactory;
import dev.winnow.topology.mapping.Candidates;
import dev.winnow.topology.mapping.Segment;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.ModelHistory;
import dev.winnow.topology.store.Stores;
import dev.winnow.triage.calibrate.Calibrator;
import dev.winnow.triage.calibrate.Logit;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.CalibratorDetail;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.MemberScore;
import dev.winnow.wire.VerdictDetail;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes a decision of a running application from what Kafka holds: the decision from the audit topic, the model before
 * the event from the changelog of its store, the probability from the calibrator that the audit log names. The attribution is
 * not part of an audit entry, so it is not compared. One thread, one use.
 */
public final class LiveReplay {
    private final WinnowConfig config;
    private final String build;
    private final WireCodec codec;
    private final String auditTopic;
    private final Map<String, RecordedCalibrator> calibrators = new HashMap<>();
    private @Nullable Found found;

    /** The decision with the calibrator that was in force. */
    private record Found(AuditEntry entry, DecisionDetail decision, RecordedCalibrator calibrator) {}

    /** The last audited epoch of a feature set's calibrator, and how many verdicts may have stepped it since. */
    private record RecordedCalibrator(
            String kind, long epoch, double slope, double intercept, int labels, int verdictsSince) {
        private static final RecordedCalibrator NONE = new RecordedCalibrator(Calibrator.PRIOR, 0, 0, 0, 0, 0);

        RecordedCalibrator stepped() {
            return new RecordedCalibrator(kind, epoch, slope, intercept, labels, verdictsSince + 1);
        }
    }

    public LiveReplay(WinnowConfig config, String build) {
        this.config = config;
        this.build = build;
        this.codec = Wiring.codec(config);
        this.auditTopic = Wiring.topics(config).audit();
    }

    /** Reads audit topic and changelog as far as they go. */
    public Replayed replay(String alertId) {
        find(alertId);
        Found decided = found;
        if (decided == null) {
            return Replayed.unknown(alertId, "topic " + auditTopic);
        }
        DecisionDetail decision = decided.decision();
        Optional<FeatureSet> set = Preflight.featureSets(config).stream()
                .filter(each ->
                        decision.getSegment().equals(segment(decided, each).name()))
                .findFirst();
        if (set.isEmpty()) {
            return Replayed.notHeld(
                    alertId, "no feature set of this configuration makes segment " + decision.getSegment());
        }
        if (decision.getFeatures().getFeatureSet().equals(Candidates.SILENCE_SET)
                && decision.getEntity().equals(set.get().id())) {
            return Replayed.notHeld(
                    alertId,
                    "that a whole feed is silent follows from a row of the store " + Stores.FEEDS
                            + ", which has no journal");
        }
        Replayed.Comparison comparison = new Replayed.Comparison();
        String missing = compareModel(
                comparison, decided, new SegmentFactory(settings(), set.get(), segment(decided, set.get())));
        if (!missing.isEmpty()) {
            return Replayed.notHeld(alertId, missing);
        }
        compareProbability(comparison, decided);
        return comparison.result(alertId);
    }

    private void find(String alertId) {
        try (CommittedTopic records = new CommittedTopic(config, auditTopic)) {
            for (CommittedTopic.Span span : records.spans()) {
                calibrators.clear();
                records.read(span, record -> {
                    AuditEntry entry =
                            record.value() == null ? null : LiveAudit.body(codec, auditTopic, record.value());
                    if (entry != null && found == null) {
                        take(entry, alertId);
                    }
                });
            }
        }
    }

    private void take(AuditEntry entry, String alertId) {
        if (entry.getDetail() instanceof CalibratorDetail epoch) {
            calibrators.put(
                    entry.getTenant() + "|" + entry.getSubject(),
                    new RecordedCalibrator(
                            epoch.getKind(),
                            epoch.getEpoch(),
                            epoch.getSlope(),
                            epoch.getIntercept(),
                            (int) epoch.getLabels(),
                            0));
        } else if (entry.getDetail() instanceof VerdictDetail) {
            // Which feature set a verdict concerns is not part of its entry; counting all keeps the bound a bound.
            calibrators.replaceAll(
                    (key, calibrator) -> key.startsWith(entry.getTenant() + "|") ? calibrator.stepped() : calibrator);
        } else if (entry.getDetail() instanceof DecisionDetail decision
                && decision.getAlertId().equals(alertId)) {
            String key =
                    entry.getTenant() + "|calibrator " + decision.getFeatures().getFeatureSet();
            found = new Found(entry, decision, calibrators.getOrDefault(key, RecordedCalibrator.NONE));
        }
    }

    /**
     * Compares with the model of the shard that made the decision: its changelog is the partition of that number.
     *
     * @return why nothing could be compared; empty where it was
     */
    private String compareModel(Replayed.Comparison comparison, Found decided, SegmentFactory factory) {
        DecisionDetail decision = decided.decision();
        boolean isSilence = decision.getFeatures().getFeatureSet().equals(Candidates.SILENCE_SET);
        // A silence is found by learning the record that reveals it, so its sequence is the one after that record.
        long sequence = decision.getModelSequence() - (isSilence ? 1 : 0);
        String changelog = config.application().id() + "-" + Stores.MODELS + "-changelog";
        Segment segment = factory.segment();
        String why = "the changelog " + changelog + " no longer holds the model of " + segment + " generation "
                + decision.getModelGeneration() + " before event " + (sequence + 1);
        try (CommittedTopic records = new CommittedTopic(config, changelog)) {
            for (CommittedTopic.Span span : records.spans()) {
                if (span.partition() != segment.shard()) {
                    continue;
                }
                ModelHistory history = new ModelHistory(segment.key(), decision.getModelGeneration(), sequence);
                records.read(span, record -> {
                    if (record.key() != null) {
                        history.apply(record.key(), record.value());
                    }
                });
                Optional<ModelHistory.Moment> moment;
                try {
                    moment = history.before(factory);
                } catch (StateFormatException e) {
                    why = String.valueOf(e.getMessage());
                    continue;
                }
                if (moment.isPresent() && isOf(moment.get(), decided, isSilence)) {
                    if (isSilence) {
                        compareSilence(comparison, moment.get(), decision);
                    } else {
                        compareScores(comparison, moment.get(), decision);
                    }
                    return "";
                }
            }
        }
        return why;
    }

    private static Segment segment(Found decided, FeatureSet set) {
        DecisionDetail decision = decided.decision();
        return new Segment(decided.entry().getTenant(), set.id(), decision.getShard(), decision.getShards());
    }

    private static boolean isOf(ModelHistory.Moment moment, Found decided, boolean isSilence) {
        if (isSilence) {
            // What revealed it may be the word of another shard; whether it does is what is compared.
            return true;
        }
        Observation observation = moment.observation();
        return Math.max(0, observation.timeMillis())
                        == decided.entry().getEventTime().toEpochMilli()
                && observation.entity().equals(decided.decision().getEntity())
                && values(observation.vector())
                        .equals(decided.decision().getFeatures().getValues());
    }

    private static List<Double> values(FeatureVector vector) {
        List<Double> values = new ArrayList<>(vector.size());
        for (int i = 0; i < vector.size(); i++) {
            values.add(vector.value(i));
        }
        return values;
    }

    private static void compareScores(
            Replayed.Comparison comparison, ModelHistory.Moment moment, DecisionDetail decision) {
        SegmentModel model = moment.model();
        Assessment assessment = model.assess(moment.observation());
        comparison.value(
                "modelState",
                decision.getModelState().name(),
                assessment.state().name());
        List<Double> scaled = new ArrayList<>();
        for (float value : model.scaled(moment.observation())) {
            scaled.add((double) value);
        }
        comparison.value("features.scaled", decision.getFeatures().getScaled(), scaled);
        comparison.value(
                "members",
                decision.getMembers().stream().map(MemberScore::getDetector).toList(),
                assessment.members().stream()
                        .map(dev.winnow.detectors.segment.MemberScore::detector)
                        .toList());
        for (int i = 0;
                i < Math.min(decision.getMembers().size(), assessment.members().size());
                i++) {
            MemberScore recorded = decision.getMembers().get(i);
            dev.winnow.detectors.segment.MemberScore now = assessment.members().get(i);
            comparison.number("members." + recorded.getDetector() + ".score", recorded.getScore(), now.score());
            comparison.number(
                    "members." + recorded.getDetector() + ".pValue",
                    recorded.getPValue(),
                    Double.isFinite(now.pValue()) ? now.pValue() : null);
        }
        comparison.number(
                "scoreInitial", decision.getScoreInitial(), assessment.isScored() ? assessment.score() : null);
    }

    private static void compareSilence(
            Replayed.Comparison comparison, ModelHistory.Moment moment, DecisionDetail decision) {
        SegmentModel model = moment.model();
        List<Silence> silences = model.replay(moment.input()).silences();
        Optional<Silence> silence = silences.stream()
                .filter(each -> each.entity().equals(decision.getEntity()))
                .findFirst();
        if (silence.isEmpty()) {
            comparison.differs("silence", decision.getEntity(), "none");
            return;
        }
        comparison.value(
                "features.values",
                decision.getFeatures().getValues(),
                List.of(silence.get().silentMillis() / 1000.0, silence.get().expectedGapMillis() / 1000.0));
        comparison.number(
                "scoreInitial",
                decision.getScoreInitial(),
                -StrictMath.log10(silence.get().pValue()));
    }

    private void compareProbability(Replayed.Comparison comparison, Found decided) {
        DecisionDetail decision = decided.decision();
        RecordedCalibrator calibrator = decided.calibrator();
        comparison.value("calibrator", decision.getCalibrator(), calibrator.kind());
        comparison.value("calibratorEpoch", decision.getCalibratorEpoch(), calibrator.epoch());
        double baseRate =
                config.triage().calibrate().baseRate(decision.getFeatures().getFeatureSet());
        double score = decision.getScoreCurrent() == null ? Double.NaN : decision.getScoreCurrent();
        double probability = new Calibrator(
                        calibrator.kind(),
                        calibrator.epoch(),
                        calibrator.slope(),
                        calibrator.intercept(),
                        calibrator.labels(),
                        baseRate)
                .probability(score);
        boolean isStepped = calibrator.kind().equals(Calibrator.PLATT) && calibrator.verdictsSince() > 0;
        if (!isStepped || Double.isNaN(score)) {
            comparison.number("probability", decision.getProbability(), probability);
            return;
        }
        // Between epochs each verdict moves slope and intercept by at most maxStep.
        double bound = calibrator.verdictsSince() * config.triage().calibrate().maxStep() * (1 + Math.abs(score));
        double moved = Math.abs(Logit.of(decision.getProbability()) - Logit.of(probability));
        if (moved <= bound + 1e-9) {
            comparison.note(
                    "probability: " + calibrator.verdictsSince() + " verdicts came after epoch " + calibrator.epoch()
                            + " of the calibrator; compared within the bound of their steps, not bit for bit");
        } else {
            comparison.number("probability", decision.getProbability(), probability);
        }
    }

    private TopologySettings settings() {
        Secret secret = config.audit().key();
        RootKey key = secret == null ? random() : KeyFile.parse(secret.reveal());
        Deployment deployment = new Deployment(
                config.inputs().isEmpty()
                        ? List.of(Wiring.input(dev.winnow.app.config.InputConfig.of("none", "suricata-eve")))
                        : config.inputs().stream().map(Wiring::input).toList(),
                Preflight.featureSets(config),
                config.topics().eventPartitions(),
                config.topics().triagePartitions(),
                key,
                new byte[0]);
        return Wiring.topology(config, deployment, build, codec, new Counters());
    }

    /** Nothing is sealed by a replay. */
    private static RootKey random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return RootKey.of("replay", bytes);
    }
}
