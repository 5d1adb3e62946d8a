package dev.winnow.topology.settings;

import dev.winnow.detectors.feature.Engine;
import dev.winnow.detectors.feature.FeatureGroups;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.Gate;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.triage.TriageConfig;
import dev.winnow.triage.mute.Mute;
import dev.winnow.wire.AttackTag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides what the topology does.
 *
 * @param applicationId Kafka Streams application id
 * @param inputs topics of security events
 * @param tenants declared tenants; empty where any tenant is welcome
 * @param topics names of Winnow's own topics
 * @param modelInputsTopicId Kafka's id of the topic of model inputs, empty where unknown
 * @param detectPartitions partitions of the re-keyed events, and so tasks of detect
 * @param triagePartitions partitions of the candidates, and so tasks of triage; the audit topic must have as many
 * @param featureSets feature sets in order; the first that accepts an event takes it
 * @param gates gates by feature set id, where another than the set's own holds
 * @param segments how a segment's model is built whose engine is that of entities
 * @param tables how one is built whose engine is that of tables
 * @param models how live models are kept
 * @param triage how candidates are decided
 * @param mutes mutes that the configuration names; each tenant's stored ones follow them
 * @param attackTags ATT&amp;CK tags by feature set id, or by feature set id, slash and signature text; configured, never inferred
 * @param audit what the audit chain says of its surroundings
 * @param secret application secret, from which every seed derives
 * @param outputs alerts once more in consumers' formats
 * @param codec bytes of the topics that others read or write
 * @param counters what is counted
 */
public record TopologySettings(
        String applicationId,
        List<InputTopic> inputs,
        Set<String> tenants,
        Topics topics,
        String modelInputsTopicId,
        int detectPartitions,
        int triagePartitions,
        List<FeatureSet> featureSets,
        Map<String, Gate> gates,
        SegmentConfig segments,
        SegmentConfig tables,
        ModelSettings models,
        TriageConfig triage,
        List<Mute> mutes,
        Map<String, List<AttackTag>> attackTags,
        AuditSettings audit,
        ApplicationSecret secret,
        List<OutputTopic> outputs,
        WireCodec codec,
        Counters counters) {
    public TopologySettings {
        inputs = List.copyOf(inputs);
        tenants = Set.copyOf(tenants);
        featureSets = List.copyOf(featureSets);
        gates = Map.copyOf(gates);
        attackTags = Map.copyOf(attackTags);
        outputs = List.copyOf(outputs);
        mutes = List.copyOf(mutes);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("CFG-024 inputs: must name at least one topic");
        }
    }

    /** The same with other rules of triage. */
    public TopologySettings withTriage(TriageConfig other) {
        return new TopologySettings(
                applicationId,
                inputs,
                tenants,
                topics,
                modelInputsTopicId,
                detectPartitions,
                triagePartitions,
                featureSets,
                gates,
                segments,
                tables,
                models,
                other,
                mutes,
                attackTags,
                audit,
                secret,
                outputs,
                codec,
                counters);
    }

    /** Kafka's id of a topic that detect reads; empty where it is not known, as of internal topics. */
    public String topicId(String topic) {
        if (topic.equals(topics.modelInputs())) {
            return modelInputsTopicId;
        }
        for (InputTopic input : inputs) {
            if (input.topic().equals(topic)) {
                return input.topicId();
            }
        }
        return "";
    }

    /** Whether events of an input topic are only learnt. */
    public boolean isHistory(String topic) {
        for (InputTopic input : inputs) {
            if (input.topic().equals(topic)) {
                return input.history();
            }
        }
        return false;
    }

    /** How the models of a feature set are built. */
    public SegmentConfig segments(FeatureSet set) {
        return switch (set.engine()) {
            case ENTITIES -> isScoredWhole(set) ? segments.withWholeScores() : segments;
            case SERIES -> segments;
            case TABLE -> tables;
        };
    }

    /** What passes the gate shows its score; what is refused as a lesson is scored whole anyway. */
    private boolean isScoredWhole(FeatureSet set) {
        return segments.rcf().stopError() > 0
                && gate(set).tailLevel() > segments.gate().level();
    }

    /** Whether the models of a feature set may have a shadow. */
    public boolean hasShadows(FeatureSet set) {
        return set.engine() != Engine.SERIES && segments(set).shadow().isOn();
    }

    /** Groups of the features of a set; empty where it has none, or there is no such set. */
    public Optional<FeatureGroups> groups(String featureSet) {
        return featureSets.stream()
                .filter(set -> set.id().equals(featureSet))
                .findFirst()
                .flatMap(FeatureSet::groups);
    }

    /** The gate in force for a feature set. */
    public Gate gate(FeatureSet set) {
        return gates.getOrDefault(set.id(), set.gate());
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "TopologySettings[" + applicationId + ", inputs " + inputs + "]";
    }
}
