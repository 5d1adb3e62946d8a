package dev.winnow.topology.metric;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the models and calibrators of this process were like when they were last used. For metrics: labels are feature sets and
 * states, never tenants or entities. Thread-safe; holds one entry a live model and one a tenant and feature set.
 */
public final class LastSeen {
    private final Map<Object, Model> models = new ConcurrentHashMap<>();
    private final Map<String, Calibrator> calibrators = new ConcurrentHashMap<>();

    /**
     * What a metric is labelled with.
     *
     * @param featureSet feature set with its version
     * @param state state of a model, or kind of a calibrator, in small letters
     */
    public record Labels(String featureSet, String state) implements Comparable<Labels> {
        @Override
        public int compareTo(Labels other) {
            int sets = featureSet.compareTo(other.featureSet);
            return sets != 0 ? sets : state.compareTo(other.state);
        }
    }

    private record Model(String featureSet, Enum<?> state) {}

    private record Calibrator(Labels labels, long verdicts) {}

    /**
     * A model has judged an event; cheap where its state is as it was.
     *
     * @param model the live object, by its identity
     */
    public void model(Object model, String featureSet, Enum<?> state) {
        Model known = models.get(model);
        if (known == null || known.state != state) {
            models.put(model, new Model(featureSet, state));
        }
    }

    /** A model is not live in this process any more. */
    public void forgetModel(Object model) {
        models.remove(model);
    }

    /** A calibrator has given an alert its probability. */
    public void calibrator(String tenant, String featureSet, String kind, long verdicts) {
        calibrators.put(tenant + '\0' + featureSet, new Calibrator(new Labels(featureSet, kind), verdicts));
    }

    /** How many live models of each feature set are in each state. */
    public Map<Labels, Long> models() {
        Map<Labels, Long> counts = new TreeMap<>();
        models.values()
                .forEach(model -> counts.merge(
                        new Labels(model.featureSet, model.state.name().toLowerCase(Locale.ROOT)), 1L, Long::sum));
        return counts;
    }

    /** How many tenants' calibrators of each feature set are of each kind. */
    public Map<Labels, Long> calibrators() {
        Map<Labels, Long> counts = new TreeMap<>();
        calibrators.values().forEach(seen -> counts.merge(seen.labels, 1L, Long::sum));
        return counts;
    }

    /** On how many verdicts those calibrators rest together. */
    public Map<Labels, Long> verdicts() {
        Map<Labels, Long> sums = new TreeMap<>();
        calibrators.values().forEach(seen -> sums.merge(seen.labels, seen.verdicts, Long::sum));
        return sums;
    }
}
