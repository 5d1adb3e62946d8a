package dev.winnow.app.run.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.run.replay.PastDecision;
import dev.winnow.app.run.replay.PastDecisions;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.ForestReasons;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.schemas.output.WireJson;
import dev.winnow.topology.store.ModelHistory;
import dev.winnow.wire.DecisionDetail;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Explains decisions from what Kafka holds of them. Reads only. One thread. */
public final class AlertExplainer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PastDecisions past;

    public AlertExplainer(PastDecisions past) {
        this.past = past;
    }

    /**
     * @param recorded the alert as a line of {@code alerts.jsonl}; null to look for it on its topic
     * @param changes what is to be set in the event, text by name; empty for no such question
     * @throws dev.winnow.app.shell.CommandFailure CLI-046 for a name or value that cannot be set
     */
    public Explanation explain(String alertId, @Nullable String recorded, Map<String, String> changes) {
        Optional<PastDecision> found = past.find(alertId);
        if (found.isEmpty()) {
            return Explanation.unknown(
                    alertId, "topic " + past.settings().topics().audit());
        }
        PastDecision decision = found.get();
        Explanation explanation = new Explanation(alertId);
        ObjectNode alert =
                recorded == null ? past.alert(alertId).map(AlertExplainer::json).orElse(null) : json(recorded);
        explanation.put("alert", alert).put("decision", json(decision.detail()));
        if (alert == null) {
            explanation.note(
                    "the topic of alerts holds none of this id: it was muted, or is past its retention; what the"
                            + " audit log says has no attribution and no baseline");
        }
        if (decision.isSilence()) {
            explanation.note(
                    "a silence is found by the gaps between an entity's events; no forest scores it, and there is"
                            + " no event to change");
            return changes.isEmpty() ? explanation : explanation.end(Explanation.Outcome.NOT_HELD);
        }
        PastDecisions.Past model = past.model(decision, !changes.isEmpty());
        ModelHistory.Moment moment = model.moment();
        FeatureSet set = model.set();
        if (moment == null || set == null) {
            return explanation.note(model.why()).end(Explanation.Outcome.NOT_HELD);
        }
        explainByModel(explanation, decision, set, moment);
        if (!changes.isEmpty()) {
            new WhatIf(past.settings(), decision, set, moment, model.row()).answer(explanation, changes);
        }
        return explanation;
    }

    /** Of a run that cannot be made again: what its alert says of itself. */
    public static Explanation recordedOnly(String alertId, String recorded, String why) {
        return new Explanation(alertId).put("alert", json(recorded)).note(why).end(Explanation.Outcome.NOT_HELD);
    }

    private static void explainByModel(
            Explanation explanation, PastDecision decision, FeatureSet set, ModelHistory.Moment moment) {
        DecisionDetail detail = decision.detail();
        SegmentModel model = moment.model();
        Observation observation = moment.observation();
        ObjectNode about = JSON.createObjectNode();
        about.put("featureSet", set.id())
                .put("engine", set.engine().name().toLowerCase(Locale.ROOT))
                .put("segment", detail.getSegment())
                .put("shard", detail.getShard())
                .put("shards", detail.getShards())
                .put("generation", detail.getModelGeneration())
                .put("sequence", detail.getModelSequence())
                .put("state", model.state().name().toLowerCase(Locale.ROOT));
        Assessment assessment = model.assess(observation);
        Double score = assessment.isScored() ? assessment.score() : null;
        ObjectNode recomputed = JSON.createObjectNode()
                .put("score", score)
                .put("pValue", assessment.isScored() ? assessment.pValue() : null)
                .put("isSame", Objects.equals(score, detail.getScoreInitial()));
        explanation.put("model", about).put("recomputed", recomputed);
        Optional<ForestReasons> reasons = model.forestReasons(observation);
        reasons.ifPresent(found -> explanation.put("forest", forest(found, observation.vector())));
        if (reasons.isEmpty()) {
            explanation.note("no forest scored it: engine "
                    + set.engine().name().toLowerCase(Locale.ROOT)
                    + " has none in this configuration, or it had not seen enough");
        }
    }

    private static ObjectNode forest(ForestReasons reasons, FeatureVector vector) {
        ObjectNode forest = JSON.createObjectNode();
        forest.put("score", reasons.score())
                .put("baseline", reasons.baseline())
                .put("background", reasons.background())
                .put("exact", reasons.isExact())
                .put("evaluations", reasons.evaluations());
        for (int i = 0; i < reasons.parts().size(); i++) {
            ForestReasons.Part part = reasons.parts().get(i);
            forest.withArray("features")
                    .addObject()
                    .put("feature", part.feature())
                    .put("value", vector.isMissing(i) ? null : (Double) vector.value(i))
                    .put("high", part.high())
                    .put("low", part.low())
                    .put("standardError", part.error())
                    .put("firstShare", part.firstShare())
                    .put("shapley", part.shapley())
                    .put("shapleyError", part.shapleyError());
        }
        return forest;
    }

    private static ObjectNode json(IndexedRecord record) {
        return json(new String(WireJson.encode(record), StandardCharsets.UTF_8));
    }

    private static ObjectNode json(String line) {
        try {
            return (ObjectNode) JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is not written as JSON", e);
        }
    }
}
