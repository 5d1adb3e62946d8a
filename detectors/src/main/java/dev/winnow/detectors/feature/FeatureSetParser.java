package dev.winnow.detectors.feature;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.winnow.detectors.feature.Computation.Statistic;
import dev.winnow.detectors.series.SeriesConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns a YAML declaration into a feature set; {@link Computation} says what the words after {@code compute} mean. */
final class FeatureSetParser {
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final Pattern SET_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern FEATURE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
    private static final Pattern GROUP_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final long MOST_GRACE_MILLIS = 3_600_000;
    private static final int MOST_FEATURES = 256;

    /** Words for {@code compute}, in the order of the reference page. */
    static final List<String> WORDS = List.of(
            "field",
            "difference",
            "ratio",
            "balance",
            "is",
            "hour",
            "count",
            "count-before",
            "share",
            "sum",
            "mean",
            "std",
            "min",
            "max",
            "surge",
            "deviation",
            "level",
            "change",
            "lag",
            "since",
            "regularity",
            "steadiness",
            "novelty",
            "distinct",
            "rarity",
            "spread",
            "frequency",
            "top",
            "listed");

    private static final Map<String, Engine> ENGINES =
            new TreeMap<>(Map.of("entities", Engine.ENTITIES, "table", Engine.TABLE, "series", Engine.SERIES));

    /** What a computation says something of, where the declaration does not say; the reference page has the same table. */
    static final Map<String, String> GROUPS = Map.ofEntries(
            Map.entry("field", "value"),
            Map.entry("difference", "value"),
            Map.entry("ratio", "value"),
            Map.entry("balance", "value"),
            Map.entry("mean", "value"),
            Map.entry("std", "value"),
            Map.entry("min", "value"),
            Map.entry("max", "value"),
            Map.entry("deviation", "value"),
            Map.entry("level", "value"),
            Map.entry("change", "value"),
            Map.entry("lag", "value"),
            Map.entry("count", "volume"),
            Map.entry("sum", "volume"),
            Map.entry("surge", "volume"),
            Map.entry("is", "outcome"),
            Map.entry("share", "outcome"),
            Map.entry("count-before", "outcome"),
            Map.entry("hour", "timing"),
            Map.entry("since", "timing"),
            Map.entry("regularity", "timing"),
            Map.entry("steadiness", "timing"),
            Map.entry("distinct", "variety"),
            Map.entry("spread", "variety"),
            Map.entry("novelty", "rarity"),
            Map.entry("rarity", "rarity"),
            Map.entry("frequency", "rarity"),
            Map.entry("top", "rarity"),
            Map.entry("listed", "outcome"));

    private final List<String> problems = new ArrayList<>();

    private final Map<String, IndicatorList> lists;

    private FeatureSetParser(Map<String, IndicatorList> lists) {
        this.lists = lists;
    }

    /** @throws FeatureSetException with every mistake at once */
    static FeatureSet parse(String yaml, Map<String, IndicatorList> lists) {
        return new FeatureSetParser(lists).read(yaml);
    }

    private FeatureSet read(String yaml) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException broken) {
            throw new FeatureSetException(List.of("DET-101 feature set: must be YAML; " + broken.getOriginalMessage()));
        }
        if (root == null || !root.isObject()) {
            throw new FeatureSetException(List.of("DET-101 feature set: must be a YAML mapping"));
        }
        String where = "feature set \"" + root.path("name").asText("?") + "/"
                + root.path("version").asText("?") + "\" ";
        DeclarationReader reader = new DeclarationReader(root, where, problems);
        FeatureSet.Header header = header(reader);
        Engine engine = reader.has("engine")
                ? ENGINES.getOrDefault(reader.word("engine", List.copyOf(ENGINES.keySet())), Engine.ENTITIES)
                : Engine.ENTITIES;
        List<TableColumn> columns = engine == Engine.ENTITIES ? List.of() : columns(reader, where);
        SeriesConfig series = engine == Engine.SERIES ? series(reader) : SeriesConfig.defaults();
        List<FeatureSet.Declared> declared = engine == Engine.ENTITIES ? features(reader, where) : List.of();
        reader.refuseUnknownKeys();
        if (!problems.isEmpty()) {
            throw new FeatureSetException(problems);
        }
        try {
            return switch (engine) {
                case ENTITIES -> new FeatureSet(header, declared);
                case TABLE -> FeatureSet.table(header, columns);
                case SERIES -> FeatureSet.series(header, columns, series);
            };
        } catch (IllegalArgumentException refused) {
            throw new FeatureSetException(List.of(String.valueOf(refused.getMessage())));
        }
    }

    private FeatureSet.Header header(DeclarationReader reader) {
        String name = reader.text("name");
        if (!name.isEmpty() && !SET_NAME.matcher(name).matches()) {
            reader.problem("DET-104", "name", "must match " + SET_NAME + ", was \"" + name + "\"");
        }
        int version = (int) reader.integer("version", 1, 9999);
        String description = reader.text("description");
        List<String> events = reader.texts("events");
        List<String> required = reader.has("required") ? reader.fields("required") : List.of();
        List<String> context = reader.textsOrNone("context");
        Gate gate = gate(reader);
        long grace = reader.has("grace") ? reader.duration("grace") : 60_000;
        if (grace > MOST_GRACE_MILLIS) {
            reader.problem("DET-107", "grace", "must be at most 1h, was " + grace + " ms");
        }
        return new FeatureSet.Header(name, version, description, events, required, context, gate, grace);
    }

    /** {@code all}, or {@code {tail: level}}. */
    private static Gate gate(DeclarationReader reader) {
        JsonNode value = reader.required("gate");
        if (value == null || value.asText().equals("all")) {
            return Gate.all();
        }
        double tail = value.size() == 1 ? value.path("tail").asDouble(0) : 0;
        if (!(tail > 0 && tail < 1)) {
            reader.problem("DET-104", "gate", "must be all or {tail: level} with a level in (0, 1), was " + value);
            return Gate.all();
        }
        return new Gate(tail);
    }

    private SeriesConfig series(DeclarationReader reader) {
        SeriesConfig defaults = SeriesConfig.defaults();
        int memory = reader.has("memory") ? (int) reader.integer("memory", 128, 65_536) : defaults.memoryRows();
        if (Integer.bitCount(memory) != 1) {
            reader.problem("DET-104", "memory", "must be a power of two between 128 and 65536, was " + memory);
            return defaults;
        }
        long season = reader.has("season") ? reader.duration("season") : defaults.seasonMillis();
        return defaults.of(memory, season);
    }

    private List<FeatureSet.Declared> features(DeclarationReader reader, String where) {
        List<FeatureSet.Declared> declared = new ArrayList<>();
        JsonNode list = reader.required("features");
        if (list == null) {
            return declared;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_FEATURES) {
            reader.problem("DET-104", "features", "must be a list of 1 to " + MOST_FEATURES + " features");
            return declared;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                reader.problem("DET-104", "features[" + i + "]", "must be a mapping, was " + list.get(i));
                continue;
            }
            DeclarationReader feature = new DeclarationReader(list.get(i), where + "features[" + i + "].", problems);
            FeatureSet.Declared one = feature(feature);
            if (!names.add(one.feature().name())) {
                feature.problem(
                        "DET-105", "name", "\"" + one.feature().name() + "\" is the name of an earlier feature");
            }
            declared.add(one);
        }
        return declared;
    }

    private List<TableColumn> columns(DeclarationReader reader, String where) {
        List<TableColumn> columns = new ArrayList<>();
        JsonNode list = reader.required("columns");
        if (list == null) {
            return columns;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_FEATURES) {
            reader.problem("DET-104", "columns", "must be a list of 1 to " + MOST_FEATURES + " columns");
            return columns;
        }
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                reader.problem("DET-104", "columns[" + i + "]", "must be a mapping, was " + list.get(i));
                continue;
            }
            DeclarationReader column = new DeclarationReader(list.get(i), where + "columns[" + i + "].", problems);
            String name = column.text("name");
            String kind = column.word("kind", List.of("number", "text"));
            column.refuseUnknownKeys();
            if (!name.isBlank()) {
                columns.add(
                        new TableColumn(name, kind.equals("text") ? TableColumn.Kind.TEXT : TableColumn.Kind.NUMBER));
            }
        }
        return columns;
    }

    private FeatureSet.Declared feature(DeclarationReader reader) {
        String name = reader.text("name");
        if (!name.isEmpty() && !FEATURE_NAME.matcher(name).matches()) {
            reader.problem("DET-104", "name", "must match " + FEATURE_NAME + ", was \"" + name + "\"");
        }
        String description = reader.text("description");
        Feature.Transform transform = reader.has("transform")
                ? Feature.Transform.valueOf(reader.word("transform", List.of("auto", "linear", "log"))
                        .toUpperCase(Locale.ROOT))
                : Feature.Transform.AUTO;
        String word = reader.text("compute");
        if (!word.isEmpty() && !WORDS.contains(word)) {
            reader.problem("DET-108", "compute", "must be one of " + WORDS + ", was \"" + word + "\"");
        }
        String group = reader.textOr("group", GROUPS.getOrDefault(word, ""));
        if (reader.has("group") && (!GROUP_NAME.matcher(group).matches() || group.equals(FeatureGroups.REST))) {
            reader.problem(
                    "DET-104",
                    "group",
                    "must match " + GROUP_NAME + " and not be \"" + FeatureGroups.REST + "\", was \"" + group + "\"");
        }
        Computation computation = WORDS.contains(word) ? computation(word, reader) : new Computation.Field("unknown");
        if (WORDS.contains(word)) {
            reader.refuseUnknownKeys();
        }
        return new FeatureSet.Declared(
                new Feature(name, description, transform, Canonical.text(computation), group), computation);
    }

    private Computation computation(String word, DeclarationReader reader) {
        return switch (word) {
            case "field" -> new Computation.Field(reader.field("of"));
            case "difference" -> new Computation.Difference(reader.field("of"), reader.field("minus"));
            case "ratio" -> new Computation.Ratio(reader.field("of"), reader.field("to"));
            case "balance" -> new Computation.Balance(reader.field("of"), reader.field("to"));
            case "is" -> new Computation.Is(reader.condition("where"));
            case "hour" ->
                new Computation.Hour(reader.word("wave", List.of("sin", "cos")).equals("sin"));
            case "count" -> new Computation.Count(reader.conditionOrNone("where"), reader.window("window"));
            case "count-before" ->
                new Computation.CountBefore(
                        reader.condition("where"), reader.condition("when"), reader.window("window"));
            case "share" -> new Computation.Share(reader.condition("where"), reader.window("window"));
            case "sum" ->
                new Computation.Sum(reader.field("of"), reader.conditionOrNone("where"), reader.window("window"));
            case "mean", "std", "min", "max" ->
                new Statistic(
                        reader.field("of"),
                        Statistic.Kind.valueOf(word.toUpperCase(Locale.ROOT)),
                        reader.window("window"));
            case "surge" -> surge(reader);
            case "deviation" ->
                new Computation.Deviation(
                        reader.field("of"), (int) reader.integer("over", 8, 10_000), reader.flag("log"));
            case "level" -> new Computation.Level(reader.field("of"), (int) reader.integer("over", 1, 10_000));
            case "change" -> new Computation.Change(reader.field("of"));
            case "lag" ->
                new Computation.Lag(reader.field("of"), (int) reader.integer("steps", 1, Computation.Lag.MOST));
            case "since" -> new Computation.Since(reader.fields("key"));
            case "regularity" -> new Computation.Regularity(reader.fields("key"));
            case "steadiness" -> new Computation.Steadiness(reader.fields("key"), reader.conditionOrNone("where"));
            case "novelty" -> new Computation.Novelty(reader.fields("key"));
            case "distinct" ->
                new Computation.Distinct(
                        reader.fields("key"),
                        reader.has("within") ? reader.fields("within") : List.of(),
                        reader.conditionOrNone("where"),
                        reader.window("window"));
            case "rarity" -> new Computation.SegmentRarity(reader.fields("key"), reader.flag("hour"));
            case "spread" -> new Computation.Spread(reader.fields("key"));
            case "frequency" -> new Computation.Frequency(reader.fields("key"));
            case "top" -> new Computation.Top(reader.fields("key"));
            case "listed" -> listed(reader);
            default -> throw new IllegalStateException("no reader for computation " + word);
        };
    }

    private Computation listed(DeclarationReader reader) {
        String of = reader.field("of");
        String list = reader.text("list");
        IndicatorList texts = lists.get(list);
        if (texts == null) {
            if (!list.isEmpty()) {
                reader.problem(
                        "DET-104",
                        "list",
                        "must be a list that the configuration has under featureSets.NAME.lists, "
                                + new TreeSet<>(lists.keySet()) + ", was \"" + list + "\"");
            }
            return new Computation.Field("unknown");
        }
        return new Computation.Listed(of, list, texts);
    }

    private static Computation surge(DeclarationReader reader) {
        String of = reader.has("of") ? reader.field("of") : null;
        long window = reader.window("window");
        long base = reader.window("base");
        if (base < 4 * window) {
            reader.problem(
                    "DET-107", "base", "must be at least four times window (" + window + " ms), was " + base + " ms");
        }
        return new Computation.Surge(of, window, base);
    }
}
