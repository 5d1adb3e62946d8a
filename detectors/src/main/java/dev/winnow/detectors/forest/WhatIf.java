package dev.winnow.detectors.forest;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.fuse.StreamingTail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What other models would say of a point: would this be as strange at another tenant, in another group, before the retraining?
 * Asks and changes nothing; models that are not there are not made.
 *
 * <p>Raw scores of different models do not compare, so each is read against the ordinary scores of its own model. Cost: a score for
 * each model. One owner, that of the models.
 */
public final class WhatIf {
    /** Whether a model has an opinion. */
    public enum State {
        READY,
        /** The model has not seen enough; its score means nothing yet. */
        WARMING,
        /** The model knows points of another width. */
        OTHER_WIDTH
    }

    /**
     * What a model says.
     *
     * @param score raw, at least 0; NaN where the model is not ready
     * @param pValue share of the model's ordinary points that score as high, in [1e-9, 1]; NaN where the model is not ready
     */
    public record Opinion(String model, State state, double score, double pValue) {}

    private record Model(Detector detector, StreamingTail ordinary) {}

    private final Map<String, Model> models = new LinkedHashMap<>();

    /**
     * Adds a model to be asked.
     *
     * @param name for example tenant and group
     * @param detector that scores
     * @param ordinary scores of its ordinary points
     * @throws IllegalArgumentException CFG-004 if there is a model of that name
     */
    public WhatIf add(String name, Detector detector, StreamingTail ordinary) {
        if (models.putIfAbsent(name, new Model(detector, ordinary)) != null) {
            throw new IllegalArgumentException("CFG-004 what-if: model \"" + name + "\" must be added once");
        }
        return this;
    }

    /** Opinions, the one that finds the point strangest first; then those that are not ready; ties by name. */
    public List<Opinion> ask(float[] point) {
        List<Opinion> opinions = new ArrayList<>(models.size());
        models.forEach((name, model) -> opinions.add(ask(name, model, point)));
        opinions.sort(Comparator.comparing(Opinion::state)
                .thenComparingDouble(Opinion::pValue)
                .thenComparing(Opinion::model));
        return List.copyOf(opinions);
    }

    private static Opinion ask(String name, Model model, float[] point) {
        if (model.detector.dimensions() != point.length) {
            return new Opinion(name, State.OTHER_WIDTH, Double.NaN, Double.NaN);
        }
        if (!model.detector.isWarm() || model.ordinary.size() == 0) {
            return new Opinion(name, State.WARMING, Double.NaN, Double.NaN);
        }
        double score = model.detector.score(point);
        return new Opinion(name, State.READY, score, model.ordinary.pValue(score));
    }
}
