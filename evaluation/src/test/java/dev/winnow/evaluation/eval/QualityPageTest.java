package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityPageTest {
    private static final Path DOCS = Path.of(System.getProperty("winnow.root", ".."), "docs");

    private static final String MEMBERS = """
            {"set": "members", "seeds": 3, "command": "winnow eval members --json", "against": "rcf",
             "machine": {"cpu": "some cpu", "cores": 2, "jdk": "17"},
             "sets": [{"name": "a", "says": "some of it", "events": 8000, "positives": 400, "baseRate": 0.05}],
             "configurations": [
               {"configuration": "rcf", "meanNormalisedAp": 0.1, "meanRank": 2, "cpuMicros": 400.4},
               {"configuration": "%1$s", "meanNormalisedAp": 0.2, "meanRank": 1, "cpuMicros": 500}],
             "rows": [
               {"configuration": "rcf", "set": "a", "averagePrecision": 0.145, "averagePrecisionSpread": 0.01},
               {"configuration": "%1$s", "set": "a", "averagePrecision": 0.24, "averagePrecisionSpread": 0.02,
                "roc": 0.9, "rocSpread": 0.001, "recallAt1PercentFpr": 0.5, "recallAt1PercentFprSpread": 0.03}],
             "leaveOneOut": [{"set": "a", "chosenByTheOthers": "%1$s", "gain": 0.1}], "gain": 0.1, "gainSpread": 0.004}
            """.formatted(MemberSet.defaults().name());

    @TempDir
    private Path folder;

    @Test
    void thePageIsWhatTheDocumentsBesideItSay() throws IOException {
        String page = TablesCommand.page(DOCS.resolve("quality"));

        assertThat(DOCS.resolve("quality.md")).content().isEqualTo(page);
    }

    @Test
    void thePageHasEverySetAndNamesTheCommands() throws IOException {
        String page = Files.readString(DOCS.resolve("quality.md"));

        assertThat(page).contains("winnow eval tables --from docs/quality --out docs/quality.md");
        for (String set : EvalCommand.sets()) {
            assertThat(page).contains("\n## " + set + "\n\n```\nwinnow eval " + set + " ");
        }
        for (QualityTarget target : QualityTarget.ALL) {
            assertThat(page).contains("| " + target.set() + " " + target.protocol() + " |");
        }
    }

    @Test
    void aTargetIsBelowTheFloorReachedOrAtItsGoal() throws IOException {
        assertThat(page(0.8))
                .contains("| shuttle stream | AP | 0.700 | 0.800 | 0.85 | 0.93 | **below the floor** by 0.050 |");
        assertThat(page(0.85))
                .contains("| shuttle stream | AP | 0.700 | 0.850 | 0.85 | 0.93 | floor; short of the goal by 0.080 |");
        assertThat(page(0.95)).contains("| shuttle stream | AP | 0.700 | 0.950 | 0.85 | 0.93 | goal |");
        assertThat(page(0.95)).contains("| shuttle stream | ROC-AUC | - | - | 0.991 | 0.996 | not measured |");
    }

    @Test
    void aRowHasMeansWithTheirSpread() throws IOException {
        assertThat(page(0.8))
                .contains("- **stream**: one pass; 1,000 rows, base rate 5.00 %; 9 numeric features; AWS gets raw"
                        + " values.")
                .contains("| Protocol | System | AP | CPU µs |")
                .contains("| stream | **winnow** | 0.800 ± 0.012 | 40.3 |")
                .contains("5 seeds; some cpu, 2 cores, Java 17.");
    }

    @Test
    void whatWentThroughTheTopologyComesFirstAndModelsAloneAreMarked() throws IOException {
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        documents.put("members", new ObjectMapper().readTree(MEMBERS));
        documents.put("shuttle", new ObjectMapper().readTree(document(0.9)));

        String page = QualityPage.of(documents, "\n### Others\n");

        assertThat(page)
                .contains("- **a**: some of it; 8,000 events, base rate 5.0 %.")
                .contains("| rcf | 0.145 ± 0.010 | 0.100 | 2.0 | 400 |")
                .contains("| **" + MemberSet.defaults().name() + "**, in force | 0.240 ± 0.020 | 0.200 | 1.0 | 500 |")
                .contains("| a | 0.900 ± 0.001 | 0.500 ± 0.030 |")
                .contains("against `rcf`.")
                .contains("| a | " + MemberSet.defaults().name() + " | +0.100 |")
                .contains("no part in the choice: +0.100 ± 0.004 over seeds")
                .containsSubsequence(
                        "## Through the topology",
                        "### Others",
                        "## Models alone",
                        "**Not through the topology**",
                        "## shuttle")
                .doesNotContain("## members");
    }

    @Test
    void theCommandTellsEveryMissingSetAtOnce() {
        Command command = Command.run("tables", "--from", folder.toString());

        assertThat(command.exitCode()).isEqualTo(1);
        assertThat(command.failure())
                .startsWith("EVL-010 \"" + folder + "\": must have a document of each set, has none of [members, "
                        + EvalCommand.sets().toString().substring(1));
    }

    @Test
    void theCommandWritesThePage() throws IOException {
        Files.writeString(folder.resolve("members.json"), MEMBERS);
        for (String set : EvalCommand.sets()) {
            Files.writeString(folder.resolve(set + ".json"), document(0.9).replace("\"shuttle\"", "\"" + set + "\""));
        }
        Path page = folder.resolve("quality.md");

        Command command = Command.run("tables", "--from", folder.toString(), "--out", page.toString());

        assertThat(command.exitCode()).isZero();
        assertThat(page).content().contains("\n## nsl-kdd\n", "\n## server-metrics\n");
    }

    @Test
    void aDocumentOfAnotherSetIsRefused() throws IOException {
        Files.writeString(folder.resolve("members.json"), MEMBERS);
        for (String set : EvalCommand.sets()) {
            Files.writeString(folder.resolve(set + ".json"), document(0.9));
        }

        assertThat(Command.run("tables", "--from", folder.toString()).failure())
                .isEqualTo("EVL-010 \"" + folder.resolve("nsl-kdd.json")
                        + "\": must be the document of set \"nsl-kdd\" with its rows, is of \"shuttle\"; measure the"
                        + " set again");
    }

    private static String page(double ap) throws IOException {
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        documents.put("shuttle", new ObjectMapper().readTree(document(ap)));
        return QualityPage.of(documents, "");
    }

    private static String document(double ap) {
        return """
                {"set": "shuttle", "seeds": 5, "command": "winnow eval shuttle --json",
                 "machine": {"cpu": "some cpu", "cores": 2, "jdk": "17"},
                 "protocols": [{"name": "stream", "says": "one pass", "rows": 1000, "fitRows": 0, "baseRate": 0.05,
                   "numericFeatures": 9, "textFeatures": 0, "awsInput": "raw"}],
                 "rows": [{"protocol": "stream", "system": "winnow", "ap": %s, "apSpread": 0.0123, "nsPerPoint": 40321.7},
                   {"protocol": "stream", "system": "aws", "ap": 0.7, "apSpread": 0.02, "nsPerPoint": 140000}]}
                """.formatted(ap);
    }
}
