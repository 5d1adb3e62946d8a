package dev.winnow.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The folder of the history: one folder a release, and {@code unreleased} for what the next one will add. Entries of
 * releases stay as they are; {@code unreleased} follows the contracts.
 */
final class HistoryFolder {
    static final String UNRELEASED = "unreleased";
    static final String COMMAND =
            "mvn -pl schemas test -Dtest=SchemaHistoryTest,TopicsPageTest -Dwinnow.regenerate=true";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    HistoryFolder(Path folder) {
        this.folder = folder;
    }

    SchemaHistory history() {
        return SchemaHistory.read(path -> text(folder.resolve(path)));
    }

    /** Contracts that are not entered as they are, each with what to do. */
    List<String> faults(List<Schema> contracts) {
        List<String> faults = new ArrayList<>();
        for (Schema contract : contracts) {
            Path file = folder.resolve(UNRELEASED).resolve(contract.getName() + ".avsc");
            boolean isUnreleased = Files.exists(file);
            if (isUnreleased == isReleased(contract)
                    || isUnreleased && !text(file).equals(textOf(contract))) {
                faults.add(
                        contract.getName() + ": the contract must be entered in the history of schemas as it is, and is"
                                + " not; if you meant to change it, run `" + COMMAND
                                + "` and commit what it writes; see CONTRIBUTING.md, \"Changing a schema\"");
            }
        }
        names(UNRELEASED).stream()
                .filter(name -> contracts.stream().noneMatch(contract -> name.equals(contract.getName() + ".avsc")))
                .forEach(name -> faults.add(name + ": there is no such contract; run `" + COMMAND + "`"));
        return faults;
    }

    /** Makes {@code unreleased} what the contracts are beyond the last release. */
    void refresh(List<Schema> contracts) {
        names(UNRELEASED).forEach(name -> delete(folder.resolve(UNRELEASED).resolve(name)));
        contracts.stream().filter(contract -> !isReleased(contract)).forEach(contract -> write(UNRELEASED, contract));
    }

    /** Enters what the contracts are beyond the last release under the name of a new one. */
    void release(String version, List<Schema> contracts) {
        StringBuilder index = new StringBuilder(text(folder.resolve("releases")));
        for (Schema contract : contracts) {
            if (!isReleased(contract)) {
                write(version, contract);
                index.append(version + " " + contract.getName() + " " + SchemaHistory.fingerprint(contract) + "\n");
            }
        }
        write(folder.resolve("releases"), index.toString());
        refresh(contracts);
    }

    /** Files of a release. */
    List<String> names(String release) {
        Path files = folder.resolve(release);
        if (!Files.exists(files)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(files)) {
            return found.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders in the history, without {@code unreleased}. */
    List<String> folders() {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(UNRELEASED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the newest entry of a contract is what it is now; documentation apart. */
    private boolean isReleased(Schema contract) {
        List<SchemaHistory.Entry> entries = history().entries().stream()
                .filter(entry -> entry.schema().getFullName().equals(contract.getFullName()))
                .toList();
        return !entries.isEmpty()
                && textOf(entries.get(entries.size() - 1).schema()).equals(textOf(contract));
    }

    /** The whole schema, its parts within it, without documentation: what a reader's bytes and defaults depend on. */
    static String textOf(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(SchemaText.of(schema));
            bare(tree);
            return JSON.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bare(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("doc");
        }
        node.forEach(HistoryFolder::bare);
    }

    private void write(String release, Schema contract) {
        write(folder.resolve(release).resolve(contract.getName() + ".avsc"), textOf(contract));
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
