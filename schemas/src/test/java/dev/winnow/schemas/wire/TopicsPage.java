package dev.winnow.schemas.wire;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/** Writes {@code docs/topics.md}: the table of topics, and every field of every record on them, out of the contracts. */
final class TopicsPage {
    private static final List<Topic> TOPICS = List.of(
            new Topic(
                    "winnow.events.*",
                    "any; where the input says `keyed: true` as winnow.alerts, and for a row of a table the feature set in place of the entity",
                    "the source's own format: suricata-eve, zeek, wazuh, ids-csv, json, csv or avro",
                    "delete",
                    "7 days",
                    "sensors and log shippers, `winnow send`",
                    "Winnow, once"),
            new Topic(
                    "winnow.feedback",
                    "any; keyed anew inside",
                    "[Verdict](#verdict)",
                    "delete",
                    "365 days",
                    "analysts by `winnow label` or their own tools",
                    "Winnow"),
            new Topic(
                    "winnow.commands",
                    "any; keyed anew inside",
                    "[Command](#command)",
                    "delete",
                    "365 days",
                    "operators and analysts by `winnow command`, `mute`, `model` and `cluster`, or their own tools",
                    "Winnow"),
            new Topic(
                    "winnow.alerts",
                    "tenant, a vertical bar, entity; in either `%` is `%25`, a bar `%7C`, a character 0 `%00`",
                    "[Alert](#alert)",
                    "delete",
                    "365 days",
                    "Winnow",
                    "analysts' tools; folded alerts are here too, muted ones stand in the audit log alone"),
            new Topic(
                    "winnow.clusters",
                    "cluster id",
                    "[Cluster](#cluster)",
                    "compact",
                    "newest state of each cluster",
                    "Winnow",
                    "analysts' tools"),
            new Topic(
                    "winnow.audit",
                    "the entry's own; see audit-format.md",
                    "[AuditEntry](#auditentry), always in single-object encoding; the chain's header is a record header",
                    "delete",
                    "for ever (no limit in time or bytes)",
                    "Winnow alone, one writer per partition",
                    "auditors, `winnow audit verify`"),
            new Topic(
                    "winnow.signals",
                    "tenant",
                    "[Signal](#signal)",
                    "delete",
                    "365 days",
                    "Winnow",
                    "operators' tools"),
            new Topic(
                    "winnow.dead-letters",
                    "topic of the refused record, or its tenant where triage refused it",
                    "[DeadLetter](#deadletter)",
                    "delete",
                    "365 days",
                    "Winnow",
                    "operators, `winnow dead-letters replay`"),
            new Topic(
                    "winnow.model-inputs",
                    "tenant; the partition is the shard",
                    "[ModelInput](#modelinput), always in single-object encoding",
                    "delete",
                    "7 days",
                    "Winnow",
                    "Winnow; as many partitions as the topics of events (`topics.eventPartitions`)"),
            new Topic(
                    "outputs, by configuration",
                    "as winnow.alerts",
                    "avro ([Alert](#alert)), json, ecs or ocsf; JSON Schemas are in the jar under `json-schema/`",
                    "delete",
                    "365 days",
                    "Winnow",
                    "SIEMs; without folded alerts, from the configured band up"));

    /** Not on topics of Winnow's own, but in internal ones; a reader of those finds them here. */
    private static final String INTERNAL =
            "Event, Candidate, ShardFacts and TenantTime stand only on internal repartition topics "
                    + "(`…-events-by-entity-repartition`, `…-candidates-by-tenant-repartition`), verdicts and commands pass through another one. They follow the same rules:"
                    + " an upgrade finds records of the release before on them.";

    private final Map<String, Schema> contracts;
    private final StringBuilder page = new StringBuilder();

    private TopicsPage(Map<String, Schema> contracts) {
        this.contracts = contracts;
    }

    /** The whole page, Markdown, lines ended by a line feed. */
    static String of(Map<String, Schema> contracts) {
        TopicsPage topics = new TopicsPage(contracts);
        topics.intro();
        topics.table(
                List.of("Topic", "Key", "Value", "Clean-up", "Kept", "Written by", "Read by"),
                TOPICS.stream().map(Topic::cells).toList());
        topics.encodings();
        Contracts.TOP_LEVEL.forEach(name -> topics.schema(Contracts.named(contracts, name)));
        topics.line("## Parts");
        topics.line("");
        topics.parts().forEach(topics::part);
        return topics.page.toString().stripTrailing() + "\n";
    }

    private void intro() {
        line("# Topics");
        line("");
        line("Generated from the Avro contracts in `schemas/src/main/avro`; a test compares it. Rewrite it with");
        line("`mvn -pl schemas test -Dtest=TopicsPageTest -Dwinnow.regenerate=true`.");
        line("");
        line("Names begin with `topics.prefix` (default `winnow.`), retention is `topics.eventRetentionHours` and");
        line(
                "`topics.alertRetentionHours`; the table shows the defaults. `winnow topics plan` prints what a configuration needs.");
        line("");
    }

    private void encodings() {
        line("");
        line(INTERNAL);
        line("");
        line("## Encoding");
        line("");
        line(
                "Without a schema registry: Avro single-object encoding (`C3 01`, the schema's 8-byte CRC-64-AVRO fingerprint in");
        line(
                "little-endian order, the datum). With one: the wire format of Confluent-compatible registries (`00`, the schema's");
        line(
                "4-byte id in big-endian order, the datum) under the subject `<topic>-value`. Winnow then reads both and writes the");
        line(
                "second, except on the audit topic and on internal ones, which are single-object encoded always. Keys of maps are");
        line("sorted: equal records give equal bytes.");
        line("");
        line(
                "Either way the writer's schema is resolved against the reader's. Every schema that a release has written is in the");
        line(
                "jar (`avro/history/`, by release and fingerprint), so records of any earlier release are read; `CONTRIBUTING.md`,");
        line(
                "\"Changing a schema\", says what may change. A field that may be absent has the type \"or null\"; a field with a");
        line(
                "default may be missing in a writer's schema. An enum symbol that a reader does not know is read as UNKNOWN. A schema");
        line("that nobody knows is WIR-002, a dead letter on every topic that Winnow reads.");
        line("");
    }

    private void schema(Schema schema) {
        line("## " + schema.getName());
        line("");
        describe(schema);
    }

    private void part(Schema schema) {
        line("### " + schema.getName());
        line("");
        describe(schema);
    }

    private void describe(Schema schema) {
        line(schema.getDoc());
        line("");
        if (schema.getType() == Schema.Type.ENUM) {
            line("One of "
                    + schema.getEnumSymbols().stream()
                            .map(symbol -> "`" + symbol + "`")
                            .collect(Collectors.joining(", "))
                    + ".");
        } else {
            table(
                    List.of("Field", "Type", "Default", "Meaning"),
                    schema.getFields().stream()
                            .map(field -> List.of(
                                    "`" + field.name() + "`", type(field.schema()), defaultOf(field), field.doc()))
                            .toList());
        }
        line("");
    }

    /** Records and enums that are parts of others, by name. */
    private List<Schema> parts() {
        Set<String> names = new LinkedHashSet<>(contracts.keySet());
        Contracts.TOP_LEVEL.forEach(names::remove);
        return names.stream().map(name -> Contracts.named(contracts, name)).toList();
    }

    private static String type(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical != null && logical.getName().equals("timestamp-millis")) {
            return "time (long, ms since 1970-01-01T00:00Z)";
        }
        return switch (schema.getType()) {
            case RECORD, ENUM ->
                "[" + schema.getName() + "](#" + schema.getName().toLowerCase(Locale.ROOT) + ")";
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map from string to " + type(schema.getValueType());
            case UNION -> union(schema);
            default -> schema.getType().getName();
        };
    }

    private static String union(Schema schema) {
        List<String> parts = new ArrayList<>();
        schema.getTypes().stream()
                .filter(part -> part.getType() != Schema.Type.NULL)
                .forEach(part -> parts.add(type(part)));
        if (schema.isNullable()) {
            parts.add("null");
        }
        return String.join(" or ", parts);
    }

    private static String defaultOf(Schema.Field field) {
        if (!field.hasDefaultValue()) {
            return "";
        }
        Object value = field.defaultVal();
        if (value == JsonProperties.NULL_VALUE) {
            return "null";
        }
        return value instanceof String text && text.isEmpty() ? "empty" : "`" + value + "`";
    }

    private void table(List<String> head, List<List<String>> rows) {
        row(head);
        row(head.stream().map(name -> "---").toList());
        rows.forEach(this::row);
    }

    private void row(List<String> cells) {
        line(cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private record Topic(
            String name, String key, String value, String cleanUp, String kept, String writers, String readers) {
        List<String> cells() {
            return List.of(name, key, value, cleanUp, kept, writers, readers);
        }
    }
}
