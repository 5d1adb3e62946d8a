package dev.winnow.app.run.replay;

import dev.winnow.app.config.WinnowConfig;
import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.topology.store.ModelHistory;
import dev.winnow.triage.calibrate.Logit;
import dev.winnow.wire.DecisionDetail;
import dev.winnow.wire.MemberScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recomputes a decision of a running application from what Kafka holds: the decision from the audit topic, the model before
 * the event from the changelog of its store, the probability from the calibrator that the audit log names. The attribution is
 * not part of an audit entry, so it is not compared. One thread, one use.
 */
public final class LiveReplay {
    private final WinnowConfig config;
    private final PastDecisions past;

    public LiveReplay(WinnowConfig config, String build) {
        this.config = config;
        this.past = PastDecisions.of(config, build);
    }

    /** Reads audit topic and changelog as far as they go. */
    public Replayed replay(String alertId) {
        Optional<PastDecision> found = past.find(alertId);
        if (found.isEmpty()) {
            return Replayed.unknown(alertId, "topic " + past.settings().topics().audit());
        }
        PastDecision decision = found.get();
        PastDecisions.Past model = past.model(decision);
        ModelHistory.Moment moment = model.moment();
        if (moment == null) {
            return Replayed.notHeld(alertId, model.why());
        }
        Replayed.Comparison comparison = new Replayed.Comparison();
        if (decision.isSilence()) {
            compareSilence(comparison, moment, decision.detail());
        } else {
            compareScores(comparison, moment, decision.detail());
        }
        compareProbability(comparison, decision);
        return comparison.result(alertId);
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

    private void compareProbability(Replayed.Comparison comparison, PastDecision decided) {
        DecisionDetail decision = decided.detail();
        RecordedCalibrator calibrator = decided.calibrator();
        comparison.value("calibrator", decision.getCalibrator(), calibrator.kind());
        comparison.value("calibratorEpoch", decision.getCalibratorEpoch(), calibrator.epoch());
        double baseRate =
                config.triage().calibrate().baseRate(decision.getFeatures().getFeatureSet());
        double score = decision.getScoreCurrent() == null ? Double.NaN : decision.getScoreCurrent();
        double probability = calibrator.calibrator(baseRate).probability(score);
        if (!calibrator.isStepped() || Double.isNaN(score)) {
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
}
