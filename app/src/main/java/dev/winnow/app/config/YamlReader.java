package dev.winnow.app.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads one YAML document into a tree that remembers its lines. Duplicate keys, aliases and a second document are refused. */
final class YamlReader {
    private static final YAMLFactory YAML = factory();

    /** Far more than any configuration needs, and little enough that a hostile file costs nothing. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private static final int MAX_DEPTH = 32;

    private final String name;
    private final List<Problem> problems;

    YamlReader(String name, List<Problem> problems) {
        this.name = name;
        this.problems = problems;
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** The document's top-level block; empty, with a problem, where the text is not one. */
    Node.Mapping read(String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Node.Mapping.empty(name);
            }
            Node node = node(parser);
            if (parser.nextToken() != null) {
                problems.add(new Problem(
                        "CFG-005", name, "must hold one YAML document; a second one follows", origin(parser)));
            }
            if (node instanceof Node.Mapping mapping) {
                return mapping;
            }
            if (node instanceof Node.Scalar scalar && scalar.shape() == Node.Shape.NOTHING) {
                return Node.Mapping.empty(name);
            }
            problems.add(
                    new Problem("CFG-005", name, "must be a block of settings, was " + node.kind(), node.origin()));
        } catch (JsonProcessingException e) {
            problems.add(refusal(e));
        } catch (IOException e) {
            problems.add(new Problem("CFG-005", name, "cannot be read: " + firstLine(e.getMessage()), name));
        }
        return Node.Mapping.empty(name);
    }

    private Node node(JsonParser parser) throws IOException {
        String origin = origin(parser);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            LinkedHashMap<String, Node> entries = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                entries.put(key, node(parser));
            }
            return new Node.Mapping(entries, origin);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser));
            }
            return new Node.Sequence(items, origin);
        }
        if (token == JsonToken.VALUE_EMBEDDED_OBJECT
                || parser.getText() == null
                || (parser instanceof YAMLParser yaml && yaml.isCurrentAlias())) {
            problems.add(new Problem("CFG-005", name, "must hold plain values; aliases and binaries are not", origin));
            return new Node.Scalar("", Node.Shape.NOTHING, origin);
        }
        Node.Shape shape = switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Node.Shape.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> Node.Shape.BOOLEAN;
            case VALUE_NULL -> Node.Shape.NOTHING;
            default -> Node.Shape.TEXT;
        };
        return new Node.Scalar(parser.getText(), shape, origin);
    }

    private Problem refusal(JsonProcessingException e) {
        // The parser's message starts with what it was doing; what is wrong stands in the cause, with its own place.
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null) {
            int line = marked.getProblemMark() == null
                    ? 1
                    : marked.getProblemMark().getLine() + 1;
            return new Problem("CFG-005", name, "must be valid YAML; " + marked.getProblem(), name + " line " + line);
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        return new Problem(
                "CFG-005",
                name,
                "must be valid YAML; " + firstLine(e.getOriginalMessage()),
                line > 0 ? name + " line " + line : name);
    }

    private String origin(JsonParser parser) {
        return name + " line " + parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(@Nullable String text) {
        if (text == null) {
            return "no more is known";
        }
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
