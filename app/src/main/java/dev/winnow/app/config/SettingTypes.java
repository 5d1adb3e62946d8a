package dev.winnow.app.config;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the binder, the printer and the documentation read from the types of a configuration record. */
final class SettingTypes {
    private SettingTypes() {}

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        throw new IllegalStateException("a setting cannot have the type " + type);
    }

    static Type argument(Type type, int index) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getActualTypeArguments()[index];
        }
        throw new IllegalStateException("a setting of type " + type + " must say what it holds");
    }

    static boolean isRecord(Type type) {
        return type instanceof Class<?> plain && plain.isRecord();
    }

    /** The component of a record that is nothing but a map; such a record is written as the map. */
    static Optional<RecordComponent> onlyMap(Class<?> type) {
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        return components.length == 1 && Map.class.isAssignableFrom(components[0].getType())
                ? Optional.of(components[0])
                : Optional.empty();
    }

    /** The type that a setting is written as: the map of a record that is nothing but one, else the type itself. */
    static Type written(Type type) {
        return onlyMap(raw(type)).map(RecordComponent::getGenericType).orElse(type);
    }

    static boolean isNullable(RecordComponent component) {
        AnnotatedType type = component.getAnnotatedType();
        return type.isAnnotationPresent(Nullable.class);
    }

    /** The key in YAML: the component's name, with {@code File} at its end for a secret. */
    static String key(RecordComponent component) {
        return component.getType() == Secret.class ? component.getName() + "File" : component.getName();
    }

    static List<String> keys(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(SettingTypes::key)
                .toList();
    }

    static String enumText(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    static List<String> enumTexts(Class<?> type) {
        return Stream.of(type.getEnumConstants()).map(SettingTypes::enumText).toList();
    }

    /**
     * The static method {@code defaults} of a record. Its parameters are the components that have no default; they carry the
     * components' names.
     */
    static Optional<Method> defaultsFactory(Class<?> record) {
        for (Method method : record.getDeclaredMethods()) {
            if (method.getName().equals("defaults")
                    && Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() == record) {
                method.setAccessible(true);
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** Names of the components that must be given: the parameters of {@code defaults}, or all where there is no such method. */
    static List<String> required(Class<?> record) {
        return defaultsFactory(record)
                .map(method -> Arrays.stream(method.getParameters())
                        .map(java.lang.reflect.Parameter::getName)
                        .toList())
                .orElseGet(() -> Arrays.stream(record.getRecordComponents())
                        .filter(component -> !isNullable(component))
                        .map(RecordComponent::getName)
                        .toList());
    }

    static @Nullable Object read(RecordComponent component, Object record) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** Full names of all settings below a record, lists as {@code name[]} and maps as {@code name.*}, in declaration order. */
    static List<String> paths(Class<?> record) {
        List<String> paths = new ArrayList<>();
        collect(record, "", paths);
        return paths;
    }

    private static void collect(Class<?> record, String prefix, List<String> paths) {
        for (RecordComponent component : record.getRecordComponents()) {
            collect(component.getGenericType(), prefix + key(component), paths);
        }
    }

    private static void collect(Type declared, String path, List<String> paths) {
        Type type = written(declared);
        Class<?> raw = raw(type);
        if (raw.isRecord()) {
            collect(raw, path + ".", paths);
        } else if (raw == List.class && isRecord(argument(type, 0))) {
            collect(raw(argument(type, 0)), path + "[].", paths);
        } else if (Map.class.isAssignableFrom(raw) && isRecord(argument(type, 1))) {
            collect(raw(argument(type, 1)), path + ".*.", paths);
        } else {
            paths.add(path);
        }
    }

    /** A map in the order of its keys. */
    static <V> Map<String, V> sorted(Map<String, V> map) {
        return java.util.Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
