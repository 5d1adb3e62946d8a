package dev.winnow.app.run.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.winnow.app.config.NearWord;
import dev.winnow.app.run.replay.PastDecision;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.segment.Assessment;
import dev.winnow.detectors.segment.EntityRow;
import dev.winnow.detectors.segment.MemberScore;
import dev.winnow.detectors.segment.Observation;
import dev.winnow.detectors.segment.SegmentModel;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.topology.store.ModelHistory;
import dev.winnow.triage.band.Band;
import dev.winnow.triage.calibrate.Calibrator;
import dev.winnow.wire.DecisionDetail;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The same event with other values, judged by the same model at the same moment. */
record WhatIf(
        TopologySettings settings,
        PastDecision decision,
        FeatureSet set,
        ModelHistory.Moment moment,
        @Nullable EntityRow row) {
    /**
     * Adds the answer, or why there is none.
     *
     * @throws CommandFailure CLI-046 for a name or value that cannot be set
     */
    void answer(Explanation explanation, Map<String, String> changes) {
        SegmentModel model = moment.model();
        List<String> names = model.changeable();
        if (names.isEmpty()) {
            explanation
                    .note("--set: engine " + set.engine().name().toLowerCase(Locale.ROOT) + " judges no changed events")
                    .end(Explanation.Outcome.NOT_HELD);
            return;
        }
        changes.keySet().forEach(name -> check(name, names));
        if (row == null) {
            explanation
                    .note(
                            "--set: the changelog no longer holds the row of the entity before the event, which the members"
                                    + " per entity judge by")
                    .end(Explanation.Outcome.NOT_HELD);
            return;
        }
        Observation observation = moment.observation();
        Observation changed;
        try {
            changed = model.changed(observation, row, changes).orElseThrow();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-046 --set: " + e.getMessage(), e);
        }
        Optional<Calibrator> calibrator = calibrator();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        changes.forEach((name, text) -> answer.withArray("changes")
                .addObject()
                .put("feature", name)
                .put("from", text(observation.vector(), name))
                .put("to", text.isEmpty() ? null : text));
        answer.set("before", judged(model.assess(observation), calibrator));
        answer.set("after", judged(model.assess(changed), calibrator));
        explanation.put("whatIf", answer);
        explanation.note(
                "--set: other features keep their values, those too that are computed from the same field; no verdict"
                        + " moves the score");
        if (calibrator.isEmpty()) {
            explanation.note(
                    "--set: the band does not follow from the score alone: verdicts stepped the calibrator, or a fold,"
                            + " the budget or a command decided the band");
        }
    }

    private static void check(String name, List<String> names) {
        if (names.contains(name)) {
            return;
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "CLI-046 --set: \"" + name + "\" must be one of " + String.join(", ", names)
                        + NearWord.of(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; name one of them"));
    }

    private static @Nullable String text(FeatureVector vector, String name) {
        int index = vector.schema().names().indexOf(name);
        return index < 0 || vector.isMissing(index) ? null : Double.toString(vector.value(index));
    }

    private ObjectNode judged(Assessment assessment, Optional<Calibrator> calibrator) {
        Double score = assessment.isScored() ? assessment.score() : null;
        Double probability = score == null
                ? null
                : calibrator.map(known -> known.probability(score)).orElse(null);
        ObjectNode judged = JsonNodeFactory.instance
                .objectNode()
                .put("score", score)
                .put("pValue", assessment.isScored() ? assessment.pValue() : null)
                .put("passesGate", settings.gate(set).passes(assessment.pValue()))
                .put("probability", probability)
                .put("band", probability == null ? null : name(band(probability)));
        for (MemberScore member : assessment.members()) {
            judged.withArray("members")
                    .addObject()
                    .put("detector", member.detector())
                    .put("score", member.score())
                    .put("pValue", Double.isFinite(member.pValue()) ? member.pValue() : null);
        }
        return judged;
    }

    private Band band(double probability) {
        return settings.triage().bands().of(probability, decision.detail().getEntity());
    }

    private static String name(Band band) {
        return band.name().toLowerCase(Locale.ROOT);
    }

    /** The calibrator, where calibrator and thresholds alone give the probability and band that were decided. */
    private Optional<Calibrator> calibrator() {
        DecisionDetail detail = decision.detail();
        Double score = detail.getScoreCurrent();
        Calibrator calibrator = decision.calibrator()
                .calibrator(settings.triage()
                        .calibrate()
                        .baseRate(detail.getFeatures().getFeatureSet()));
        double probability = calibrator.probability(score == null ? Double.NaN : score);
        return probability == detail.getProbability()
                        && band(probability).name().equals(detail.getBand().name())
                ? Optional.of(calibrator)
                : Optional.empty();
    }
}
