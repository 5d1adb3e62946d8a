package dev.winnow.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WireContractTest {
    private static final Map<String, Schema> CURRENT = Contracts.current();

    @Test
    void everyRecordEnumAndFieldSaysWhatItIs() {
        assertThat(CURRENT).hasSizeGreaterThan(20);
        assertThat(undocumented(CURRENT)).isEmpty();
    }

    @Test
    void anEmptyOrMissingDocumentationIsFound() {
        Schema bare = SchemaParser.parseSingle("""
                {"type": "record", "name": "R", "doc": "A record.", "fields": [
                  {"name": "a", "type": "int", "doc": " "},
                  {"name": "b", "type": {"type": "enum", "name": "E", "symbols": ["X"]}, "doc": "An enum."}]}
                """);

        assertThat(undocumented(Map.of("R", bare, "E", bare.getField("b").schema())))
                .containsExactly("E", "R.a");
    }

    private static Set<String> undocumented(Map<String, Schema> schemas) {
        Set<String> bare = new TreeSet<>();
        schemas.forEach((name, schema) -> {
            if (isBlank(schema.getDoc())) {
                bare.add(name);
            }
            if (schema.getType() == Schema.Type.RECORD) {
                schema.getFields().stream()
                        .filter(field -> isBlank(field.doc()))
                        .forEach(field -> bare.add(name + "." + field.name()));
            }
        });
        return bare;
    }

    private static boolean isBlank(@Nullable String doc) {
        return doc == null || doc.isBlank();
    }

    /** Without it a reader fails on the first symbol that a newer writer knows. */
    @Test
    void everyEnumReadsAnUnknownSymbolAsUnknown() {
        List<Schema> enums = CURRENT.values().stream()
                .filter(schema -> schema.getType() == Schema.Type.ENUM)
                .toList();

        assertThat(enums).hasSizeGreaterThan(5);
        assertThat(enums).allSatisfy(schema -> {
            assertThat(schema.getEnumDefault()).isEqualTo("UNKNOWN");
            assertThat(schema.getEnumSymbols()).startsWith("UNKNOWN");
        });
    }

    @Test
    void everySchemaIsPartOfWhatStandsOnATopic() {
        Set<String> reached = new TreeSet<>();
        Contracts.TOP_LEVEL.forEach(name -> Contracts.walk(Contracts.named(CURRENT, name), schema -> {
            if (schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM) {
                reached.add(schema.getName());
            }
        }));

        assertThat(reached).containsExactlyInAnyOrderElementsOf(CURRENT.keySet());
    }

    @Test
    void everyNullableFieldIsNullByDefault() {
        List<String> wrong = new ArrayList<>();
        CURRENT.values().stream()
                .filter(schema -> schema.getType() == Schema.Type.RECORD)
                .forEach(schema -> schema.getFields().stream()
                        .filter(field -> field.schema().isNullable())
                        .filter(field -> !field.hasDefaultValue()
                                || field.schema().getTypes().get(0).getType() != Schema.Type.NULL)
                        .forEach(field -> wrong.add(schema.getName() + "." + field.name())));

        assertThat(wrong).isEmpty();
    }
}
