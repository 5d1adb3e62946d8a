package dev.winnow.triage.candidate;

import dev.winnow.detectors.segment.Attribution;
import java.util.List;
import java.util.Map;

/**
 * A candidate as triage sees it.
 *
 * @param id deterministic alert id
 * @param featureNames names in vector order
 * @param scaled the vector in scaled space, where distances mean something; empty while the scaler warms up
 * @param score fused score, −log10 p; NaN while the model warms up
 * @param context text fields of the event, by name, for clustering and for the reason text
 * @param observed what was normal, for the reason text: observed, expected, z per feature, in vector order
 */
public record Scored(
        String id,
        String tenant,
        String entity,
        long timeMillis,
        String featureSet,
        String type,
        List<String> featureNames,
        List<Double> scaled,
        double score,
        Attribution attribution,
        Map<String, String> context,
        List<ObservedFeature> observed) {
    public Scored {
        featureNames = List.copyOf(featureNames);
        scaled = List.copyOf(scaled);
        context = Map.copyOf(context);
        observed = List.copyOf(observed);
    }

    /** One feature against its baseline; observed is NaN where missing. */
    public record ObservedFeature(double observed, double expected, double z) {}

    public boolean isScored() {
        return !Double.isNaN(score);
    }
}
