package dev.winnow.evaluation.eval;

import dev.winnow.detectors.segment.Detectors;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.evaluation.datasets.DataSetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Members of the engine {@code entities} with their weights in the fusion; what is not named is off.
 *
 * @param weights weight by member, above 0, in the order of the registry
 */
record MemberSet(Map<String, Double> weights) {
    private static final String PERSISTENCE = "persistence";

    /** These have blocks of their own among the settings. */
    private static final List<String> BLOCKS = List.of(Detectors.RCF, Detectors.EWMA, Detectors.CUSUM, PERSISTENCE);

    /** What is compared where nothing is named: the defaults, fewer, and those that did well in a wider search. */
    static List<MemberSet> candidates() {
        List<MemberSet> sets = new ArrayList<>();
        sets.add(defaults());
        for (String text : List.of(
                "rcf",
                "rcf+persistence:0.35",
                "rcf+ewma+cusum:0.5+persistence:0.35",
                "rcf+cusum:0.5+persistence:0.35",
                "rcf+ewma:0.3+cusum:0.5+persistence:0.35",
                "rcf+loda+cusum:0.5",
                "rcf+loda+cusum:0.5+persistence:0.35",
                "rcf+knn+ecod+loda+cusum:0.5+persistence:0.35")) {
            MemberSet set = parse(text);
            if (!sets.contains(set)) {
                sets.add(set);
            }
        }
        return sets;
    }

    /** The members that run where nothing is set. */
    static MemberSet defaults() {
        SegmentConfig config = SegmentConfig.defaults();
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String name : names()) {
            double weight = name.equals(PERSISTENCE)
                    ? config.persistence().weight()
                    : Detectors.kinds().stream()
                            .filter(kind -> kind.name().equals(name))
                            .mapToDouble(kind -> kind.weight().of(config))
                            .sum();
            if (weight > 0) {
                weights.put(name, weight);
            }
        }
        return new MemberSet(weights);
    }

    /**
     * Reads {@code NAME:WEIGHT+NAME}, where a weight that is left out is 1.
     *
     * @throws DataSetException EVL-001 for a member that there is not, EVL-002 for a weight that is none
     */
    static MemberSet parse(String text) {
        Map<String, Double> given = new LinkedHashMap<>();
        for (String part : text.split("\\+", -1)) {
            String[] words = part.split(":", 2);
            if (!names().contains(words[0])) {
                throw new DataSetException(
                        DataSetException.Cause.REQUEST,
                        "EVL-001 member \"" + words[0] + "\": must be one of " + names()
                                + "; name members as rcf+ewma:0.5");
            }
            given.put(words[0], words.length == 1 ? 1 : weight(words[1]));
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        names().stream().filter(given::containsKey).forEach(name -> weights.put(name, given.get(name)));
        return new MemberSet(weights);
    }

    private static double weight(String text) {
        if (!text.matches("\\d{1,2}(\\.\\d{1,6})?") || Double.parseDouble(text) == 0) {
            throw new DataSetException(
                    DataSetException.Cause.REQUEST,
                    "EVL-002 weight: must be above 0 and below 100, was \"" + text + "\"; leave out what is off");
        }
        return Double.parseDouble(text);
    }

    /** Every member that there is, and the evidence that an entity accumulates. */
    private static List<String> names() {
        List<String> names = new ArrayList<>();
        Detectors.kinds().forEach(kind -> names.add(kind.name()));
        names.add(PERSISTENCE);
        return names;
    }

    /** As {@link #parse} reads it. */
    String name() {
        return weights.entrySet().stream()
                .map(entry -> entry.getKey() + (entry.getValue() == 1 ? "" : ":" + plain(entry.getValue())))
                .collect(Collectors.joining("+"));
    }

    /** The block {@code detectors} of a configuration that has these members and no others. */
    String settings() {
        List<String> blocks = new ArrayList<>();
        BLOCKS.forEach(name -> blocks.add(name + ": {weight: " + plain(weights.getOrDefault(name, 0.0)) + "}"));
        blocks.add("members: {"
                + weights.entrySet().stream()
                        .filter(entry -> !BLOCKS.contains(entry.getKey()))
                        .map(entry -> entry.getKey() + ": " + plain(entry.getValue()))
                        .collect(Collectors.joining(", "))
                + "}");
        return "detectors: {" + String.join(", ", blocks) + "}";
    }

    private static String plain(double weight) {
        return weight == Math.rint(weight) ? Long.toString((long) weight) : Double.toString(weight);
    }
}
