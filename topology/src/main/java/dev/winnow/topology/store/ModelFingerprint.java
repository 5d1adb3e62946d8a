package dev.winnow.topology.store;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a model is made under; a model is never restored under another. Each part is free of slashes.
 *
 * @param detectors fingerprint of the detectors' configuration
 * @param featureSet fingerprint of the feature set
 * @param secret name of the application secret, from which the secret cannot be told
 */
public record ModelFingerprint(String detectors, String featureSet, String secret) {
    public ModelFingerprint {
        for (String part : new String[] {detectors, featureSet, secret}) {
            if (part.indexOf('/') >= 0) {
                throw new IllegalArgumentException("part of a fingerprint must have no slash, was \"" + part + "\"");
            }
        }
    }

    /** The three parts with slashes between. */
    public String text() {
        return detectors + '/' + featureSet + '/' + secret;
    }

    /** Why a model of a stored fingerprint cannot go on under this one; empty where it can. */
    Set<GenerationCause> changesFrom(String stored) {
        EnumSet<GenerationCause> causes = EnumSet.noneOf(GenerationCause.class);
        String[] parts = stored.split("/", -1);
        if (parts.length != 3) {
            causes.add(GenerationCause.DAMAGE);
            return causes;
        }
        if (!parts[0].equals(detectors)) {
            causes.add(GenerationCause.DETECTORS);
        }
        if (!parts[1].equals(featureSet)) {
            causes.add(GenerationCause.FEATURE_SET);
        }
        if (!parts[2].equals(secret)) {
            causes.add(GenerationCause.SECRET);
        }
        return causes;
    }

    @Override
    public String toString() {
        return text();
    }
}
