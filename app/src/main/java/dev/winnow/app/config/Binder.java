package dev.winnow.app.config;

import dev.winnow.detectors.setting.SettingException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds configuration records from a tree: the tree's values over those of the record's {@code defaults()}, through the
 * canonical constructors. It knows no setting by name; a new record component is a new setting.
 *
 * <p>A record says what is wrong by a {@link SettingException} that names the setting, by its own component or in full. The
 * binder then sets that setting back to its default and builds again, so that one pass finds every broken rule.
 */
final class Binder {
    private final SettingFiles files;
    private final UnknownSettings unknown;
    private final List<Problem> problems;

    /**
     * @param root type of the whole configuration, for "did you mean"
     * @param baseDirectory what relative paths of secret files start from
     * @param problems where problems are added
     */
    Binder(Class<?> root, Path baseDirectory, List<Problem> problems) {
        files = new SettingFiles(baseDirectory, problems);
        unknown = new UnknownSettings(root, problems);
        this.problems = problems;
    }

    /** The record; null where it could not be built, and then there is a problem. */
    <T> @Nullable T bind(Class<T> record, Node.Mapping tree) {
        return record.cast(bindRecord(record, tree, null, ""));
    }

    private @Nullable Object bindRecord(Class<?> record, Node node, @Nullable Object base, String path) {
        if (isNothing(node)) {
            node = Node.Mapping.empty(node.origin());
        }
        if (!(node instanceof Node.Mapping mapping)) {
            wrongType(path, "must be a block of settings", node);
            return base;
        }
        int before = problems.size();
        unknown.refuse(record, mapping, path);
        RecordComponent[] components = record.getRecordComponents();
        Map<String, Object> given = new LinkedHashMap<>();
        Set<String> touched = new LinkedHashSet<>();
        Object defaults = base;
        if (defaults == null) {
            defaults = defaults(record, mapping, path, given);
            if (defaults == null
                    && (problems.size() > before
                            || SettingTypes.defaultsFactory(record).isPresent())) {
                bindTheRestForItsProblems(components, mapping, path, given);
                return null;
            }
        }
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String name = component.getName();
            @Nullable Object inherited = defaults == null ? null : SettingTypes.read(component, defaults);
            if (given.containsKey(name)) {
                values[i] = given.get(name);
                touched.add(name);
                continue;
            }
            Optional<Node> own = nodeOf(component, mapping, path);
            if (own.isPresent()) {
                values[i] = bindValue(component, own.get(), inherited, join(path, SettingTypes.key(component)));
                touched.add(name);
            } else {
                values[i] = inherited;
            }
        }
        return construct(record, values, defaults, touched, mapping, path);
    }

    private void bindTheRestForItsProblems(
            RecordComponent[] components, Node.Mapping mapping, String path, Map<String, Object> given) {
        Set<String> required = Set.copyOf(SettingTypes.required(components[0].getDeclaringRecord()));
        for (RecordComponent component : components) {
            if (!given.containsKey(component.getName()) && !required.contains(component.getName())) {
                nodeOf(component, mapping, path)
                        .ifPresent(node -> bindValue(component, node, null, join(path, SettingTypes.key(component))));
            }
        }
    }

    /** The record's defaults; required components are bound first and put into {@code given}. */
    private @Nullable Object defaults(Class<?> record, Node.Mapping mapping, String path, Map<String, Object> given) {
        Optional<Method> factory = SettingTypes.defaultsFactory(record);
        boolean isComplete = true;
        for (String name : SettingTypes.required(record)) {
            RecordComponent component = component(record, name);
            String setting = join(path, SettingTypes.key(component));
            Optional<Node> node = nodeOf(component, mapping, path);
            if (node.isEmpty()) {
                problems.add(new Problem("CFG-003", setting, "is required and has no default", mapping.origin()));
                isComplete = false;
                continue;
            }
            Object value = bindValue(component, node.get(), null, setting);
            if (value == null) {
                isComplete = false;
            } else {
                given.put(name, value);
            }
        }
        if (!isComplete || factory.isEmpty()) {
            return null;
        }
        Object[] arguments =
                SettingTypes.required(record).stream().map(given::get).toArray();
        try {
            return factory.get().invoke(null, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException broken) {
                for (BrokenRule rule : BrokenRule.of(broken, record, path)) {
                    problems.add(
                            new Problem(rule.code(), rule.setting(), rule.text(), origin(mapping, rule.component())));
                }
                return null;
            }
            throw new IllegalStateException("defaults of " + record.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Node> nodeOf(RecordComponent component, Node.Mapping mapping, String path) {
        if (component.getType() == Secret.class) {
            Node inline = mapping.entries().get(component.getName());
            if (inline != null && inline.origin().startsWith(EnvironmentOverlay.DIRECT_SECRET)) {
                return Optional.of(inline);
            }
        }
        return Optional.ofNullable(mapping.entries().get(SettingTypes.key(component)));
    }

    private @Nullable Object bindValue(RecordComponent component, Node node, @Nullable Object inherited, String path) {
        if (isNothing(node) && SettingTypes.isNullable(component)) {
            return null;
        }
        if (component.getType() == Secret.class) {
            return secret(component.getName(), node, inherited, path);
        }
        return bindType(component.getGenericType(), node, inherited, path);
    }

    private @Nullable Object bindType(Type type, Node node, @Nullable Object inherited, String path) {
        Class<?> raw = SettingTypes.raw(type);
        Optional<RecordComponent> onlyMap = SettingTypes.onlyMap(raw);
        if (onlyMap.isPresent()) {
            return mapRecord(raw, onlyMap.get(), node, inherited, path);
        }
        if (raw.isRecord()) {
            return bindRecord(raw, node, inherited, path);
        }
        if (raw == Optional.class) {
            return isNothing(node)
                    ? Optional.empty()
                    : Optional.ofNullable(bindType(SettingTypes.argument(type, 0), node, null, path));
        }
        if (raw == List.class) {
            return list(SettingTypes.argument(type, 0), node, inherited, path);
        }
        if (Map.class.isAssignableFrom(raw)) {
            return map(SettingTypes.argument(type, 1), node, inherited, path);
        }
        if (raw == Declaration.class) {
            return files.declaration(node, inherited, path);
        }
        boolean isText = raw == String.class || raw == ClientSetting.class;
        if (node instanceof Node.Scalar scalar
                && scalar.shape() != Node.Shape.NOTHING
                && (isText || !isEmpty(scalar))) {
            if (raw == ClientSetting.class) {
                return scalar.shape() == Node.Shape.ANY
                        ? ClientSetting.secret(Secret.of(scalar.text()))
                        : ClientSetting.plain(scalar.text());
            }
            try {
                return Scalars.convert(raw, scalar);
            } catch (Scalars.WrongType e) {
                wrongType(path, String.valueOf(e.getMessage()), node);
                return inherited;
            }
        }
        wrongType(path, "must be " + Scalars.requirement(raw), node);
        return inherited;
    }

    private @Nullable Object list(Type element, Node node, @Nullable Object inherited, String path) {
        if (isNothing(node)) {
            return inherited;
        }
        List<Node> items;
        if (node instanceof Node.Sequence sequence) {
            items = sequence.items();
        } else if (node instanceof Node.Scalar scalar
                && scalar.shape() == Node.Shape.ANY
                && !SettingTypes.isRecord(element)) {
            items = new ArrayList<>();
            for (String part : scalar.text().split(",", -1)) {
                items.add(new Node.Scalar(part.strip(), Node.Shape.ANY, scalar.origin()));
            }
        } else {
            wrongType(path, "must be a list", node);
            return inherited;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Object value = bindType(element, items.get(i), null, path + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private @Nullable Object map(Type element, Node node, @Nullable Object inherited, String path) {
        if (isNothing(node)) {
            return inherited;
        }
        if (!(node instanceof Node.Mapping mapping)) {
            wrongType(path, "must be a block of names and values", node);
            return inherited;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        if (inherited instanceof Map<?, ?> base) {
            base.forEach((key, value) -> values.put((String) key, value));
        }
        mapping.entries().forEach((key, child) -> {
            String childPath = join(path, key);
            Object value = isSecretFile(element, key, mapping)
                    ? readText(child, childPath)
                    : bindType(element, child, values.get(key), childPath);
            if (value != null) {
                values.put(isSecretFile(element, key, mapping) ? key.substring(0, key.length() - 4) : key, value);
            }
        });
        return SettingTypes.sorted(values);
    }

    private @Nullable Object mapRecord(
            Class<?> record, RecordComponent component, Node node, @Nullable Object inherited, String path) {
        Object base = inherited == null ? null : SettingTypes.read(component, inherited);
        Object map = map(SettingTypes.argument(component.getGenericType(), 1), node, base, path);
        return map == null
                ? inherited
                : construct(
                        record,
                        new @Nullable Object[] {map},
                        inherited,
                        Set.of(),
                        Node.Mapping.empty(node.origin()),
                        path);
    }

    /** In a map of texts, {@code some.passwordFile} gives {@code some.password} the content of a file. */
    private static boolean isSecretFile(Type element, String key, Node.Mapping mapping) {
        return element == ClientSetting.class
                && key.endsWith("File")
                && !mapping.entries().containsKey(key + "File");
    }

    private @Nullable Object readText(Node node, String path) {
        if (!(node instanceof Node.Scalar scalar) || scalar.shape() == Node.Shape.NOTHING) {
            wrongType(path, "must be the path of a file with the secret", node);
            return null;
        }
        Secret secret = files.secret(scalar.text(), node.origin(), path);
        return secret == null ? null : ClientSetting.secret(secret);
    }

    private @Nullable Object secret(String name, Node node, @Nullable Object inherited, String path) {
        if (!(node instanceof Node.Scalar scalar) || scalar.shape() == Node.Shape.NOTHING) {
            wrongType(path, "must be the path of a file with the secret", node);
            return inherited;
        }
        if (scalar.origin().startsWith(EnvironmentOverlay.DIRECT_SECRET)) {
            return scalar.text().isEmpty() ? inherited : Secret.of(scalar.text());
        }
        return files.secret(scalar.text(), node.origin(), path);
    }

    private @Nullable Object construct(
            Class<?> record,
            @Nullable Object[] values,
            @Nullable Object defaults,
            Set<String> touched,
            Node.Mapping mapping,
            String path) {
        RecordComponent[] components = record.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            if (values[i] == null && !SettingTypes.isNullable(components[i])) {
                return defaults;
            }
        }
        Set<String> left = new LinkedHashSet<>(touched);
        while (true) {
            try {
                return constructor(record).newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException broken)) {
                    throw new IllegalStateException("cannot build " + record.getName(), e.getCause());
                }
                boolean isKnown = defaults != null;
                for (BrokenRule rule : BrokenRule.of(broken, record, path)) {
                    problems.add(
                            new Problem(rule.code(), rule.setting(), rule.text(), origin(mapping, rule.component())));
                    isKnown = isKnown && rule.component() != null && left.remove(rule.component());
                }
                if (defaults == null || !isKnown) {
                    return defaults;
                }
                for (int i = 0; i < components.length; i++) {
                    if (touched.contains(components[i].getName()) && !left.contains(components[i].getName())) {
                        values[i] = SettingTypes.read(components[i], defaults);
                    }
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot build " + record.getName(), e);
            }
        }
    }

    private static String origin(Node.Mapping mapping, @Nullable String component) {
        Node own = component == null ? null : mapping.entries().get(component);
        return own == null ? mapping.origin() : own.origin();
    }

    private void wrongType(String path, String required, Node node) {
        problems.add(Problem.wrongType(path, required, node));
    }

    /** A key without a value; the YAML parser gives an empty text for it, which no block, list or number can be. */
    private static boolean isNothing(Node node) {
        return node instanceof Node.Scalar scalar && (scalar.shape() == Node.Shape.NOTHING || isEmpty(scalar));
    }

    private static boolean isEmpty(Node.Scalar scalar) {
        return scalar.shape() == Node.Shape.TEXT && scalar.text().isEmpty();
    }

    private static RecordComponent component(Class<?> record, String name) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (component.getName().equals(name)) {
                return component;
            }
        }
        throw new IllegalStateException(record.getName() + ".defaults has a parameter that is no component: " + name);
    }

    private static Constructor<?> constructor(Class<?> record) throws NoSuchMethodException {
        Class<?>[] types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> constructor = record.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor;
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
