package dev.winnow.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.app.docs.PageBlocks.Block;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README, tutorial and how-tos are run from top to bottom in one folder, each block of commands by bash, and what they print is what the
 * pages say. The winnow commands run in one other JVM. {@link PageBlocks} has what a page may say of a block.
 *
 * <p>Of an output nothing is masked but figures of time: the numbers in a line that begins with {@code speed}, {@code eventsPerSecond}
 * or {@code elapsedSeconds}. With {@code -Dwinnow.update=true} the pages are rewritten with what was printed.
 */
@SuppressWarnings("NullAway.Init")
class ExecutedPagesIT {
    private static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("winnow.root")))
            .toAbsolutePath()
            .normalize();
    private static final boolean UPDATES = Boolean.getBoolean("winnow.update");
    private static final int MOST_MINUTES = 10;

    private static final String NEEDS_APPLICATION = "needs a running application; CommandIT sends commands to one";

    /** Every block that is not run, by page: a new one is to be argued for here. */
    private static final Map<String, List<String>> NOT_RUN = new TreeMap<>(Map.of(
            "README.md",
            List.of("waits until it is stopped; its output is below", "files of your own"),
            "docs/how-to/choose-detectors.md",
            List.of("files of your own", "files of your own"),
            "docs/how-to/measure-quality.md",
            List.of(
                    "the data sets are not part of the sources; EvalCommandTest runs the commands",
                    "the data sets are not part of the sources; MembersCommandIT and RowExportTest run the commands"),
            "docs/how-to/mute-and-maintain.md",
            List.of(
                    NEEDS_APPLICATION,
                    NEEDS_APPLICATION,
                    NEEDS_APPLICATION,
                    NEEDS_APPLICATION,
                    NEEDS_APPLICATION,
                    "needs a cluster; ClusterCommandsIT sends verdicts"),
            "docs/how-to/run-against-a-cluster.md",
            List.of(
                    "the configuration is yours to write; WinnowConfigTest reads docs/winnow.yaml",
                    "needs a cluster; ClusterCommandsIT makes topics",
                    "needs a cluster; RunCommandIT runs it",
                    "needs a cluster; ClusterCommandsIT sends files"),
            "docs/how-to/start-from-the-past.md",
            List.of("files of your own", "needs a cluster; HistoryTopologyTest learns from an input of the past"),
            "docs/how-to/verify-the-audit-log.md",
            List.of("needs a cluster; RunCommandIT verifies a topic")));

    @TempDir
    private Path folder;

    private Process server;
    private Path errors;
    private final Map<String, List<String>> printed = new LinkedHashMap<>();
    private final Map<String, List<String>> notRun = new TreeMap<>();

    @BeforeEach
    void start() throws IOException {
        errors = folder.resolve("stderr.txt");
        Files.createSymbolicLink(folder.resolve("docs"), ROOT.resolve("docs"));
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1500m",
                        "-Dwinnow.root=" + ROOT,
                        "dev.winnow.app.cli.CommandServer")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().put("CLASSPATH", absoluteClassPath());
        server = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String port = Objects.requireNonNull(out.readLine(), "the server of commands did not start");
        Path command = Files.writeString(folder.resolve("winnow"), """
                #!/usr/bin/env bash
                exec 3<> /dev/tcp/127.0.0.1/%s
                printf '%%s\\0' "$#" "$@" >&3
                read -r code <&3
                cat <&3
                exit "$code"
                """.formatted(port));
        assertThat(command.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void stop() {
        server.destroyForcibly();
    }

    @Test
    void everyBlockRunsAndPrintsWhatThePageSays() throws Exception {
        for (Path page : pages()) {
            run(page);
        }

        notRun.values().removeIf(List::isEmpty);
        assertThat(notRun).isEqualTo(NOT_RUN);

        // README and tutorial both play the day of seed 1: the same counts, whatever the machine does meanwhile.
        List<String> again = bash(List.of("./winnow demo --exit"));
        assertThat(masked(again)).isEqualTo(masked(printed.getOrDefault("./winnow demo --exit", List.of())));
    }

    /** What no page runs, so that each document without a cluster is held against its schema. */
    @Test
    void documentsAreAsTheirSchemasSay() throws Exception {
        bash(List.of(
                "./winnow demo --scale 0.5 --exit --json --out small",
                "./winnow demo --scale 0.5 --seeds 3..4 --json",
                "./winnow demo --scale 0.5 --write-day day",
                "./winnow triage day/zeek-ssh.json.gz --format zeek --out run --json",
                "./winnow audit verify run/audit --key run/audit.key --json",
                "./winnow audit show run/audit --json --to 20",
                "./winnow audit keygen --out new.key --json",
                "./winnow advise day/eve.json.gz --format suricata-eve --json",
                "./winnow config show --json",
                "echo 'inputs: [{topic: events, format: zeek}]' > winnow.yaml",
                "./winnow config check -c winnow.yaml --json || test $? = 3",
                "./winnow topics plan -c winnow.yaml --json",
                "./winnow topics rights -c winnow.yaml --json",
                "./winnow send day/zeek-ssh.json.gz --format zeek --dry-run --topic events -c winnow.yaml --json"));
    }

    private void run(Path page) throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(page));
        String name = ROOT.relativize(page).toString();
        List<String> last = List.of();
        int moved = 0;
        for (Block block : PageBlocks.of(List.copyOf(lines))) {
            if (block.isOutput()) {
                if (block.outputOf().isPresent()) {
                    last = bash(List.of(block.outputOf().get()));
                    printed.put(block.outputOf().get(), last);
                }
                if (UPDATES) {
                    moved += replace(lines, block, moved, last);
                } else {
                    assertThat(masked(last))
                            .as("%s, line %s", name, block.firstLine() + 1)
                            .isEqualTo(masked(block.lines()));
                }
                continue;
            }
            Optional<String> reason = block.notRun();
            if (reason.isPresent()) {
                notRun.computeIfAbsent(name, key -> new ArrayList<>()).add(reason.get());
                continue;
            }
            if (!block.before().isEmpty()) {
                bash(block.before());
            }
            last = bash(block.lines());
        }
        if (UPDATES) {
            Files.write(page, lines);
        }
    }

    private static int replace(List<String> lines, Block block, int moved, List<String> output) {
        List<String> old = lines.subList(
                block.firstLine() + moved,
                block.firstLine() + moved + block.lines().size());
        old.clear();
        old.addAll(output.stream()
                .map(line -> line.isEmpty() ? line : " ".repeat(block.indent()) + line)
                .toList());
        return output.size() - block.lines().size();
    }

    /** What the lines print; they must all succeed. */
    private List<String> bash(List<String> lines) throws IOException, InterruptedException {
        Path out = folder.resolve("stdout.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-u", "-c", String.join("\n", lines))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        boolean isDone = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(isDone && process.exitValue() == 0)
                .as("%s%n%s%n%s", String.join("\n", lines), Files.readString(out), tail(errors))
                .isTrue();
        return Files.readAllLines(out).stream().map(String::stripTrailing).toList();
    }

    private static String tail(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static List<String> masked(List<String> lines) {
        return lines.stream()
                .map(line -> line.matches("(speed|eventsPerSecond|elapsedSeconds)\\b.*")
                        ? line.replaceAll("[0-9.,]+", "#").replaceAll(" +", " ")
                        : line)
                .toList();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("docs/tutorial.md")));
        try (Stream<Path> howTo = Files.list(ROOT.resolve("docs/how-to"))) {
            howTo.sorted().forEach(pages::add);
        }
        return pages;
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(java.io.File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }
}
