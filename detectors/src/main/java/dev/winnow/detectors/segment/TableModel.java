package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.MomentWeights;
import dev.winnow.detectors.feature.FeatureSchema;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.feature.TableColumn;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engine {@code table}: rows without entities, each judged beside the rows before it.
 *
 * <p>Text columns become numbers once the first rows are there: indicators of the values of a column that has few, and the rarity of
 * the value in any. Until the model is ready a row has a provisional score, by ranks among the rows so far.
 */
final class TableModel implements SegmentModel {
    private static final int VERSION = 2;

    private static final long[] NO_KEYS = {};

    private final SegmentConfig config;
    private final FeatureSet set;
    private final long seed;
    private final MomentWeights weights;
    private final List<String> numberNames = new ArrayList<>();
    private final List<String> textNames = new ArrayList<>();
    /** Features of a row while there are no codes: the columns, of which the texts have no number. */
    private final FeatureSchema uncoded;

    private final List<TableRow> first = new ArrayList<>();
    private @Nullable EarlyScores early;
    private @Nullable Begun begun;
    private long inputs;
    /** What holds until the first rows are there; the core's afterwards. */
    private ModelState state = ModelState.COLLECTING;

    private TableModel(SegmentConfig config, FeatureSet set, long seed) {
        this.config = config;
        this.set = set;
        this.seed = seed;
        weights = EntityHistory.weights(config);
        for (TableColumn column : set.columns()) {
            (column.kind() == TableColumn.Kind.NUMBER ? numberNames : textNames).add(column.name());
        }
        List<String> names = new ArrayList<>(numberNames);
        names.addAll(textNames);
        uncoded = new FeatureSchema(set.id(), names);
        early = new EarlyScores(config.readyAfterEvents());
    }

    static TableModel fresh(SegmentConfig config, FeatureSet set, long seed) {
        return new TableModel(config, set, seed);
    }

    @Override
    public long sequence() {
        return inputs;
    }

    @Override
    public ModelState state() {
        return begun == null ? state : begun.core.state();
    }

    @Override
    public FeatureSet featureSet() {
        return set;
    }

    @Override
    public long liveBytes() {
        long rows = 1024 + 256L * (first.size() + (early == null ? 0 : early.size()));
        return begun == null ? rows : rows + begun.core.liveBytes() + begun.codes.liveBytes();
    }

    @Override
    public boolean keepsRows() {
        return false;
    }

    @Override
    public EntityRow emptyRow() {
        return EntityRow.empty(config, set, weights, 0);
    }

    @Override
    public EntityRow decodeRow(byte[] bytes) {
        throw new IllegalStateException("a table keeps no rows of entities");
    }

    @Override
    public Observation observe(Event event, EntityRow row) {
        return observe(TableRow.of(set, event));
    }

    private Observation observe(TableRow row) {
        Begun model = begun;
        if (model != null) {
            return model.observe(row).of(row);
        }
        double[] values = Arrays.copyOf(row.numbers(), uncoded.size());
        Arrays.fill(values, row.numbers().length, values.length, Double.NaN);
        return Observation.of(row, TableRow.vector(uncoded, values));
    }

    @Override
    public Assessment assess(Observation observation) {
        Assessment own = begun == null
                ? new Assessment(state, List.of(), Double.NaN, Double.NaN, state == ModelState.COLLECTING)
                : begun.core.assess(observation);
        EarlyScores ranks = early;
        if (own.isScored() || ranks == null || !isWarmingUp(own.state())) {
            return own;
        }
        TableRow row = observation.row();
        double provisional = StrictMath.pow(10, -ranks.score(row.numbers(), row.texts()));
        return new Assessment(own.state(), own.members(), Double.NaN, provisional, own.admitted());
    }

    @Override
    public Attribution attribute(Observation observation, Assessment assessment) {
        Begun model = begun;
        EarlyScores ranks = early;
        if (model != null && !isWarmingUp(assessment.state())) {
            return model.core.attribute(observation, assessment);
        }
        double[] high = new double[observation.vector().size()];
        if (assessment.isScored() && ranks != null) {
            TableRow row = observation.row();
            double[] parts = ranks.parts(row.numbers(), row.texts());
            double sum = Arrays.stream(parts).sum();
            double score = Math.max(0, assessment.score());
            for (int i = 0; i < parts.length && sum > 0; i++) {
                high[model == null ? i : model.feature(i)] = parts[i] / sum * score;
            }
        }
        return new Attribution(high, new double[high.length]);
    }

    @Override
    public Baseline baseline(Observation observation, EntityRow row, int neighbours) {
        Begun model = begun;
        if (model != null) {
            return model.core.baseline(
                    observation, EntityHistory.empty(config, model.schema.size(), weights), neighbours);
        }
        List<Baseline.Row> rows = new ArrayList<>();
        FeatureVector vector = observation.vector();
        for (int i = 0; i < vector.size(); i++) {
            double observed = vector.isMissing(i) ? Double.NaN : vector.value(i);
            rows.add(new Baseline.Row(vector.schema().names().get(i), observed, 0, 0, 50, 0));
        }
        return new Baseline(false, 0, rows, List.of());
    }

    @Override
    public Optional<ForestReasons> forestReasons(Observation observation) {
        return begun == null ? Optional.empty() : begun.core.forestReasons(observation);
    }

    @Override
    public Optional<LeadingFeature> leadingFeature(Observation observation) {
        return begun == null ? Optional.empty() : begun.core.leadingFeature(observation);
    }

    @Override
    public List<String> changeable() {
        List<String> names = new ArrayList<>(numberNames);
        names.addAll(textNames);
        return names;
    }

    @Override
    public Optional<Observation> changed(Observation observation, EntityRow unused, Map<String, String> values) {
        TableRow row = observation.row();
        double[] numbers = row.numbers().clone();
        @Nullable String[] texts = row.texts().clone();
        values.forEach((name, text) -> {
            int column = ChangedValue.index(changeable(), name);
            if (column < numbers.length) {
                numbers[column] = text.isEmpty() ? Double.NaN : ChangedValue.number(name, text);
            } else {
                texts[column - numbers.length] = text.isEmpty() ? null : text;
            }
        });
        return Optional.of(observe(new TableRow(row.timeMillis(), row.entity(), numbers, texts)));
    }

    @Override
    public float[] scaled(Observation observation) {
        return begun == null ? new float[0] : begun.core.scaled(observation.vector());
    }

    @Override
    public Learned learn(Observation observation, Assessment assessment) {
        inputs++;
        ModelState before = state();
        TableRow row = observation.row();
        Begun model = begun;
        if (early != null && isWarmingUp(before)) {
            early.remember(row.numbers(), row.texts());
        }
        if (model != null) {
            Learned learned =
                    model.learn(observation, isWarmingUp(before) ? model.core.assess(observation) : assessment);
            if (!isWarmingUp(learned.after())) {
                early = null;
            }
            return learned;
        }
        if (state == ModelState.COLLECTING) {
            first.add(row);
            if (first.size() >= config.scaler().firstFit()) {
                begin();
            }
        }
        return new Learned(before, state(), Optional.empty(), List.of(), false, List.of());
    }

    private void begin() {
        Begun model = new Begun(
                new TextCodes(
                        textNames.size(), first.stream().map(TableRow::texts).toList()),
                this);
        for (TableRow row : first) {
            Observation observation = model.observe(row).of(row);
            model.learn(observation, model.core.assess(observation));
        }
        first.clear();
        begun = model;
    }

    @Override
    public Learned obey(ModelOrder order) {
        inputs++;
        if (begun != null) {
            return begun.core.obey(order);
        }
        ModelState before = state;
        if (order == ModelOrder.PROMOTE_SHADOW) {
            return Learned.ordered(before, before).with(List.of(ShadowNews.absent()));
        }
        state = order.state(ModelState.COLLECTING);
        return Learned.ordered(before, state);
    }

    @Override
    public byte[] delta(Observation observation) {
        return observation.row().toBytes();
    }

    @Override
    public Observation observation(byte[] delta) {
        return observe(TableRow.fromBytes(set, delta));
    }

    /**
     * Grammar: version, fingerprints of configuration and feature set, seed, inputs, state, the first rows, the rows that early scores
     * rest on, and once there is one the codes, the core and the history; CRC-32C of all that.
     */
    @Override
    public byte[] snapshot() {
        StateWriter out = SnapshotFrame.begin(VERSION, config, set)
                .writeLong(seed)
                .writeLong(inputs)
                .writeByte(state.ordinal());
        out.writeInt(first.size());
        first.forEach(row -> row.write(out));
        EarlyScores ranks = early;
        out.writeBoolean(ranks != null);
        if (ranks != null) {
            ranks.snapshot(out);
        }
        Begun model = begun;
        out.writeBoolean(model != null);
        if (model != null) {
            model.codes.snapshot(out);
            model.core.snapshot(out);
            model.history.write(out);
        }
        return SnapshotFrame.close(out);
    }

    static TableModel restore(SegmentConfig config, FeatureSet set, byte[] snapshot) {
        StateReader in = SnapshotFrame.open(snapshot, VERSION, config, set);
        TableModel model = new TableModel(config, set, in.readLong());
        model.inputs = in.readLong();
        model.state = ModelState.values()[bounded("state", in.readByte(), ModelState.values().length - 1)];
        for (int left = bounded("rows", in.readInt(), config.scaler().firstFit()); left > 0; left--) {
            model.first.add(TableRow.read(set, in));
        }
        model.early = in.readBoolean() ? EarlyScores.restore(config.readyAfterEvents(), set, in) : null;
        if (in.readBoolean()) {
            TextCodes codes = TextCodes.restore(in);
            int width = model.numberNames.size() + codes.width();
            model.begun = new Begun(
                    codes,
                    model,
                    SegmentCore.restore(config, width, in),
                    EntityHistory.read(config, width, model.weights, in));
        }
        in.expectEnd();
        return model;
    }

    private static int bounded(String what, int value, int most) {
        if (value < 0 || value > most) {
            throw new StateFormatException("STA-004 table: " + what + " must be 0 to " + most + ", was " + value);
        }
        return value;
    }

    private static boolean isWarmingUp(ModelState state) {
        return state == ModelState.COLLECTING || state == ModelState.WARMING;
    }

    /** What there is from the first fit on. */
    private static final class Begun {
        /** All rows are one entity: there is no history of its own to judge by. */
        private static final String ENTITY = "table";

        private final TextCodes codes;
        private final int numbers;
        private final int[] textFeatures;
        private final FeatureSchema schema;
        private final SegmentCore core;
        private EntityHistory history;

        private Begun(TextCodes codes, TableModel model) {
            this(
                    codes,
                    model,
                    SegmentCore.fresh(model.config, model.numberNames.size() + codes.width(), model.seed),
                    EntityHistory.empty(model.config, model.numberNames.size() + codes.width(), model.weights));
        }

        private Begun(TextCodes codes, TableModel model, SegmentCore core, EntityHistory history) {
            this.codes = codes;
            this.core = core;
            this.history = history;
            numbers = model.numberNames.size();
            List<String> names = new ArrayList<>(model.numberNames);
            names.addAll(codes.names(model.textNames));
            schema = new FeatureSchema(model.set.id(), names);
            textFeatures = new int[model.textNames.size()];
            for (int i = 0; i < textFeatures.length; i++) {
                textFeatures[i] = names.lastIndexOf(model.textNames.get(i) + "_rarity");
            }
        }

        /** The feature that stands for a column, numbers first. */
        private int feature(int column) {
            return column < numbers ? column : textFeatures[column - numbers];
        }

        private Observation observe(TableRow row) {
            double[] values = Arrays.copyOf(row.numbers(), schema.size());
            codes.code(row.texts(), values, numbers);
            return core.observe(
                    row.timeMillis(), ENTITY, TableRow.vector(schema, values), NO_KEYS, false, null, history);
        }

        private Learned learn(Observation observation, Assessment assessment) {
            Learned learned = core.learn(observation, assessment, true);
            codes.learn(observation.row().texts());
            EntityHistory prepared = observation.history();
            if (prepared != null) {
                prepared.learn(observation, assessment);
                history = prepared;
            }
            return learned;
        }
    }
}
