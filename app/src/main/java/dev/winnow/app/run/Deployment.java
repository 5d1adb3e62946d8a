package dev.winnow.app.run;

import dev.winnow.audit.key.RootKey;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.topology.settings.InputTopic;
import java.util.List;

/**
 * What the topology needs besides the configuration: where it runs, and with which inputs and key.
 *
 * @param inputs input topics with their decoders
 * @param featureSets feature sets in order
 * @param detectPartitions tasks of detect
 * @param triagePartitions tasks of triage, partitions of the audit topic
 * @param key root key of the audit log
 * @param clusterId Kafka cluster id, empty where it does not matter
 * @param auditTopicId Kafka's id of the audit topic, likewise
 * @param modelInputsTopicId Kafka's id of the topic of model inputs, likewise
 * @param nonce 32 bytes for genesis, or none for random ones
 * @param heartbeatMillis how often a clock tells that time passes where nothing comes; 0 for never
 */
public record Deployment(
        List<InputTopic> inputs,
        List<FeatureSet> featureSets,
        int detectPartitions,
        int triagePartitions,
        RootKey key,
        String clusterId,
        String auditTopicId,
        String modelInputsTopicId,
        byte[] nonce,
        long heartbeatMillis) {
    public Deployment {
        inputs = List.copyOf(inputs);
        featureSets = List.copyOf(featureSets);
        nonce = nonce.clone();
    }

    /** Without a clock and without a cluster's ids: a run that can be repeated. */
    public Deployment(
            List<InputTopic> inputs,
            List<FeatureSet> featureSets,
            int detectPartitions,
            int triagePartitions,
            RootKey key,
            byte[] nonce) {
        this(inputs, featureSets, detectPartitions, triagePartitions, key, "", "", "", nonce, 0);
    }

    @Override
    public byte[] nonce() {
        return nonce.clone();
    }
}
