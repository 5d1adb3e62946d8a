package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.config.RequiredRights.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;

/** The table of rights in the documentation is the list that a run is tested with. */
class RightsPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("winnow.root", "..")).resolve("docs/how-to/run-against-a-cluster.md");
    private static final String BEGIN = "-Dwinnow.update=true writes it. -->\n";
    private static final String END = "   <!-- /rights -->";

    private static final WinnowConfig EXAMPLE = WinnowConfig.parse(
            "inputs: [{topic: winnow.events.eve, format: suricata-eve}]\noutputs: [{topic: soc.alerts.ecs, format: ecs}]",
            "example",
            Path.of(""),
            Map.of());

    @Test
    void theTableIsTheList() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("winnow.update")) {
            page = page.substring(0, begin) + table() + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf(END);
        }

        assertThat(page.substring(begin, end)).isEqualTo(table());
    }

    @Test
    void everyTopicThatIsCreatedIsInTheList() {
        List<String> named =
                RequiredRights.of(EXAMPLE).stream().map(Right::name).toList();

        assertThat(RequiredTopics.of(EXAMPLE))
                .allSatisfy(topic -> assertThat(named).contains(topic.name()));
    }

    private static String table() {
        Map<List<String>, List<String>> rows = new LinkedHashMap<>();
        for (Right right : RequiredRights.of(EXAMPLE)) {
            String kind = right.resource().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            boolean isPrefix = right.pattern() == PatternType.PREFIXED;
            rows.computeIfAbsent(
                            List.of(
                                    kind + (isPrefix ? "s with the prefix" : ""),
                                    right.operations().stream().map(Enum::name).collect(Collectors.joining(", "))),
                            key -> new java.util.ArrayList<>())
                    .add("`" + (right.name().startsWith("winnow-") ? "<application.id>-" : right.name()) + "`");
        }
        StringBuilder table = new StringBuilder("   | On | Names | Operations |\n   |---|---|---|\n");
        rows.forEach((row, names) ->
                table.append("   | " + row.get(0) + " | " + String.join(", ", names) + " | " + row.get(1) + " |\n"));
        return table.toString();
    }
}
