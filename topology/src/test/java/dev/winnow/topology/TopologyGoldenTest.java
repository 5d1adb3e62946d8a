package dev.winnow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.schemas.output.OutputFormats;
import dev.winnow.topology.settings.InputTopic;
import dev.winnow.topology.settings.OutputTopic;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.triage.band.Band;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The picture of the topology, compared whole: names of nodes, stores and internal topics are what a running application's
 * changelogs hang on. Run with {@code -Dwinnow.regenerate=true} to accept a change, and tell operators in the changelog.
 */
final class TopologyGoldenTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("winnow.root", ".."), "topology", "src", "test", "resources", "topology.txt");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path directory;

    private String description() {
        TopologySettings settings = new Worlds()
                .inputs(
                        new InputTopic("soc.eve", Worlds.eve(), "acme", false, 0),
                        new InputTopic("soc.zeek", Worlds.eve(), "acme", false, 0),
                        new InputTopic("soc.keyed", Worlds.eve(), "acme", true, 0))
                .outputs(
                        new OutputTopic("siem.ecs", OutputFormats.named("ecs"), Band.LOW),
                        new OutputTopic("siem.ocsf", OutputFormats.named("ocsf"), Band.HIGH))
                .settings();
        Topology topology = WinnowTopology.build(settings, Run.properties(directory));
        return sorted(topology.describe().toString());
    }

    /** Sets are described in the order of their hashes; that order means nothing. */
    private static String sorted(String description) {
        return Pattern.compile("(?<=\\[)[^\\]]+(?=])|(?<=--> |<-- ).+")
                .matcher(description)
                .replaceAll(set -> Stream.of(set.group().split(", ")).sorted().collect(Collectors.joining(", ")));
    }

    @Test
    void isWhatTheGoldenFileSays() throws IOException {
        String description = description();
        if (Boolean.getBoolean("winnow.regenerate")) {
            Files.writeString(GOLDEN, description);
        }

        assertThat(description).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void everyNodeAndInternalTopicHasANameOfOurs() {
        Matcher names = Pattern.compile("(?:Source|Processor|Sink): (\\S+)|topics?: \\[?([^\\])]+)")
                .matcher(description());
        List<String> found = new ArrayList<>();
        while (names.find()) {
            found.add(names.group(1) != null ? names.group(1) : names.group(2));
        }

        assertThat(found).hasSizeGreaterThan(40);
        assertThat(found).noneMatch(name -> name.matches(".*(KSTREAM|KTABLE|STATE-STORE|\\d{10}).*"));
    }

    @Test
    void everyStoreIsConnectedToOneProcessorOnly() {
        Matcher stores = Pattern.compile("stores: \\[([^\\]]+)]").matcher(description());
        List<String> found = new ArrayList<>();
        while (stores.find()) {
            found.addAll(List.of(stores.group(1).split(", ")));
        }

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "models",
                        "entities",
                        "feeds",
                        "population",
                        "alert-index",
                        "verdicts",
                        "calibrators",
                        "folds",
                        "clusters",
                        "pending-verdicts",
                        "mutes",
                        "commands",
                        "unscored-types",
                        "audit-head");
    }
}
