package dev.winnow.detectors.feature;

import dev.winnow.detectors.series.SeriesConfig;
import dev.winnow.schemas.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The feature sets that come with Winnow, and where others are made. */
public final class FeatureSets {
    /** One file each under {@code feature-sets/}; a new set is a file and a line here. */
    private static final List<String> FILES =
            List.of("suricata-flow.yaml", "zeek-conn.yaml", "ids-alert.yaml", "dns.yaml", "auth.yaml");

    private static final List<FeatureSet> BUILT_IN =
            FILES.stream().map(file -> parse(resource(file))).toList();

    /** Values that the usual level of a number rests on: at five minutes a value, some three hours. */
    private static final int NUMERIC_LEVEL = 32;

    /** A tenth: in tables several rows in a hundred may be anomalies. */
    private static final Gate TABLE_GATE = new Gate(0.1);

    /** A hundredth: a row each eight hours of five-minute rows, and most of them of one alert. */
    private static final Gate SERIES_GATE = new Gate(0.01);

    private FeatureSets() {}

    /** The declared sets, in a fixed order. */
    public static List<FeatureSet> builtIn() {
        return BUILT_IN;
    }

    /** The first built-in set that accepts the event. Numeric events need {@link #numeric}. */
    public static Optional<FeatureSet> forEvent(Event event) {
        return forEvent(event, BUILT_IN);
    }

    /** The first of some sets that accepts the event. */
    public static Optional<FeatureSet> forEvent(Event event, List<FeatureSet> sets) {
        for (FeatureSet set : sets) {
            if (set.accepts(event)) {
                return Optional.of(set);
            }
        }
        return Optional.empty();
    }

    /** The built-in set with a name and version, for example {@code dns/1}. */
    public static Optional<FeatureSet> byId(String id) {
        return BUILT_IN.stream().filter(set -> set.id().equals(id)).findFirst();
    }

    /**
     * Reads a declaration.
     *
     * @throws FeatureSetException with every mistake at once, codes DET-101 to DET-109
     */
    public static FeatureSet parse(String yaml) {
        return parse(yaml, Map.of());
    }

    /** The same with lists that features may look into, by name. */
    public static FeatureSet parse(String yaml, Map<String, IndicatorList> lists) {
        return FeatureSetParser.parse(yaml, lists);
    }

    /**
     * The set {@code numeric/1} over metrics: for each field its value, its change, its distance from its usual level,
     * the level itself, and the two values before.
     *
     * @param fields names of numeric fields, at least one, in vector order
     * @throws IllegalArgumentException DET-104 if there is none or one twice, DET-109 if there are too many
     */
    public static FeatureSet numeric(List<String> fields) {
        List<FeatureSet.Declared> declared = new ArrayList<>();
        for (String field : checked(fields)) {
            String name = "\"" + field + "\"";
            String ref = FieldRef.literal(field);
            add(declared, field, field, "Value of " + name, new Computation.Field(ref));
            add(declared, field, field + "_change", name + " less the value before", new Computation.Change(ref));
            add(
                    declared,
                    field,
                    field + "_deviation",
                    "Distance of " + name + " from its usual level, in standard deviations",
                    new Computation.Deviation(ref, NUMERIC_LEVEL, false));
            add(declared, field, field + "_level", "Usual level of " + name, new Computation.Level(ref, NUMERIC_LEVEL));
            add(declared, field, field + "_lag1", name + " one event before", new Computation.Lag(ref, 1));
            add(declared, field, field + "_lag2", name + " two events before", new Computation.Lag(ref, 2));
        }
        return set("numeric", "Metrics: value, change, distance from the usual level, lags", declared);
    }

    /**
     * The set {@code values/1} over rows without a useful past: the fields alone.
     *
     * @param fields as for {@link #numeric}
     */
    public static FeatureSet values(List<String> fields) {
        List<FeatureSet.Declared> declared = new ArrayList<>();
        for (String field : checked(fields)) {
            add(declared, "", field, "Value of \"" + field + "\"", new Computation.Field(FieldRef.literal(field)));
        }
        return set("values", "Rows of numbers, each judged by itself", declared);
    }

    /**
     * The set {@code table/1} over rows of numbers and texts that have no past of their own.
     *
     * @throws IllegalArgumentException DET-104 if there is no column, DET-105 if there is one twice
     */
    public static FeatureSet table(List<TableColumn> columns) {
        return FeatureSet.table(
                new FeatureSet.Header(
                        "table",
                        1,
                        "Rows of numbers and texts, each judged beside the rows before it",
                        List.of("numeric"),
                        List.of(),
                        columns.stream()
                                .filter(column -> column.kind() == TableColumn.Kind.TEXT)
                                .map(TableColumn::name)
                                .toList(),
                        TABLE_GATE,
                        60_000),
                columns);
    }

    /**
     * The set {@code series/1} over metrics of units, each unit a series of its own.
     *
     * @param metrics names of numeric fields, in vector order
     * @throws IllegalArgumentException DET-104 if there is none, DET-105 if there is one twice
     */
    public static FeatureSet series(List<String> metrics) {
        return FeatureSet.series(
                new FeatureSet.Header(
                        "series",
                        1,
                        "Metrics over time, each row judged by the past of its own unit",
                        List.of("numeric"),
                        List.of(),
                        List.of(),
                        SERIES_GATE,
                        60_000),
                metrics.stream()
                        .map(metric -> new TableColumn(metric, TableColumn.Kind.NUMBER))
                        .toList(),
                SeriesConfig.defaults());
    }

    private static FeatureSet set(String name, String description, List<FeatureSet.Declared> declared) {
        return new FeatureSet(
                new FeatureSet.Header(
                        name, 1, description, List.of("numeric"), List.of(), List.of(), new Gate(0.01), 60_000),
                declared);
    }

    private static void add(
            List<FeatureSet.Declared> declared,
            String group,
            String name,
            String description,
            Computation computation) {
        declared.add(new FeatureSet.Declared(
                new Feature(name, description, Feature.Transform.AUTO, Canonical.text(computation), group),
                computation));
    }

    private static List<String> checked(List<String> fields) {
        Set<String> seen = new HashSet<>();
        for (String field : fields) {
            if (field.isBlank()) {
                throw new IllegalArgumentException("DET-104 numeric fields: must be named, one was blank");
            }
            if (!seen.add(field)) {
                throw new IllegalArgumentException(
                        "DET-104 numeric fields: must be different, \"" + field + "\" is there twice");
            }
        }
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("DET-104 numeric fields: at least one is required, was none");
        }
        return fields;
    }

    private static String resource(String file) {
        try (InputStream in = FeatureSets.class.getResourceAsStream("/feature-sets/" + file)) {
            if (in == null) {
                throw new IllegalStateException("built-in feature set " + file + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
