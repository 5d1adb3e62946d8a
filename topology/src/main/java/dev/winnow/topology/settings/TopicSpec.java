package dev.winnow.topology.settings;

import java.util.Map;

/**
 * One topic that Winnow needs, as {@code winnow topics plan} prints, {@code create} makes and {@code check} verifies it.
 *
 * @param name topic name
 * @param role what stands in it: {@code events}, {@code feedback}, {@code alerts}, {@code clusters}, {@code audit},
 *     {@code signals}, {@code dead-letters} or {@code output}
 * @param partitions number of partitions, at least 1
 * @param config topic configuration that must hold, by Kafka's names
 */
public record TopicSpec(String name, String role, int partitions, Map<String, String> config) {
    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, was " + partitions);
        }
        config = Map.copyOf(config);
    }
}
