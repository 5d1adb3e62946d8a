package dev.winnow.app.docs;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The JSON Schemas under docs/json, for tests of what the commands really print. */
public final class PublishedSchema {
    private static final Path FOLDER =
            Path.of(Objects.requireNonNull(System.getProperty("winnow.root"))).resolve("docs/json");

    private PublishedSchema() {}

    /** What is wrong with a document; empty where nothing is. */
    public static List<String> faults(String name, String document) {
        String schema;
        try {
            schema = Files.readString(FOLDER.resolve(name + ".schema.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(document, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
