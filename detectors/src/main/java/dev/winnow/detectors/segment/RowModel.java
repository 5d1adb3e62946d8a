package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scores the rows of a table, one after the other, by the same model that scores events. Mutable, one owner, not thread-safe.
 *
 * <p>Text columns become numbers once the first rows are there: indicators of the values of a column that has few, and the rarity of
 * the value in any. Each row is scored before it is learnt, if it is learnt at all. Deterministic: the same rows, configuration and seed
 * give the same scores bit for bit.
 */
public final class RowModel {
    /** What a column holds. */
    public enum Kind {
        NUMERIC,
        TEXT
    }

    /**
     * A column of the table.
     *
     * @param name unique in the table, not blank
     * @param kind what it holds
     */
    public record Column(String name, Kind kind) {
        public Column {
            if (name.isBlank()) {
                throw new IllegalArgumentException("DET-104 columns: must be named, one was blank");
            }
        }
    }

    /** All rows are one entity: there is no history of its own to judge by. */
    private static final String ENTITY = "table";

    private static final long[] NO_KEYS = {};

    private final SegmentConfig config;
    private final long seed;
    private final List<String> numericNames = new ArrayList<>();
    private final List<String> textNames = new ArrayList<>();
    private final List<Row> first = new ArrayList<>();
    private @Nullable EarlyScores early;
    private @Nullable Begun begun;
    private boolean frozen;

    private record Row(
            long timeMillis, double[] numeric, @Nullable String[] text) {}

    private RowModel(List<Column> columns, SegmentConfig config, long seed) {
        this.config = config;
        this.seed = seed;
        early = new EarlyScores(config.readyAfterEvents());
        Set<String> seen = new HashSet<>();
        for (Column column : columns) {
            if (!seen.add(column.name())) {
                throw new IllegalArgumentException(
                        "DET-104 columns: must be different, \"" + column.name() + "\" is there twice");
            }
            (column.kind() == Kind.NUMERIC ? numericNames : textNames).add(column.name());
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("DET-104 columns: at least one is required, was none");
        }
    }

    /**
     * A model that has seen nothing.
     *
     * @param columns the columns that are features, in any order, at least one
     * @param config how it works; {@link SegmentConfig#table} is made for this
     * @param seed everything random derives from it
     * @throws IllegalArgumentException DET-104 if there is no column, one without a name, or one twice
     */
    public static RowModel create(List<Column> columns, SegmentConfig config, long seed) {
        return new RowModel(columns, config, seed);
    }

    /**
     * Scores a row, then learns it as far as the gate lets it.
     *
     * @param timeMillis event time of the row, or any number that does not fall, such as its index
     * @param numeric values of the numeric columns in their order; NaN is missing
     * @param text values of the text columns in their order; null is missing
     * @return −log10 of the row's tail probability, at least 0, higher is stranger. Before the model is ready ({@link
     *     SegmentConfig#readyAfterEvents}) a provisional one, by ranks among the rows so far.
     * @throws IllegalArgumentException DET-002 if a length is wrong, DET-003 if a value is infinite
     */
    public double observe(long timeMillis, double[] numeric, @Nullable String[] text) {
        check(numeric, text);
        double provisional = provisional(numeric, text);
        Begun model = begun;
        if (model != null) {
            Assessment assessment = feed(model, timeMillis, numeric, text);
            if (assessment.isScored()) {
                early = null;
                return Math.max(0, assessment.score());
            }
            return provisional;
        }
        if (!frozen) {
            first.add(new Row(timeMillis, numeric.clone(), text.clone()));
            if (first.size() >= config.scaler().firstFit()) {
                begin();
            }
        }
        return provisional;
    }

    /** Stops learning for good; rows are scored by what was learnt until now, which before the model is ready are the ranks. */
    public void freeze() {
        frozen = true;
    }

    /** Names of the features that the columns became; empty until the first rows are there. */
    public List<String> features() {
        return begun == null ? List.of() : begun.schema.names();
    }

    private double provisional(double[] numeric, @Nullable String[] text) {
        EarlyScores ranks = early;
        if (ranks == null) {
            return 0;
        }
        double score = ranks.score(numeric, text);
        if (!frozen) {
            ranks.remember(numeric, text);
        }
        return score;
    }

    private void check(double[] numeric, @Nullable String[] text) {
        if (numeric.length != numericNames.size() || text.length != textNames.size()) {
            throw new IllegalArgumentException("DET-002 row: expected " + numericNames.size() + " numbers and "
                    + textNames.size() + " texts, got " + numeric.length + " and " + text.length);
        }
        for (int i = 0; i < numeric.length; i++) {
            if (Double.isInfinite(numeric[i])) {
                throw new IllegalArgumentException("DET-003 column \"" + numericNames.get(i)
                        + "\": must be finite, was " + numeric[i] + "; give NaN for what is missing");
            }
        }
    }

    private void begin() {
        Begun model = new Begun(
                new TextCodes(textNames.size(), first.stream().map(Row::text).toList()),
                numericNames,
                textNames,
                config,
                seed);
        for (Row row : first) {
            feed(model, row.timeMillis(), row.numeric(), row.text());
        }
        first.clear();
        begun = model;
    }

    private Assessment feed(Begun model, long timeMillis, double[] numeric, @Nullable String[] text) {
        double[] values = Arrays.copyOf(numeric, model.schema.size());
        model.codes.code(text, values, numeric.length);
        boolean[] missing = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            missing[i] = Double.isNaN(values[i]);
        }
        FeatureVector vector = new FeatureVector(model.schema, values, missing);
        Observation observation = model.core.observe(timeMillis, ENTITY, vector, NO_KEYS, false, null, model.history);
        Assessment assessment = model.core.assess(observation);
        if (!frozen) {
            model.core.learn(observation, assessment, true);
            model.codes.learn(text);
            EntityHistory prepared = observation.history();
            if (prepared != null) {
                prepared.learn(observation, assessment);
                model.history = prepared;
            }
        }
        return assessment;
    }

    /** What there is from the first fit on. */
    private static final class Begun {
        private final TextCodes codes;
        private final FeatureSchema schema;
        private final SegmentCore core;
        private EntityHistory history;

        private Begun(
                TextCodes codes, List<String> numericNames, List<String> textNames, SegmentConfig config, long seed) {
            this.codes = codes;
            List<String> names = new ArrayList<>(numericNames);
            names.addAll(codes.names(textNames));
            schema = new FeatureSchema("table/1", names);
            core = SegmentCore.fresh(config, names.size(), seed);
            history = EntityHistory.empty(config, names.size());
        }
    }
}
