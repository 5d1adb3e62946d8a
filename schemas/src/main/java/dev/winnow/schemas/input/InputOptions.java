package dev.winnow.schemas.input;

import java.util.Map;
import java.util.Set;

/**
 * What a caller may say about an input.
 *
 * @param entityField text field of the event, or top-level key or column of the source, that names the entity; empty:
 *     the format's default
 * @param tenantField text field of the event, or top-level key or column of the source, that names the tenant; empty:
 *     the topic's tenant holds. A record without it names no tenant
 * @param mapping places of the fields for {@code json} and {@code csv}
 * @param columns for {@code ids-csv}: {@code time}, {@code name}, {@code ip}, {@code host} or {@code short} to the
 *     column that takes its place
 * @param maxRecordBytes longest record that is decoded, 1,024 bytes to 64 MiB
 * @param maxDepth deepest nesting of JSON, 1 to 1,000
 * @param maxFields most fields of a record, nested ones counted, 1 to 1,000,000
 */
public record InputOptions(
        String entityField,
        String tenantField,
        Mapping mapping,
        Map<String, String> columns,
        int maxRecordBytes,
        int maxDepth,
        int maxFields) {
    /** 1 MiB: what a broker takes by default. */
    public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;

    /** EVE and Zeek nest to about 6; 64 leaves room and cannot exhaust a stack. */
    public static final int DEFAULT_MAX_DEPTH = 64;

    /** An EVE statistics record has about 1,500 fields. */
    public static final int DEFAULT_MAX_FIELDS = 4_096;

    private static final Set<String> IDS_COLUMNS = Set.of("time", "name", "ip", "host", "short");

    private static final InputOptions DEFAULTS = new InputOptions(
            "", "", Mapping.none(), Map.of(), DEFAULT_MAX_RECORD_BYTES, DEFAULT_MAX_DEPTH, DEFAULT_MAX_FIELDS);

    public InputOptions {
        range("maxRecordBytes", maxRecordBytes, 1_024, 64 << 20);
        range("maxDepth", maxDepth, 1, 1_000);
        range("maxFields", maxFields, 1, 1_000_000);
        columns.forEach((role, column) -> {
            if (!IDS_COLUMNS.contains(role)) {
                throw bad("columns", "may name time, name, ip, host and short", Refusal.quote(role));
            }
            if (column.isEmpty()) {
                throw bad("columns." + role, "must name a column", "an empty text");
            }
        });
        columns = Map.copyOf(columns);
    }

    public static InputOptions defaults() {
        return DEFAULTS;
    }

    public InputOptions withEntityField(String field) {
        return new InputOptions(field, tenantField, mapping, columns, maxRecordBytes, maxDepth, maxFields);
    }

    public InputOptions withTenantField(String field) {
        return new InputOptions(entityField, field, mapping, columns, maxRecordBytes, maxDepth, maxFields);
    }

    public InputOptions withMapping(Mapping declared) {
        return new InputOptions(entityField, tenantField, declared, columns, maxRecordBytes, maxDepth, maxFields);
    }

    public InputOptions withColumns(Map<String, String> map) {
        return new InputOptions(entityField, tenantField, mapping, map, maxRecordBytes, maxDepth, maxFields);
    }

    /** The same with other limits. */
    public InputOptions withLimits(int recordBytes, int depth, int fields) {
        return new InputOptions(entityField, tenantField, mapping, columns, recordBytes, depth, fields);
    }

    static IllegalArgumentException bad(String where, String required, String found) {
        return new IllegalArgumentException(InputCode.BAD_OPTION.code() + " input option \"" + where + "\": " + required
                + "; found " + found + "; correct the configuration");
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw bad(name, "must be between " + low + " and " + high, Integer.toString(value));
        }
    }
}
