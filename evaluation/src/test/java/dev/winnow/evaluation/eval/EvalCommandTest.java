package dev.winnow.evaluation.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from its arguments to its document, on small sets made here. */
class EvalCommandTest {
    private static final Path SCHEMA = Path.of(System.getProperty("winnow.root", ".."), "docs/json/eval.schema.json");

    @TempDir
    private Path folder;

    @Test
    void aTableGivesOneRowASystemThatFitsTheSchema() throws IOException {
        Path file = table(1500);

        Command command = Command.run(
                "csv",
                file.toString(),
                "--label-column",
                "label",
                "--seeds",
                "2",
                "--system",
                "winnow,aws,ewma",
                "--json");

        assertThat(command.exitCode()).isZero();
        assertThat(errors(command.out())).isEmpty();
        JsonNode document = command.json();
        assertThat(document.path("set").asText()).isEqualTo("csv");
        assertThat(document.path("seeds").asInt()).isEqualTo(2);
        assertThat(texts(document, "system")).containsExactly("winnow", "aws", "ewma");
        assertThat(texts(document, "protocol")).containsOnly("stream");
        for (JsonNode row : document.path("rows")) {
            assertThat(row.path("roc").asDouble()).as(row.toString()).isBetween(0.5, 1.0);
            assertThat(row.path("rocSpread").isNumber()).isTrue();
            assertThat(row.path("nsPerPoint").asDouble()).isPositive();
        }
        assertThat(document.path("protocols").path(0).path("baseRate").asDouble())
                .isEqualTo(30 / 1500.0);
        assertThat(document.path("machine").path("cpu").isTextual()).isTrue();
    }

    @Test
    void withRowsToFitOnOnlyTheOthersAreJudged() throws IOException {
        Command command = Command.run(
                "csv",
                table(2000).toString(),
                "--label-column",
                "label",
                "--fit-rows",
                "1200",
                "--seeds",
                "1",
                "--system",
                "winnow",
                "--json");

        JsonNode protocol = command.json().path("protocols").path(0);
        assertThat(protocol.path("rows").asInt()).isEqualTo(800);
        assertThat(protocol.path("fitRows").asInt()).isEqualTo(1200);
        assertThat(command.json().path("rows").path(0).path("roc").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void theSameSeedsGiveTheSameFigures() throws IOException {
        String[] arguments = {
            "csv",
            table(1300).toString(),
            "--label-column",
            "label",
            "--seeds",
            "2",
            "--system",
            "winnow,ewma",
            "--json"
        };

        JsonNode first = Command.run(arguments).json().path("rows");
        JsonNode second = Command.run(arguments).json().path("rows");

        for (int i = 0; i < first.size(); i++) {
            assertThat(first.path(i).path("ap")).isEqualTo(second.path(i).path("ap"));
            assertThat(first.path(i).path("apSpread")).isEqualTo(second.path(i).path("apSpread"));
        }
    }

    @Test
    void aQuickLookSaysSo() throws IOException {
        Command command = Command.run(
                "csv",
                table(2400).toString(),
                "--label-column",
                "label",
                "--every",
                "2",
                "--rows",
                "1100",
                "--seeds",
                "1",
                "--system",
                "ewma");

        assertThat(command.exitCode()).isZero();
        assertThat(command.out()).contains("restricted: 1 judged row in 2, at most 1100 judged rows");
    }

    @Test
    void aSeriesIsLearntFromOneFileAndJudgedOnAnother() throws IOException {
        Path train = folder.resolve("train.csv");
        Path test = folder.resolve("test.csv");
        Files.writeString(train, series(1400, false));
        Files.writeString(test, series(700, true));

        Command command = Command.run(
                "series",
                "--train",
                train.toString(),
                "--test",
                test.toString(),
                "--label-column",
                "label",
                "--seeds",
                "1",
                "--system",
                "winnow,aws",
                "--json");

        assertThat(command.exitCode()).as(command.failure()).isZero();
        assertThat(errors(command.out())).isEmpty();
        assertThat(texts(command.json(), "protocol")).containsOnly("series");
        assertThat(texts(command.json(), "system")).containsExactly("winnow", "aws");
        for (JsonNode row : command.json().path("rows")) {
            assertThat(row.path("vusPr").asDouble()).as(row.toString()).isGreaterThan(0.5);
        }
    }

    @Test
    void benchmarkFilesGiveARowEachAfterTheirMean() throws IOException {
        Path first = folder.resolve("001_A_id_1_X_tr_1100_1st_1200.csv");
        Path second = folder.resolve("002_B_id_1_X_tr_1100_1st_1200.csv");
        String rows = series(1100, true).replace("label", "Label");
        Files.writeString(first, rows + rows.substring(rows.indexOf('\n') + 1));
        Files.writeString(second, Files.readString(first));

        Command command = Command.run(
                "tsb-ad", first.toString(), second.toString(), "--seeds", "1", "--system", "ewma", "--json");

        assertThat(command.exitCode()).as(command.failure()).isZero();
        assertThat(errors(command.out())).isEmpty();
        assertThat(texts(command.json(), "protocol"))
                .containsExactly("tsb-ad", "001_A_id_1_X_tr_1100_1st_1200", "002_B_id_1_X_tr_1100_1st_1200");
        JsonNode found = command.json().path("rows");
        assertThat(found.path(0).path("vusPr")).isEqualTo(found.path(1).path("vusPr"));
        assertThat(command.json().path("protocols").path(0).path("fitRows").asInt())
                .isEqualTo(2200);
    }

    @Test
    void aBenchmarkFolderGivesARowAProfileAndSystem() throws IOException {
        Path root = corpus();

        Command command =
                Command.run("nab", "--data", root.toString(), "--seeds", "1", "--system", "winnow,aws", "--json");

        assertThat(command.exitCode()).as(command.failure()).isZero();
        assertThat(errors(command.out())).isEmpty();
        assertThat(texts(command.json(), "protocol"))
                .containsExactly(
                        "standard",
                        "standard",
                        "reward_low_FP_rate",
                        "reward_low_FP_rate",
                        "reward_low_FN_rate",
                        "reward_low_FN_rate");
        assertThat(command.json().path("rows").path(0).path("score").asDouble()).isBetween(0.0, 100.0);
        assertThat(command.json().path("protocols").path(0).path("windows").asInt())
                .isOne();
    }

    @Test
    void theEnvironmentSaysWhereTheSetsLie() throws IOException {
        Path root = corpus();

        assertThat(Command.run(Map.of("WINNOW_DATA", root.toString()), "nab", "--seeds", "1", "--system", "ewma")
                        .exitCode())
                .isZero();
        assertThat(Command.run(Map.of("WINNOW_DATA", "nowhere"), "nab"))
                .isEqualTo(new Command(
                        5,
                        "",
                        "EVL-003 data: must be a folder, found none at [nowhere]; give --data DIR or set WINNOW_DATA"));
    }

    @Test
    void wrongRequestsAreUsageErrors() throws IOException {
        String file = table(300).toString();

        assertThat(Command.run("kdd"))
                .isEqualTo(new Command(
                        2,
                        "",
                        "EVL-001 set \"kdd\": must be one of [nsl-kdd, kdd-http, shuttle, mammography, satellite, modes, nab,"
                                + " server-metrics], or a file: see winnow eval csv --help"));
        assertThat(Command.run().failure()).startsWith("a set is required: one of [nsl-kdd,");
        assertThat(Command.run("csv", file, "--label-column", "label", "--seeds", "0"))
                .isEqualTo(new Command(2, "", "EVL-002 --seeds: must be between 1 and 100, was 0; choose another"));
        assertThat(Command.run("csv", file, "--label-column", "label", "--fit-rows", "300"))
                .isEqualTo(new Command(
                        2, "", "EVL-002 --fit-rows: must be between 0 and 299 for 300 rows, was 300; choose another"));
        assertThat(Command.run("csv", file, "--label-column", "label", "--system", "best")
                        .failure())
                .startsWith("EVL-001 system \"best\": must be members or one of [winnow, aws, rcf, ewma, cusum");
        assertThat(Command.run("csv", file, "--label-column", "lable").exitCode())
                .isEqualTo(2);
        assertThat(Command.run("csv", file).exitCode()).isEqualTo(2);
        assertThat(Command.run("nab", "--data", corpus().toString(), "--rows", "10")
                        .failure())
                .isEqualTo("EVL-002 --rows, --every: must be left out for \"nab\", for a series with holes is another"
                        + " series; choose fewer --seeds for a quick look");
    }

    @Test
    void badFilesHaveTheirOwnExitCode() throws IOException {
        assertThat(Command.run("csv", "absent.csv", "--label-column", "label"))
                .isEqualTo(
                        new Command(
                                5,
                                "",
                                "EVL-003 \"absent.csv\": must be readable, failed with NoSuchFileException; check path and rights"));
        Path file = folder.resolve("one-class.csv");
        Files.writeString(file, "a,label\n1,0\n2,0\n");
        Command command = Command.run("csv", file.toString(), "--label-column", "label");
        assertThat(command.exitCode()).isEqualTo(1);
        assertThat(command.failure()).startsWith("EVL-005 ").contains("has 0 positive of 2");
    }

    /** Rows around 0 of which one in fifty, from row 30 on, is far off in both columns. */
    private Path table(int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder("a,b,name,label\n");
        for (int i = 0; i < rows; i++) {
            boolean isStrange = i % 50 == 30;
            double shift = isStrange ? 9 : 0;
            text.append(shift + random.nextDouble() - 0.5).append(',').append(shift - random.nextDouble());
            text.append(",x").append(i % 3).append(isStrange ? ",1\n" : ",0\n");
        }
        Path file = folder.resolve("table" + rows + ".csv");
        Files.writeString(file, text);
        return file;
    }

    private static String series(int rows, boolean isLabelled) {
        SplittableRandom random = new SplittableRandom(rows);
        StringBuilder text = new StringBuilder(isLabelled ? "m0,m1,label\n" : "m0,m1\n");
        for (int i = 0; i < rows; i++) {
            boolean isStrange = isLabelled && i >= 500 && i < 540;
            double level = isStrange ? 6 : Math.sin(i / 20.0);
            text.append(level + random.nextDouble() / 5).append(',').append(-level + random.nextDouble() / 5);
            text.append(isLabelled ? isStrange ? ",1\n" : ",0\n" : "\n");
        }
        return text.toString();
    }

    private Path corpus() throws IOException {
        Path data = Files.createDirectories(folder.resolve("nab/data/mine"));
        StringBuilder text = new StringBuilder("timestamp,value\n");
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1200; i++) {
            text.append(String.format("2020-01-%02d %02d:%02d:00,", 1 + i / 288, i / 12 % 24, i % 12 * 5));
            text.append(random.nextDouble() + (i >= 900 && i < 910 ? 20 : 0)).append('\n');
        }
        Files.writeString(data.resolve("a.csv"), text);
        Path labels = Files.createDirectories(folder.resolve("nab/labels"));
        Files.writeString(
                labels.resolve("combined_windows.json"),
                "{\"mine/a.csv\": [[\"2020-01-04 02:00:00\", \"2020-01-04 05:00:00\"]]}");
        return folder;
    }

    private static List<Error> errors(String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
        return schema.validate(json, InputFormat.JSON);
    }

    private static List<String> texts(JsonNode document, String field) {
        List<String> texts = new ArrayList<>();
        document.path("rows").forEach(row -> texts.add(row.path(field).asText()));
        return texts;
    }
}
