package dev.winnow.app.run;

import dev.winnow.app.config.ConfigurationException;
import dev.winnow.app.config.InputConfig;
import dev.winnow.app.config.InputMapping;
import dev.winnow.app.config.Problem;
import dev.winnow.app.config.Secret;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.audit.key.KeyFile;
import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureSets;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.settings.InputTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run against a cluster rests on, checked: key, feature sets, codec, and what the cluster says of itself.
 *
 * @param deployment what the configuration does not say
 * @param codec bytes of Winnow's own topics
 */
public record Preflight(Deployment deployment, WireCodec codec) {
    /** A dead feed is told after ten minutes at the least; a minute more or less does not matter. */
    private static final long HEARTBEAT_MILLIS = 60_000;

    /**
     * What Kafka says of a topic.
     *
     * @param id Kafka's id, empty where unknown
     * @param partitions its partitions, 0 where unknown
     */
    public record Topic(String id, int partitions) {
        static final Topic UNKNOWN = new Topic("", 0);
    }

    /**
     * Everything of the configuration that is fine for other commands, but not for a run.
     *
     * @return problems, in the order of the settings; empty where a run may start
     */
    public static List<Problem> problems(WinnowConfig config) {
        List<Problem> problems = new ArrayList<>();
        if (config.inputs().isEmpty()) {
            problems.add(new Problem("RUN-001", "inputs", "must name at least one topic of events for a run", ""));
        }
        List<FeatureSet> sets = featureSets(config);
        for (int i = 0; i < config.inputs().size(); i++) {
            InputMapping mapping = config.inputs().get(i).mapping();
            if (mapping == null) {
                continue;
            }
            if (sets.stream().anyMatch(set -> set.eventTypes().contains(mapping.type()))) {
                continue;
            }
            problems.add(
                    mapping.type().equals("numeric")
                            ? new Problem(
                                    "RUN-002",
                                    "inputs[" + i + "].mapping.numbers",
                                    "must name the numeric fields, for the feature set is made of them",
                                    "")
                            : new Problem(
                                    "RUN-003",
                                    "inputs[" + i + "].mapping.type",
                                    "must be an event type that a feature set takes, was \"" + mapping.type() + "\"",
                                    ""));
        }
        for (String name : new TreeSet<>(config.featureSets().keySet())) {
            if (Wiring.ids(name, sets).isEmpty()) {
                problems.add(new Problem(
                        "RUN-004",
                        "featureSets." + name,
                        "must be the name of a feature set ("
                                + String.join(
                                        ", ", sets.stream().map(FeatureSet::id).toList())
                                + ")",
                        ""));
            }
        }
        if (config.application().secret() == null) {
            problems.add(new Problem(
                    "RUN-011",
                    "application.secretFile",
                    "is required for a run, for without it anyone can foresee what the models draw; make one, for example"
                            + " with head -c 32 /dev/urandom | base64",
                    ""));
        }
        Secret key = config.audit().key();
        if (key == null) {
            problems.add(new Problem(
                    "RUN-005",
                    "audit.keyFile",
                    "is required for a run, for nothing is decided that is not sealed; make one with winnow audit"
                            + " keygen",
                    ""));
        } else {
            try {
                KeyFile.parse(key.reveal()).destroy();
            } catch (IllegalArgumentException e) {
                problems.add(new Problem("RUN-006", "audit.keyFile", "must be an audit key; " + e.getMessage(), ""));
            }
        }
        return problems;
    }

    /**
     * Of a configuration without problems.
     *
     * @param clusterId Kafka's id of the cluster
     * @param topics what Kafka says of the audit topic, of the input topics and of the topic of model inputs, by name
     * @throws ConfigurationException with the {@link #problems}
     */
    public static Preflight of(WinnowConfig config, String clusterId, Map<String, Topic> topics) {
        List<Problem> problems = problems(config);
        Secret key = config.audit().key();
        if (!problems.isEmpty() || key == null) {
            throw new ConfigurationException(problems);
        }
        RootKey root = KeyFile.parse(key.reveal());
        Deployment deployment = new Deployment(
                config.inputs().stream().map(input -> input(input, topics)).toList(),
                featureSets(config),
                config.topics().eventPartitions(),
                config.topics().triagePartitions(),
                root,
                clusterId,
                topics.getOrDefault(Wiring.topics(config).audit(), Topic.UNKNOWN)
                        .id(),
                topics.getOrDefault(Wiring.topics(config).modelInputs(), Topic.UNKNOWN)
                        .id(),
                new byte[0],
                HEARTBEAT_MILLIS);
        return new Preflight(deployment, Wiring.codec(config));
    }

    private static InputTopic input(InputConfig input, Map<String, Topic> topics) {
        Topic known = topics.getOrDefault(input.topic(), Topic.UNKNOWN);
        return Wiring.input(input).withTopicId(known.id()).withPartitions(known.partitions());
    }

    /** The declared sets, the built-in ones, and one over the numeric fields that the inputs declare. */
    public static List<FeatureSet> featureSets(WinnowConfig config) {
        List<FeatureSet> sets = config.allFeatureSets();
        TreeSet<String> fields = new TreeSet<>();
        for (InputConfig input : config.inputs()) {
            @Nullable InputMapping mapping = input.mapping();
            if (mapping != null && mapping.type().equals("numeric")) {
                fields.addAll(mapping.numbers().keySet());
            }
        }
        if (!fields.isEmpty()) {
            sets.add(FeatureSets.numeric(List.copyOf(fields)));
        }
        return sets;
    }
}
