package dev.winnow.schemas.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;

/** The Avro contracts as they stand in their files. */
final class Contracts {
    /** What stands on a topic, in the order of the data flow; everything else is part of one of these. */
    static final List<String> TOP_LEVEL =
            WireSchemas.all().stream().map(Schema::getName).toList();

    static final Path MODULE = Path.of(System.getProperty("winnow.root", ".."), "schemas");

    private Contracts() {}

    static Map<String, Schema> current() {
        return parsed(MODULE.resolve("src/main/avro"));
    }

    /** The schema of that name; a set without it is an incomplete set. */
    static Schema named(Map<String, Schema> set, String name) {
        Schema schema = set.get(name);
        if (schema == null) {
            throw new AssertionError("no schema \"" + name + "\" among " + set.keySet());
        }
        return schema;
    }

    private static Map<String, Schema> parsed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            SchemaParser parser = new SchemaParser();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                parser.parse(file);
            }
            Map<String, Schema> byName = new TreeMap<>();
            parser.getParsedNamedSchemas().forEach(schema -> byName.put(schema.getName(), schema));
            return byName;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every schema within, the schema itself first, each named one once. */
    static void walk(Schema schema, Consumer<Schema> visitor) {
        walk(schema, visitor, new ArrayList<>());
    }

    private static void walk(Schema schema, Consumer<Schema> visitor, List<String> seen) {
        boolean isNamed = schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM;
        if (isNamed && seen.contains(schema.getFullName())) {
            return;
        }
        if (isNamed) {
            seen.add(schema.getFullName());
        }
        visitor.accept(schema);
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> walk(field.schema(), visitor, seen));
            case ARRAY -> walk(schema.getElementType(), visitor, seen);
            case MAP -> walk(schema.getValueType(), visitor, seen);
            case UNION -> schema.getTypes().forEach(part -> walk(part, visitor, seen));
            default -> {
                // The others hold no schema.
            }
        }
    }
}
