package dev.winnow.app.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables over a tree. {@code WINNOW_HTTP__PORT} is {@code http.port}: two underscores separate levels,
 * case and single underscores inside a name do not count, list items are numbers from 0, and the names in a block of client
 * settings have a dot for each underscore ({@code WINNOW_KAFKA__ADMIN__SSL_PROTOCOL} is {@code kafka.admin.ssl.protocol}).
 */
final class EnvironmentOverlay {
    static final String PREFIX = "WINNOW_";

    /** Marks a scalar that is a secret itself and not the path of its file. */
    static final String DIRECT_SECRET = "environment variable ";

    /** Variables of the launcher and of the tests; they are no settings. */
    private static final Set<String> NOT_SETTINGS = Set.of(
            "WINNOW_JAVA_OPTS", "WINNOW_CONFIG", "WINNOW_CACHE", "WINNOW_DATA", "WINNOW_NO_BUILD", "WINNOW_NO_ARCHIVE");

    private final List<Problem> problems;

    EnvironmentOverlay(List<Problem> problems) {
        this.problems = problems;
    }

    /** The variable that holds a setting. */
    static String name(String setting) {
        StringBuilder name = new StringBuilder(PREFIX);
        String plain = setting.replaceAll("\\[(\\d+)]", ".$1");
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '.') {
                name.append("__");
            } else if (Character.isUpperCase(c)) {
                name.append('_').append(c);
            } else {
                name.append(Character.toUpperCase(c));
            }
        }
        return name.toString();
    }

    /** The tree with the variables put in. */
    Node.Mapping apply(Class<?> root, Node.Mapping tree, Map<String, String> environment) {
        Node.Mapping merged = (Node.Mapping) copy(tree);
        environment.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PREFIX) && !NOT_SETTINGS.contains(entry.getKey()))
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())))
                .forEach(entry -> put(root, merged, entry.getKey(), entry.getValue()));
        return merged;
    }

    private void put(Class<?> root, Node.Mapping tree, String variable, String value) {
        List<String> segments =
                Arrays.asList(variable.substring(PREFIX.length()).split("__", -1));
        if (!put(root, tree, segments, variable, value)) {
            List<String> names = new ArrayList<>();
            for (String path : SettingTypes.paths(root)) {
                names.add(name(path.replace("[]", ".0").replace("*", "name")));
            }
            problems.add(new Problem(
                    "CFG-001",
                    variable,
                    "unknown setting"
                            + NearWord.of(variable, names)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; two underscores separate levels, as in WINNOW_HTTP__PORT"),
                    "environment"));
        }
    }

    private boolean put(Type declared, Node.Mapping tree, List<String> segments, String variable, String value) {
        Type type = SettingTypes.written(declared);
        String first = segments.get(0);
        List<String> rest = segments.subList(1, segments.size());
        Class<?> raw = SettingTypes.raw(type);
        String key;
        Type inner;
        if (raw.isRecord()) {
            RecordComponent component = component(raw, first);
            if (component == null) {
                return false;
            }
            key = plain(first).equals(plain(component.getName())) ? component.getName() : SettingTypes.key(component);
            inner = component.getGenericType();
        } else if (Map.class.isAssignableFrom(raw)) {
            inner = SettingTypes.argument(type, 1);
            key = mapKey(first, tree, inner);
        } else {
            return false;
        }
        return putAt(inner, tree, key, rest, variable, value);
    }

    private boolean putAt(Type inner, Node.Mapping tree, String key, List<String> rest, String variable, String value) {
        String origin = DIRECT_SECRET + variable;
        if (rest.isEmpty()) {
            Class<?> raw = SettingTypes.raw(inner);
            if (raw.isRecord() || Map.class.isAssignableFrom(raw)) {
                return false;
            }
            tree.entries().put(key, new Node.Scalar(value, Node.Shape.ANY, origin));
            return true;
        }
        Node present = tree.entries().get(key);
        if (SettingTypes.raw(inner) == List.class) {
            return putItem(inner, tree, key, rest, variable, value);
        }
        Node.Mapping child = present instanceof Node.Mapping mapping ? mapping : Node.Mapping.empty(origin);
        tree.entries().put(key, child);
        return put(inner, child, rest, variable, value);
    }

    private boolean putItem(
            Type list, Node.Mapping tree, String key, List<String> rest, String variable, String value) {
        Optional<Integer> index = index(rest.get(0));
        if (index.isEmpty()) {
            return false;
        }
        Node present = tree.entries().get(key);
        List<Node> items = present instanceof Node.Sequence sequence ? sequence.items() : new ArrayList<>();
        if (index.get() > items.size()) {
            problems.add(new Problem(
                    "CFG-004",
                    variable,
                    "list items must be given without gaps; the next one is number " + items.size(),
                    "environment"));
            return true;
        }
        Type element = SettingTypes.argument(list, 0);
        String origin = DIRECT_SECRET + variable;
        if (index.get() == items.size()) {
            items.add(Node.Mapping.empty(origin));
        }
        tree.entries().put(key, new Node.Sequence(items, origin));
        if (rest.size() == 1) {
            items.set(index.get(), new Node.Scalar(value, Node.Shape.ANY, origin));
            return !SettingTypes.isRecord(element);
        }
        if (!(items.get(index.get()) instanceof Node.Mapping)) {
            items.set(index.get(), Node.Mapping.empty(origin));
        }
        return put(element, (Node.Mapping) items.get(index.get()), rest.subList(1, rest.size()), variable, value);
    }

    /** The present key that the variable means, or one made from it: dots for client settings, dashes for names. */
    private static String mapKey(String segment, Node.Mapping tree, Type value) {
        for (String key : tree.entries().keySet()) {
            if (plain(key).equals(plain(segment))) {
                return key;
            }
        }
        String lower = segment.toLowerCase(Locale.ROOT);
        return SettingTypes.raw(value) == ClientSetting.class ? lower.replace('_', '.') : lower.replace('_', '-');
    }

    private static @Nullable RecordComponent component(Class<?> record, String segment) {
        for (RecordComponent component : record.getRecordComponents()) {
            if (plain(component.getName()).equals(plain(segment))
                    || plain(SettingTypes.key(component)).equals(plain(segment))) {
                return component;
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.replaceAll("[_.-]", "").toLowerCase(Locale.ROOT);
    }

    private static Optional<Integer> index(String segment) {
        return segment.matches("\\d{1,4}") ? Optional.of(Integer.parseInt(segment)) : Optional.empty();
    }

    private static Node copy(Node node) {
        if (node instanceof Node.Mapping mapping) {
            Node.Mapping copy = Node.Mapping.empty(mapping.origin());
            mapping.entries().forEach((key, child) -> copy.entries().put(key, copy(child)));
            return copy;
        }
        if (node instanceof Node.Sequence sequence) {
            List<Node> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(copy(item)));
            return new Node.Sequence(items, sequence.origin());
        }
        return node;
    }
}
