package dev.winnow.detectors.feature;

import dev.winnow.detectors.hash.Sha256;
import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.series.SeriesConfig;
import dev.winnow.schemas.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A declared, named and versioned set of features. Immutable and thread-safe. */
public final class FeatureSet {
    /** A feature with what it is computed from. */
    record Declared(Feature feature, Computation computation) {}

    /**
     * Everything that a declaration says about a set as a whole.
     *
     * @param eventTypes types of events that it accepts
     * @param required fields that an event must carry
     * @param contextFields texts that describe the event to people
     * @param graceMillis how much disorder windows tolerate exactly
     */
    record Header(
            String name,
            int version,
            String description,
            List<String> eventTypes,
            List<String> required,
            List<String> contextFields,
            Gate gate,
            long graceMillis) {
        Header {
            eventTypes = List.copyOf(eventTypes);
            required = List.copyOf(required);
            contextFields = List.copyOf(contextFields);
        }

        Header withoutDescription() {
            return new Header(name, version, "", eventTypes, required, contextFields, gate, graceMillis);
        }
    }

    /** No row may cost more than this: {@code numeric} with some 100 fields. */
    private static final int MOST_ROW_BYTES = 65_536;

    private final Header header;
    private final List<Feature> features;
    private final Engine engine;
    private final List<TableColumn> columns;
    private final SeriesConfig series;
    private final List<FieldRef> required;
    private final FeatureSchema schema;
    private final Optional<FeatureGroups> groups;
    private final Plan plan;
    private final int rankedKinds;
    private final byte[] digest;

    /** @throws IllegalArgumentException DET-109 if the set needs more state than an entity or a segment may have */
    FeatureSet(Header header, List<Declared> declared) {
        this.header = header;
        engine = Engine.ENTITIES;
        columns = List.of();
        series = SeriesConfig.defaults();
        List<Feature> listed = new ArrayList<>();
        List<Feature> undescribed = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Op[] ops = new Op[declared.size()];
        PlanBuilder builder = new PlanBuilder();
        for (int i = 0; i < ops.length; i++) {
            listed.add(declared.get(i).feature());
            names.add(declared.get(i).feature().name());
            undescribed.add(declared.get(i).feature().withoutDescription());
            ops[i] = declared.get(i).computation().plan(builder);
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("DET-105 feature set \"" + header.name() + "/" + header.version()
                    + "\": feature names must be different, were " + names);
        }
        features = List.copyOf(listed);
        schema = new FeatureSchema(header.name() + "/" + header.version(), names);
        groups = grouped(features);
        required = header.required().stream().map(FieldRef::parse).toList();
        plan = builder.build(ops);
        rankedKinds = builder.rankedKinds();
        if (builder.rarityKinds() > RarityKeys.KINDS) {
            throw new IllegalArgumentException("DET-109 feature set \"" + id() + "\": at most " + RarityKeys.KINDS
                    + " rarity, spread, frequency and top features are possible, were " + builder.rarityKinds());
        }
        if (plan.maxRowBytes() > MOST_ROW_BYTES) {
            throw new IllegalArgumentException(
                    "DET-109 feature set \"" + id() + "\": an entity's row may take at most " + MOST_ROW_BYTES
                            + " bytes, would take " + plan.maxRowBytes() + "; declare fewer windowed features");
        }
        digest = sha256(Canonical.text(header.withoutDescription()) + Canonical.text(undescribed));
    }

    /**
     * A set whose engine is {@link Engine#TABLE}: its features follow from the columns once the first rows are there.
     *
     * @throws IllegalArgumentException DET-104 if there is no column, DET-105 if there is one twice
     */
    static FeatureSet table(Header header, List<TableColumn> columns) {
        return new FeatureSet(Engine.TABLE, header, columns, SeriesConfig.defaults());
    }

    /**
     * A set whose engine is {@link Engine#SERIES}: its features are the columns.
     *
     * @throws IllegalArgumentException DET-104 if there is no column or one of words, DET-105 if there is one twice
     */
    static FeatureSet series(Header header, List<TableColumn> columns, SeriesConfig series) {
        for (TableColumn column : columns) {
            if (column.kind() != TableColumn.Kind.NUMBER) {
                throw new IllegalArgumentException("DET-104 columns: must be numbers where the engine is series, \""
                        + column.name() + "\" is text; leave it out, or take the engine table");
            }
        }
        return new FeatureSet(Engine.SERIES, header, columns, series);
    }

    private FeatureSet(Engine engine, Header header, List<TableColumn> columns, SeriesConfig series) {
        List<String> names = columns.stream().map(TableColumn::name).toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("DET-104 columns: at least one is required, was none");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("DET-105 feature set \"" + header.name() + "/" + header.version()
                    + "\": column names must be different, were " + names);
        }
        this.header = header;
        this.engine = engine;
        this.columns = List.copyOf(columns);
        this.series = series;
        features = columns.stream()
                .map(column -> new Feature(
                        column.name(),
                        "Column " + column.name(),
                        Feature.Transform.AUTO,
                        column.kind().name().toLowerCase(Locale.ROOT),
                        ""))
                .toList();
        schema = new FeatureSchema(header.name() + "/" + header.version(), names);
        groups = Optional.empty();
        required = header.required().stream().map(FieldRef::parse).toList();
        plan = new PlanBuilder().build(new Op[0]);
        rankedKinds = 0;
        digest = sha256(engine.name().toLowerCase(Locale.ROOT)
                + Canonical.text(header.withoutDescription())
                + Canonical.text(features)
                + (engine == Engine.SERIES ? series : ""));
    }

    private static Optional<FeatureGroups> grouped(List<Feature> features) {
        Map<String, List<Integer>> byName = new LinkedHashMap<>();
        for (int i = 0; i < features.size(); i++) {
            String group = features.get(i).group();
            if (!group.isEmpty() && !group.equals(FeatureGroups.REST)) {
                byName.computeIfAbsent(group, name -> new ArrayList<>()).add(i);
            }
        }
        if (byName.isEmpty() || byName.size() == features.size()) {
            return Optional.empty();
        }
        List<FeatureGroups.Group> named = new ArrayList<>();
        byName.forEach((name, places) -> named.add(new FeatureGroups.Group(name, places)));
        return Optional.of(new FeatureGroups(features.size(), named));
    }

    private static byte[] sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Name and version, for example {@code suricata-flow/1}. */
    public String id() {
        return schema.id();
    }

    /** How its events are judged. */
    public Engine engine() {
        return engine;
    }

    /** Columns of a table or a series, in order; none for entities. */
    public List<TableColumn> columns() {
        return columns;
    }

    /** How a series is watched; says nothing to other engines. */
    public SeriesConfig series() {
        return series;
    }

    public String description() {
        return header.description();
    }

    public List<Feature> features() {
        return features;
    }

    /**
     * The features by what they say something of; empty where that says no more than the features themselves, as of a table, whose
     * features follow from its rows.
     */
    public Optional<FeatureGroups> groups() {
        return groups;
    }

    public FeatureSchema schema() {
        return schema;
    }

    public Gate gate() {
        return header.gate();
    }

    public List<String> eventTypes() {
        return header.eventTypes();
    }

    /** Names of the event's texts that go into an alert's context; those that the event lacks are left out. */
    public List<String> contextFields() {
        return header.contextFields();
    }

    public long graceMillis() {
        return header.graceMillis();
    }

    /** Whether the event is of an accepted type and carries what is required. */
    public boolean accepts(Event event) {
        if (!header.eventTypes().contains(event.type())) {
            return false;
        }
        for (FieldRef field : required) {
            if (field.text(event) == null && Double.isNaN(field.number(event))) {
                return false;
            }
        }
        return true;
    }

    /** SHA-256 of the canonical declaration without its descriptions, in lower-case hexadecimal. */
    public String fingerprint() {
        return HexFormat.of().formatHex(digest);
    }

    /** No encoded row of {@link EntityWindows} is longer. */
    public int maxRowBytes() {
        return plan.maxRowBytes();
    }

    /** Kinds of {@link Rarity} whose most frequent keys are listed, bit by kind. */
    public int rankedKinds() {
        return rankedKinds;
    }

    Plan plan() {
        return plan;
    }

    int shortFingerprint() {
        return (digest[0] & 0xff) << 24 | (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | (digest[3] & 0xff);
    }

    long defaultSeed() {
        return SplitMix.GAMMA * shortFingerprint();
    }

    @Override
    public String toString() {
        return id();
    }
}
