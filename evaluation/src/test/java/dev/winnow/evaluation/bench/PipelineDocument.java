package dev.winnow.evaluation.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The schema of the document, and what a document breaks in it. */
final class PipelineDocument {
    private static final Path SCHEMA =
            Path.of(System.getProperty("winnow.root", ".."), "docs/json/bench-pipeline.schema.json");

    private PipelineDocument() {}

    static List<Error> errors(Map<String, Object> document) {
        return errors(text(document));
    }

    static List<Error> errors(String json) {
        try {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
            return schema.validate(json, InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String text(Map<String, Object> document) {
        try {
            return new ObjectMapper().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
