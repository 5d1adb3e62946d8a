package dev.winnow.evaluation.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.winnow.app.cli.CommonOptions;
import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code winnow eval tables}: the page of measured quality, from documents measured before. */
@Command(
        name = "tables",
        description = {
            "Write the page of measured quality from the documents of earlier runs: members.json, and SET.json for"
                    + " each known set.",
            "Make each with winnow eval SET --json > docs/quality/SET.json; one at a time, for they are long."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {ExitCode.OK_HELP, ExitCode.FAILURE_HELP, ExitCode.USAGE_HELP, ExitCode.FILE_HELP},
        footerHeading = "%nExamples:%n",
        footer = "  winnow eval tables --from docs/quality --out docs/quality.md")
final class TablesCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--from",
            paramLabel = "DIR",
            defaultValue = "docs/quality",
            description = "Folder of the documents; default: ${DEFAULT-VALUE}.")
    private Path from = Path.of("docs/quality");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "docs/quality.md",
            description = "The page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("docs/quality.md");

    @Override
    public Integer call() {
        Map<String, JsonNode> documents = documents(from);
        try {
            Files.writeString(out, page(from));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "EVL-003 \"" + out + "\": must be writable, failed with "
                            + e.getClass().getSimpleName() + "; check path and rights",
                    e);
        }
        if (common.isJson()) {
            common.json().write(Map.of("page", out.toString(), "sets", List.copyOf(documents.keySet())));
        } else {
            common.out().println(out + ": " + documents.size() + " sets");
            common.out().flush();
        }
        return ExitCode.OK;
    }

    /**
     * The page of a folder: what went through the topology ({@code members.json}, then {@code topology.md} where there is one), the
     * other documents, then {@code further.md}, where there is one. A line {@code @FILE} in these is replaced by the file of the
     * folder, as a command has printed it.
     *
     * @throws IOException if such a file cannot be read
     */
    static String page(Path folder) throws IOException {
        return QualityPage.of(documents(folder), text(folder, "topology.md")) + text(folder, "further.md");
    }

    private static String text(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n");
        for (String line : Files.readAllLines(file)) {
            text.append(line.startsWith("@") ? Files.readString(folder.resolve(line.substring(1))) : line + "\n");
        }
        return text.toString();
    }

    /**
     * The documents of the members and of all known sets.
     *
     * @throws CommandFailure EVL-010 with every set that is missing and how to make it, EVL-003 for what cannot be read
     */
    static Map<String, JsonNode> documents(Path folder) {
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> sets = new ArrayList<>(List.of(MembersCommand.NAME));
        sets.addAll(EvalCommand.sets());
        for (String set : sets) {
            Path file = folder.resolve(set + ".json");
            if (!Files.isRegularFile(file)) {
                missing.add(set);
                continue;
            }
            documents.put(set, read(file, set));
        }
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILURE,
                    "EVL-010 \"" + folder + "\": must have a document of each set, has none of " + missing
                            + "; for each: winnow eval SET --json > " + folder.resolve("SET.json"));
        }
        return documents;
    }

    private static JsonNode read(Path file, String set) {
        JsonNode document;
        try {
            document = new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FILE,
                    "EVL-003 \"" + file + "\": must be readable JSON, failed with "
                            + e.getClass().getSimpleName() + "; measure the set again",
                    e);
        }
        if (!document.path("set").asText().equals(set) || document.path("rows").isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILURE,
                    "EVL-010 \"" + file + "\": must be the document of set \"" + set + "\" with its rows, is of \""
                            + document.path("set").asText() + "\"; measure the set again");
        }
        return document;
    }
}
