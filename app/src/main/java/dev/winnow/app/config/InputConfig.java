package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import dev.winnow.schemas.input.InputOptions;
import dev.winnow.schemas.input.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One topic of events.
 *
 * @param topic topic that is read
 * @param format input format of its records, for example suricata-eve
 * @param tenant tenant of all records of this topic; ignored for a record that names its own by tenantField
 * @param tenantField field of the record that names its tenant; not set: all records belong to the tenant above
 * @param keyed whether the records' keys are already tenant|entity, and tenant|feature set of rows of a table; if not, they are
 *     re-keyed once inside the application
 * @param entityField field that names the entity; not set: the format's own choice
 * @param mapping where the fields stand; for the formats json and csv
 * @param columns other names for the columns time, name, ip, host and short; for the format ids-csv
 * @param history whether its events are of the past: models learn from them, and none becomes an alert (winnow warm)
 * @param maxFutureSkewSeconds how far an event's time may lie ahead of its arrival before the record is refused
 */
public record InputConfig(
        String topic,
        String format,
        String tenant,
        @Nullable String tenantField,
        boolean keyed,
        @Nullable String entityField,
        @Nullable InputMapping mapping,
        Map<String, String> columns,
        boolean history,
        int maxFutureSkewSeconds) {

    /** The formats that an input may have. */
    static final List<String> FORMATS = List.of("suricata-eve", "zeek", "wazuh", "ids-csv", "json", "csv", "avro");

    private static final Set<String> COLUMNS = Set.of("time", "name", "ip", "host", "short");

    public InputConfig {
        Rules.topic("topic", topic);
        if (!FORMATS.contains(format)) {
            throw new SettingException(
                    "format",
                    "must be one of " + String.join(", ", FORMATS)
                            + NearWord.of(format, FORMATS)
                                    .map(near -> " (did you mean " + near + "?)")
                                    .orElse("")
                            + ", was \"" + format + "\"");
        }
        Rules.name("tenant", tenant, 64);
        Rules.between("maxFutureSkewSeconds", maxFutureSkewSeconds, 0, 31_536_000);
        if (mapping != null && !format.equals("json") && !format.equals("csv")) {
            throw new SettingException(
                    "mapping", "only the formats json and csv have one, the format is \"" + format + "\"");
        }
        if (!columns.isEmpty() && !format.equals("ids-csv")) {
            throw new SettingException("columns", "only the format ids-csv has them, the format is \"" + format + "\"");
        }
        for (String column : new TreeSet<>(columns.keySet())) {
            if (!COLUMNS.contains(column)) {
                throw new SettingException(
                        "columns", "must name some of host, ip, name, short, time, was \"" + column + "\"");
            }
        }
        columns = SettingTypes.sorted(columns);
    }

    /** An input of which only topic and format are said. */
    public static InputConfig of(String topic, String format) {
        return defaults(topic, format);
    }

    /** What the format is told. */
    public InputOptions options() {
        return InputOptions.defaults()
                .withEntityField(entityField == null ? "" : entityField)
                .withTenantField(tenantField == null ? "" : tenantField)
                .withMapping(mapping == null ? Mapping.none() : mapping.toMapping())
                .withColumns(columns);
    }

    static InputConfig defaults(String topic, String format) {
        return new InputConfig(topic, format, "default", null, false, null, null, Map.of(), false, 300);
    }
}
