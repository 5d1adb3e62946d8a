package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class MainTest {
    private static final CommandContext CONTEXT = new CommandContext(Map.of(), RequiredTopics::of);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    static Stream<CommandLine> everyCommand() {
        return everyCommand(Main.commandLine(Commands.all(CONTEXT)))
                .filter(line -> !line.getCommandName().equals("help"));
    }

    private static Stream<CommandLine> everyCommand(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(MainTest::everyCommand));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void explainsItselfWithAnExampleAndItsExitCodes(CommandLine line) {
        String help = line.getUsageMessage();

        assertThat(line.getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(help).contains("Examples:", "-h, --help");
        if (line.getSubcommands().isEmpty()) {
            assertThat(help).contains("Exit codes:", "--json");
        }
        assertThat(help.lines()).allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(110));
    }

    @Test
    void showsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("winnow \\d+\\.\\d+\\.\\d+\\S*, Java \\d+\\R");
    }

    @Test
    void refusesAnUnknownCommandInOneLine() {
        assertThat(run("topcs")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("CLI-001 winnow: Unmatched argument at index 0: 'topcs'; did you mean topics?; see winnow"
                        + " --help" + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void asksForACommandWhereNoneIsGiven() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).containsExactly("CLI-001 winnow: a command is required; see winnow --help");
        assertThat(run("topics")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines())
                .containsExactly(
                        "CLI-001 winnow topics: a command is required: plan, rights, create or check; see winnow topics --help");
    }

    @Test
    void escapesOutsideTextInErrors() {
        assertThat(run("label", "x", "\u001b[31mred\u202e", "--analyst", "a")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("\\u{1b}[31mred\\u{202e}").doesNotContain("\u001b", "\u202e");
    }

    @Test
    void saysAFailureInOneLineAndTheStackTraceOnlyWhenAsked() {
        assertThat(runFailing("boom")).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString().lines())
                .containsExactly(
                        "CLI-002 winnow boom: failed: IllegalStateException: no\\nluck; run it again with -v and"
                                + " report it");

        assertThat(runFailing("boom", "-v")).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("at dev.winnow.app.cli.MainTest$Boom.run");
    }

    @Test
    void printsOneJsonDocumentAndNoSecond() {
        JsonOut json = new JsonOut(new PrintWriter(out));

        json.write(Map.of("text", "a\u202eb\u007f\u001b\u00e9"));

        assertThat(out.toString())
                .isEqualToNormalizingNewlines("{\n  \"text\" : \"a\\u202Eb\\u007f\\u001B\\u00E9\"\n}\n");
        assertThatThrownBy(() -> json.write(1))
                .hasMessage("a command prints one JSON document, and it was printed already");
    }

    @Test
    void checksAConfigurationAndListsEveryProblem() throws IOException {
        Path file = Files.writeString(directory.resolve("winnow.yaml"), "threads: 0\nhttp: {prot: 1}\n");

        assertThat(run("config", "check", "-c", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString().lines())
                .containsExactly(
                        "CFG-001 http.prot: unknown setting; did you mean http.port? (winnow.yaml line 2)",
                        "CFG-004 threads: must be between 1 and 1024, was 0 (winnow.yaml line 1)");

        assertThat(run("config", "check", "-c", file.toString(), "--json")).isEqualTo(ExitCode.CONFIGURATION);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.get("valid").asBoolean()).isFalse();
        assertThat(document.get("problems")).hasSize(2);
        assertThat(document.get("problems").get(0).get("code").asText()).isEqualTo("CFG-001");
    }

    @Test
    void showsTheEffectiveConfigurationAsJson() throws IOException {
        assertThat(run("config", "show", "--json")).isZero();

        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.get("http").get("port").asInt()).isEqualTo(8080);
        assertThat(document.get("detectors").get("rcf").get("trees").asInt()).isPositive();
    }

    @Test
    void plansTheTopicsOfAConfiguration() throws IOException {
        Path file = Files.writeString(
                directory.resolve("winnow.yaml"), "inputs: [{topic: soc.eve, format: suricata-eve}]\n");

        assertThat(run("topics", "plan", "-c", file.toString())).isZero();
        assertThat(out.toString().lines())
                .hasSize(9)
                .first()
                .asString()
                .isEqualTo("soc.eve              events        partitions=6 replication=3 cleanup.policy=delete"
                        + " max.message.bytes=2097152 min.insync.replicas=2 retention.ms=604800000");
    }

    @Test
    void writesANewKeyThatOnlyItsOwnerMayReadAndNeverOverwrites() throws IOException {
        Path file = directory.resolve("keys/audit.key");

        assertThat(run("audit", "keygen", "--out", file.toString(), "--id", "soc-1"))
                .isZero();
        String key = Files.readString(file);
        assertThat(key).matches("winnow-key v1 soc-1 [A-Za-z0-9+/]{43}=\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(out.toString()).doesNotContain(key.substring(20).strip());

        assertThat(run("audit", "keygen", "--out", file.toString())).isEqualTo(ExitCode.FILE);
        assertThat(err.toString()).startsWith("CLI-010 --out: must be a new file, ");
        assertThat(Files.readString(file)).isEqualTo(key);
    }

    @Test
    void tellsTwoVerdictsApartByEveryPartOfTheirId() {
        assertThat(List.of(
                        LabelCommand.id("t", "a", "b", 1),
                        LabelCommand.id("ta", "", "b", 1),
                        LabelCommand.id("t", "ab", "", 1),
                        LabelCommand.id("t", "a", "b", 2)))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).hasSize(32));
        assertThat(LabelCommand.id("t", "a", "b", 1)).isEqualTo(LabelCommand.id("t", "a", "b", 1));
    }

    @Test
    void refusesAVerdictThatDoesNotExist() {
        assertThat(run("label", "a1", "false_postive", "--analyst", "ada")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("CLI-004 VERDICT: must be one of true_positive, benign_positive, false_positive, duplicate,"
                        + " undetermined, auto_closed, was \"false_postive\"; did you mean false_positive?"
                        + System.lineSeparator());
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(CONTEXT, new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private int runFailing(String... args) {
        err.getBuffer().setLength(0);
        CommandLine line = Main.commandLine(List.of(new Boom()));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Command(name = "boom")
    private static final class Boom implements Runnable {
        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public void run() {
            throw new IllegalStateException("no\nluck");
        }
    }
}
