package dev.winnow.evaluation.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one JVM measured at one width, or the medians over several.
 *
 * @param byName figure, then {@code winnow} or {@code aws}, to its value; times in nanoseconds, sizes in bytes
 */
record ForestFigures(Map<String, Map<String, Double>> byName) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ForestFigures {
        if (byName.isEmpty()) {
            throw new IllegalArgumentException("figures must be named, none was");
        }
    }

    /** Winnow's value by AWS's: below 1, Winnow needs less. */
    double ratio(String name) {
        return value(name, WinnowForest.NAME) / value(name, AwsForest.NAME);
    }

    double value(String name, String peer) {
        Map<String, Double> peers = Objects.requireNonNull(byName.get(name), name);
        return Objects.requireNonNull(peers.get(peer), peer);
    }

    /** Figure by figure the median. */
    static ForestFigures median(List<ForestFigures> forks) {
        Map<String, Map<String, Double>> medians = new LinkedHashMap<>();
        forks.get(0).byName.forEach((name, peers) -> {
            Map<String, Double> each = new LinkedHashMap<>();
            for (String peer : peers.keySet()) {
                each.put(
                        peer,
                        Medians.of(forks.stream()
                                .mapToDouble(fork -> fork.value(name, peer))
                                .toArray()));
            }
            medians.put(name, each);
        });
        return new ForestFigures(medians);
    }

    /** One line. */
    String toLine() {
        try {
            return JSON.writeValueAsString(byName);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figures can be written", e);
        }
    }

    /** The figures of the last line that is some; other lines are a JVM's remarks. */
    static ForestFigures fromOutput(List<String> lines) {
        List<String> found = new ArrayList<>(lines);
        found.removeIf(line -> !line.startsWith("{"));
        if (found.isEmpty()) {
            throw new IllegalArgumentException("a line of figures is required, there was none");
        }
        try {
            return new ForestFigures(JSON.readValue(found.get(found.size() - 1), new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a line of figures must be readable: " + e.getOriginalMessage(), e);
        }
    }
}
