package dev.winnow.detectors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.winnow.schemas.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short streams computed by hand, one file a set; the files give the formulas. */
final class FeatureGoldenTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @ValueSource(strings = {"suricata-flow/1", "zeek-conn/1", "ids-alert/1", "dns/1", "auth/1", "numeric/1"})
    void givesTheFeaturesComputedByHand(String id) throws IOException {
        JsonNode golden = read(id);
        Run run = new Run(set(id));
        Map<String, Rows> rows = new HashMap<>();

        int compared = 0;
        for (JsonNode node : golden.get("events")) {
            Event event = event(node, run.set.eventTypes().get(0));
            run.windows = rows.computeIfAbsent(event.entity(), entity -> new Rows(EntityWindows.empty(run.set))).row;
            Extraction extraction = run.feed(event);
            if (node.has("expect")) {
                compare(id + " at " + node.get("at"), node.get("expect"), run, extraction);
                compared++;
            }
        }

        assertThat(compared).isGreaterThanOrEqualTo(1);
    }

    @Test
    void everyBuiltInSetHasAGoldenStream() {
        for (FeatureSet set : FeatureSets.builtIn()) {
            assertThat(getClass().getResource(path(set.id()))).as(set.id()).isNotNull();
        }
    }

    private static void compare(String where, JsonNode expected, Run run, Extraction extraction) {
        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        assertThat(names).as(where).containsExactlyElementsOf(run.set.schema().names());
        for (String name : names) {
            double value = run.value(extraction, name);
            if (expected.get(name).isNull()) {
                assertThat(value).as(where + " " + name).isNaN();
            } else {
                assertThat(value)
                        .as(where + " " + name)
                        .isCloseTo(expected.get(name).doubleValue(), within(1e-6));
            }
        }
    }

    private static Event event(JsonNode node, String type) {
        Map<String, Double> numbers = new HashMap<>();
        node.get("numbers")
                .fields()
                .forEachRemaining(e -> numbers.put(e.getKey(), e.getValue().doubleValue()));
        Map<String, String> texts = new HashMap<>();
        node.get("texts")
                .fields()
                .forEachRemaining(e -> texts.put(e.getKey(), e.getValue().asText()));
        long time = Events.START + Math.round(1000 * node.get("at").doubleValue());
        return new Event(type, node.path("entity").asText("10.0.0.5"), time, numbers, texts);
    }

    private static FeatureSet set(String id) {
        return id.equals("numeric/1")
                ? FeatureSets.numeric(List.of("x"))
                : FeatureSets.byId(id).orElseThrow();
    }

    private static JsonNode read(String id) throws IOException {
        try (InputStream in = FeatureGoldenTest.class.getResourceAsStream(path(id))) {
            return YAML.readTree(in);
        }
    }

    private static String path(String id) {
        return "/feature-golden/" + id.replace('/', '-') + ".yaml";
    }

    private record Rows(EntityWindows row) {}
}
