package dev.winnow.topology.settings;

import dev.winnow.audit.key.RootKey;

/**
 * What the audit chain says of its surroundings.
 *
 * @param organisation first part of the origin line; lower case letters, digits, {@code . _ -}
 * @param generation generation of the chains, from 1; a moved or re-keyed log gets the next one
 * @param rootKey root key; it never prints itself
 * @param exactlyOnce processing guarantee that genesis names; without it the chain's own guarantee is off
 * @param clusterId Kafka cluster id, empty where unknown
 * @param topicId Kafka's id of the audit topic, empty where unknown
 * @param build version of the software
 * @param configText effective configuration, secrets masked
 * @param nonce 32 bytes for genesis; empty for random ones (a run over files fixes them, so that it repeats)
 */
public record AuditSettings(
        String organisation,
        long generation,
        RootKey rootKey,
        boolean exactlyOnce,
        String clusterId,
        String topicId,
        String build,
        String configText,
        byte[] nonce) {
    public AuditSettings {
        nonce = nonce.clone();
    }

    @Override
    public byte[] nonce() {
        return nonce.clone();
    }
}
