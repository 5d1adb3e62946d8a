package dev.winnow.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A configuration record as canonical text: every setting with its value, in the order of declaration, names in maps sorted,
 * secrets as the path of their file or masked. Equal configurations give equal text.
 */
final class EffectiveText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private EffectiveText() {}

    static String yaml(Record record) {
        try {
            return YAML.writeValueAsString(tree(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration tree must be writable", e);
        }
    }

    /** The record as maps, lists and plain values; settings that are not set are left out. */
    static Map<String, Object> tree(Record record) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = SettingTypes.read(component, record);
            if (value instanceof Secret secret) {
                put(tree, component.getName(), secret);
            } else {
                Object plain = value(value);
                if (plain != null) {
                    tree.put(component.getName(), plain);
                }
            }
        }
        return tree;
    }

    private static void put(Map<String, Object> tree, String name, Secret secret) {
        if (secret.file() == null) {
            tree.put(name, Secret.MASK);
        } else {
            tree.put(name + "File", secret.file().toString());
        }
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Record record) {
            return SettingTypes.onlyMap(record.getClass())
                    .map(map -> value(SettingTypes.read(map, record)))
                    .orElseGet(() -> tree(record));
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(EffectiveText::value).orElse(null);
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            for (Object item : list) {
                Object plain = value(item);
                if (plain != null) {
                    items.add(plain);
                }
            }
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            new TreeMap<Object, Object>(map).forEach((key, child) -> {
                if (child instanceof ClientSetting setting && setting.secret() != null) {
                    put(entries, key.toString(), setting.secret());
                } else {
                    Object plain = value(child);
                    if (plain != null) {
                        entries.put(key.toString(), plain);
                    }
                }
            });
            return entries;
        }
        if (value instanceof Enum<?> constant) {
            return SettingTypes.enumText(constant);
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        return value instanceof Path path ? path.toString().replace('\\', '/') : value.toString();
    }
}
