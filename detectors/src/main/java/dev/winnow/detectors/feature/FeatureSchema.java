package dev.winnow.detectors.feature;

import java.util.List;

/**
 * Name, version and order of the features of a set.
 *
 * @param id name and version, for example {@code suricata-flow/1}
 * @param names feature names in vector order
 */
public record FeatureSchema(String id, List<String> names) {
    public FeatureSchema {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("feature set \"" + id + "\" must have at least one feature");
        }
    }

    public int size() {
        return names.size();
    }
}
