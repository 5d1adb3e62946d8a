package dev.winnow.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code docs/configuration.md} from the configuration records: names and types from the components, defaults from
 * {@code defaults()}, meanings from the {@code @param} lines of the records' Javadoc. Nothing is said twice.
 */
final class ConfigurationPage {
    private final Path root;
    private final List<String> undocumented = new ArrayList<>();

    ConfigurationPage(Path root) {
        this.root = root;
    }

    /** Settings whose record says nothing about them. */
    List<String> undocumented() {
        return undocumented;
    }

    String text() {
        StringBuilder page = new StringBuilder();
        page.append("# Configuration\n\n")
                .append("<!-- Generated from the configuration records; mvn -pl app test -Dtest=ConfigurationPageTest"
                        + " -Dwinnow.update=true writes it. -->\n\n")
                .append(
                        "One YAML file, with environment variables over it: `WINNOW_` and the setting's name in capitals, two"
                                + " underscores\nbetween levels, one before each capital: `http.readyMaxLag` is"
                                + " `WINNOW_HTTP__READY_MAX_LAG`, the topic of the first input\n`WINNOW_INPUTS__0__TOPIC`."
                                + " Unknown settings are refused. `winnow config check` lists every problem at once,\n`winnow config"
                                + " show` prints what holds.\n\n")
                .append(
                        "A secret never stands in the file: its setting ends with `File` and names a file, relative to the"
                                + " configuration, or the\nvalue comes from the environment (`audit.keyFile`, or"
                                + " `WINNOW_AUDIT__KEY`). The same holds for passwords and keys among\nthe clients' settings"
                                + " (`ssl.keystore.passwordFile`). Secrets are masked wherever settings are printed.\n");
        table(page, "Top level", WinnowConfig.class, WinnowConfig.defaults(), "", true);
        for (RecordComponent component : WinnowConfig.class.getRecordComponents()) {
            section(
                    page,
                    component.getGenericType(),
                    SettingTypes.read(component, WinnowConfig.defaults()),
                    component.getName(),
                    true);
        }
        page.append("\n## Kafka settings that are Winnow's own business\n\n")
                .append(
                        "These are refused in every block of `kafka` (CFG-007). `acks` must be `all`, `retries` not 0,\n"
                                + "`max.in.flight.requests.per.connection` at most 5, `auto.offset.reset` `earliest` or `none`.\n\n")
                .append("| Setting | Why |\n|---|---|\n");
        KafkaConfig.owned()
                .forEach(entry -> page.append("| `")
                        .append(entry.getKey())
                        .append("` | ")
                        .append(entry.getValue())
                        .append(" |\n"));
        return page.toString();
    }

    /** @param isThere whether the block holds even where nobody writes it; then its settings have the defaults of that block */
    private void section(StringBuilder page, Type declared, @Nullable Object defaults, String path, boolean isThere) {
        Type type = SettingTypes.written(declared);
        Class<?> raw = SettingTypes.raw(type);
        if (raw.isRecord()) {
            table(page, "`" + path + "`", raw, (Record) defaults, path + ".", isThere);
            for (RecordComponent component : raw.getRecordComponents()) {
                Object own = defaults == null ? null : SettingTypes.read(component, defaults);
                section(page, component.getGenericType(), own, path + "." + component.getName(), own != null);
            }
        } else if (raw == List.class && SettingTypes.isRecord(SettingTypes.argument(type, 0))) {
            Class<?> element = SettingTypes.raw(SettingTypes.argument(type, 0));
            section(page, element, sample(element), path + "[]", false);
        } else if (Map.class.isAssignableFrom(raw) && SettingTypes.isRecord(SettingTypes.argument(type, 1))) {
            Class<?> element = SettingTypes.raw(SettingTypes.argument(type, 1));
            section(page, element, sample(element), path + ".NAME", false);
        }
    }

    private static @Nullable Object sample(Class<?> record) {
        if (record == InputConfig.class) {
            return InputConfig.defaults("topic", "json");
        }
        if (record == OutputConfig.class) {
            return OutputConfig.defaults("ecs", "topic");
        }
        return SettingTypes.defaultsFactory(record)
                .filter(method -> method.getParameterCount() == 0)
                .map(method -> {
                    try {
                        return method.invoke(null);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orElse(null);
    }

    private void table(
            StringBuilder page,
            String title,
            Class<?> record,
            @Nullable Record defaults,
            String prefix,
            boolean isThere) {
        Map<String, String> meanings = meanings(record);
        StringBuilder rows = new StringBuilder();
        List<String> required = SettingTypes.required(record);
        for (RecordComponent component : record.getRecordComponents()) {
            Type type = SettingTypes.written(component.getGenericType());
            boolean isBlock = SettingTypes.isRecord(type)
                    || (type instanceof java.lang.reflect.ParameterizedType
                            && (SettingTypes.isRecord(lastArgument(type))));
            String meaning = meanings.get(component.getName());
            if (meaning == null) {
                meaning = "";
                if (!isBlock) {
                    undocumented.add(record.getSimpleName() + "." + component.getName());
                }
            }
            rows.append("| `")
                    .append(prefix)
                    .append(SettingTypes.key(component))
                    .append("` | ")
                    .append(typeName(type))
                    .append(" | ")
                    .append(
                            required.contains(component.getName()) && !isThere
                                    ? "required"
                                    : isBlock && SettingTypes.isRecord(type) ? "" : defaultText(component, defaults))
                    .append(" | ")
                    .append(meaning.replace("|", "\\|"))
                    .append(" |\n");
        }
        page.append("\n## ")
                .append(title)
                .append("\n\n")
                .append("| Setting | Type | Default | Meaning |\n|---|---|---|---|\n");
        page.append(rows);
    }

    private static Type lastArgument(Type type) {
        return SettingTypes.argument(type, SettingTypes.raw(type) == List.class ? 0 : 1);
    }

    private static String typeName(Type type) {
        Class<?> raw = SettingTypes.raw(type);
        if (raw.isRecord()) {
            return "block";
        }
        if (raw == List.class) {
            Type element = SettingTypes.argument(type, 0);
            return "list of " + (SettingTypes.isRecord(element) ? "blocks" : typeName(element));
        }
        if (Map.class.isAssignableFrom(raw)) {
            Type element = SettingTypes.argument(type, 1);
            return "names and "
                    + (SettingTypes.isRecord(element)
                            ? "blocks"
                            : element == ClientSetting.class ? "values" : typeName(element) + "s");
        }
        return Scalars.name(raw);
    }

    private static String defaultText(RecordComponent component, @Nullable Record defaults) {
        Object value = defaults == null ? null : SettingTypes.read(component, defaults);
        if (value instanceof Record wrapper
                && SettingTypes.onlyMap(wrapper.getClass()).isPresent()) {
            value = SettingTypes.read(SettingTypes.onlyMap(wrapper.getClass()).get(), wrapper);
        }
        if (value == null) {
            return "not set";
        }
        if ((value instanceof List<?> list && list.isEmpty()) || (value instanceof Map<?, ?> map && map.isEmpty())) {
            return "none";
        }
        if (value instanceof List<?> list) {
            return "`" + String.join("`, `", list.stream().map(String::valueOf).toList()) + "`";
        }
        if (value instanceof Enum<?> constant) {
            return "`" + SettingTypes.enumText(constant) + "`";
        }
        return "`" + value + "`";
    }

    /** The {@code @param} lines of the record's Javadoc, tags taken out. */
    private Map<String, String> meanings(Class<?> record) {
        Class<?> outer = record;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        String source = source(outer);
        Matcher declaration = Pattern.compile("\\brecord\\s+" + record.getSimpleName() + "\\s*\\(")
                .matcher(source);
        Map<String, String> meanings = new LinkedHashMap<>();
        if (!declaration.find()) {
            return meanings;
        }
        int end = source.lastIndexOf("*/", declaration.start());
        int start = source.lastIndexOf("/**", declaration.start());
        if (start < 0
                || end < start
                || source.substring(end, declaration.start()).contains(";")) {
            return meanings;
        }
        String javadoc = source.substring(start + 3, end).replaceAll("(?m)^\\s*\\* ?", "");
        Matcher parameter = Pattern.compile("@param\\s+(\\w+)\\s+(.*?)(?=\\n\\s*@|\\z)", Pattern.DOTALL)
                .matcher(javadoc);
        while (parameter.find()) {
            meanings.put(
                    parameter.group(1),
                    parameter
                            .group(2)
                            .strip()
                            .replaceAll("\\s+", " ")
                            .replaceAll("\\{@code ([^}]*)}", "`$1`")
                            .replaceAll("\\{@link #?([^}]*)}", "`$1`"));
        }
        return meanings;
    }

    private String source(Class<?> type) {
        String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.list(root)) {
            Optional<Path> found = modules.map(module -> module.resolve(file))
                    .filter(Files::exists)
                    .findFirst();
            return Files.readString(found.orElseThrow(() -> new IllegalStateException(file + " was not found")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
