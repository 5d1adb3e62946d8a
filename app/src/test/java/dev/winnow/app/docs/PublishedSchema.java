package dev.winnow.app.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON Schemas under docs/json, for tests of what the commands really print. */
public final class PublishedSchema {
    private static final Path FOLDER =
            Path.of(Objects.requireNonNull(System.getProperty("winnow.root"))).resolve("docs/json");

    private static final Pattern ROW =
            Pattern.compile("\\| `winnow ([^`]+)` \\| \\[([a-z-]+)]\\(([a-z-]+)\\.schema\\.json\\) \\|");

    /** Commands that print one object a line, where the page has no document for them. */
    private static final List<String> LINES = List.of("alerts", "dead-letters");

    private PublishedSchema() {}

    /** The page's table: words of a command, then the name of its schema. */
    public static Map<String, String> byCommand() {
        Map<String, String> table = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(read(FOLDER.resolve("README.md")));
        while (rows.find()) {
            table.put(rows.group(1), rows.group(2).equals(rows.group(3)) ? rows.group(2) : "");
        }
        return table;
    }

    /** What is wrong with what a command printed with {@code --json}; empty where nothing is. */
    public static List<String> faultsOfCommand(List<String> arguments, String document) {
        String best = "";
        for (String command : byCommand().keySet()) {
            List<String> words = List.of(command.split(" "));
            List<String> names =
                    words.stream().filter(word -> !word.startsWith("-")).toList();
            boolean isOf = arguments.size() >= names.size()
                    && arguments.subList(0, names.size()).equals(names)
                    && arguments.containsAll(words);
            if (isOf && command.length() > best.length()) {
                best = command;
            }
        }
        if (best.isEmpty() && LINES.contains(arguments.get(0))) {
            return document.lines().filter(line -> !isObject(line)).toList();
        }
        return best.isEmpty()
                ? List.of("docs/json/README.md has no row for winnow " + arguments.get(0))
                : faults(Objects.requireNonNull(byCommand().get(best)), document);
    }

    /** What is wrong with a document; empty where nothing is. */
    public static List<String> faults(String name, String document) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(read(FOLDER.resolve(name + ".schema.json")))
                .validate(document, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static boolean isObject(String line) {
        try {
            return new ObjectMapper().readTree(line).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
