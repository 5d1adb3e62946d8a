package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.Silence;
import dev.winnow.detectors.drift.SilenceMonitor;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.series.SeriesScore;
import dev.winnow.detectors.series.StretchDetector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engine {@code series}: metrics of one unit over time, each row judged by the stretches of the unit's own past. A segment is one unit.
 *
 * <p>Members: {@code row} says how strange the row is alone, {@code stretch} how strange the last rows are, and {@code onset} whether an
 * alarm begins here or an earlier one covers it. The score is that of the stretch; of the row alone is {@link Assessment#momentary}.
 */
final class SeriesModel implements SegmentModel {
    // All rows teach, strange ones too: the memory keeps what was strangest longest, and what has become usual must be
    // found there. The tails take every score for the same reason: they say how often such a row comes in this series.

    static final String ROW = "row";
    static final String STRETCH = "stretch";
    static final String ONSET = "onset";

    private static final int VERSION = 2;

    /** Scores below which a tail says less than the bound that holds for any distribution, e·10^−score. */
    private static final int ENOUGH = 400;

    /**
     * Ordinary rows whose mean probability counts as one score in the watch of drift: rows of a series resemble the rows before, and a watch
     * that takes each for news tells drift of a series that goes on as before.
     */
    private static final int ROWS_A_SCORE = 4;

    private final SegmentConfig config;
    private final FeatureSet set;
    private final int width;
    private final EntityRow none;
    private final StretchDetector detector;
    private final StreamingTail ofRow;
    private final StreamingTail ofStretch;
    private final long seed;
    private final DriftWatch watch;
    /** Of the metrics: one that no longer comes while others do. */
    private final SilenceMonitor silence;

    /** Parts of the metrics, smoothed as the score is. */
    private final double[] lastingHigh;

    private final double[] lastingLow;
    private final double[] high;
    private final double[] low;
    /** Of the ordinary rows since the last score that the watch of drift was told. */
    private double ordinarySum;

    private int ordinaryRows;
    private long inputs;
    private ModelState order = ModelState.READY;

    /** What the detector scored last, and for whom. */
    private @Nullable Observation scored;

    private SeriesScore score = SeriesScore.NOT_READY;

    private SeriesModel(
            SegmentConfig config,
            FeatureSet set,
            StretchDetector detector,
            StreamingTail ofRow,
            StreamingTail ofStretch,
            long seed,
            DriftWatch watch,
            SilenceMonitor silence) {
        this.config = config;
        this.set = set;
        this.detector = detector;
        this.ofRow = ofRow;
        this.ofStretch = ofStretch;
        this.seed = seed;
        this.watch = watch;
        this.silence = silence;
        width = set.schema().size();
        none = EntityRow.empty(config, set, EntityHistory.weights(config), 0);
        lastingHigh = new double[width];
        lastingLow = new double[width];
        high = new double[width];
        low = new double[width];
    }

    /** @param seed secret; only the watch of drift draws anything */
    static SeriesModel fresh(SegmentConfig config, FeatureSet set, long seed) {
        SegmentConfig.Tail tail = config.tail();
        int width = set.schema().size();
        return new SeriesModel(
                config,
                set,
                StretchDetector.create(set.series(), width),
                new StreamingTail(tail.window(), tail.peakShare()),
                new StreamingTail(tail.window(), tail.peakShare()),
                seed,
                new DriftWatch(config.drift(), width, Draws.at(seed, Draws.WATCH, 0)),
                new SilenceMonitor(
                        width, config.silence().pValue(), config.silence().minimumGaps()));
    }

    @Override
    public long sequence() {
        return inputs;
    }

    @Override
    public ModelState state() {
        if (order != ModelState.READY) {
            return order;
        }
        return !detector.isFitted()
                ? ModelState.COLLECTING
                : detector.isReady() ? ModelState.READY : ModelState.WARMING;
    }

    @Override
    public FeatureSet featureSet() {
        return set;
    }

    @Override
    public long liveBytes() {
        return 256
                + detector.liveBytes()
                + ofRow.liveBytes()
                + ofStretch.liveBytes()
                + watch.liveBytes()
                + silence.liveBytes()
                + 32L * width;
    }

    @Override
    public boolean keepsRows() {
        return false;
    }

    @Override
    public EntityRow emptyRow() {
        return none;
    }

    @Override
    public EntityRow decodeRow(byte[] bytes) {
        throw new IllegalStateException("a series keeps no rows of entities");
    }

    @Override
    public Observation observe(Event event, EntityRow row) {
        return observe(TableRow.of(set, event));
    }

    private Observation observe(TableRow row) {
        return Observation.of(row, TableRow.vector(set.schema(), row.numbers().clone()));
    }

    @Override
    public Assessment assess(Observation observation) {
        ModelState state = state();
        if (state == ModelState.PAUSED || state == ModelState.COLLECTING) {
            return new Assessment(state, List.of(), Double.NaN, Double.NaN, state == ModelState.COLLECTING);
        }
        SeriesScore now = score(observation);
        double row = probability(ofRow, now.raw());
        double stretch = probability(ofStretch, now.smoothed());
        List<MemberScore> members = List.of(
                new MemberScore(ROW, now.raw(), row),
                new MemberScore(STRETCH, now.smoothed(), stretch),
                new MemberScore(ONSET, now.alert(), Double.NaN));
        return new Assessment(state, members, row, stretch, state != ModelState.FROZEN);
    }

    private static double probability(StreamingTail tail, double score) {
        return tail.size() < ENOUGH
                ? Math.max(StreamingTail.FLOOR, Math.min(1, Math.E * StrictMath.pow(10, -score)))
                : tail.pValue(score);
    }

    private SeriesScore score(Observation observation) {
        if (scored != observation) {
            score = detector.score(observation.timeMillis(), observation.row().numbers());
            scored = observation;
        }
        return score;
    }

    @Override
    public Attribution attribute(Observation observation, Assessment assessment) {
        double[] above = new double[width];
        double[] below = new double[width];
        if (!assessment.isScored()) {
            return new Attribution(above, below);
        }
        score(observation);
        detector.attribute(above, below);
        double sum = 0;
        for (int i = 0; i < width; i++) {
            above[i] += lastingHigh[i];
            below[i] += lastingLow[i];
            sum += above[i] + below[i];
        }
        double total = Math.max(0, assessment.score());
        for (int i = 0; i < width; i++) {
            // Where no metric has a part, nothing is strange, and none is less so than another.
            above[i] = sum > 0 ? above[i] / sum * total : total / width;
            below[i] = sum > 0 ? below[i] / sum * total : 0;
        }
        return new Attribution(above, below);
    }

    @Override
    public Baseline baseline(Observation observation, EntityRow row, int neighbours) {
        score(observation);
        List<Baseline.Row> rows = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            double observed = observation.vector().isMissing(i)
                    ? Double.NaN
                    : observation.vector().value(i);
            rows.add(row(set.schema().names().get(i), observed, detector.remembered(i)));
        }
        double[] nearest = neighbours == 0 ? new double[0] : detector.nearest();
        List<Baseline.Neighbour> near = nearest.length == 0
                ? List.of()
                : List.of(new Baseline.Neighbour(
                        detector.distance(), Arrays.stream(nearest).boxed().toList()));
        return new Baseline(true, detector.rows(), rows, near);
    }

    private static Baseline.Row row(String feature, double observed, double[] past) {
        double mean = 0;
        double squares = 0;
        int below = 0;
        for (int n = 0; n < past.length; n++) {
            double d = past[n] - mean;
            mean += d / (n + 1);
            squares += d * (past[n] - mean);
            below += past[n] <= observed ? 1 : 0;
        }
        double spread = past.length == 0 ? 0 : Math.sqrt(squares / past.length);
        double percentile = past.length == 0 ? 50 : 100.0 * below / past.length;
        double z = spread > 0 && !Double.isNaN(observed) ? (observed - mean) / spread : 0;
        return new Baseline.Row(feature, observed, mean, spread, percentile, z);
    }

    @Override
    public List<String> changeable() {
        return set.schema().names();
    }

    @Override
    public Optional<Observation> changed(Observation observation, EntityRow unused, Map<String, String> values) {
        TableRow row = observation.row();
        double[] numbers = row.numbers().clone();
        values.forEach((name, text) -> numbers[ChangedValue.index(changeable(), name)] =
                text.isEmpty() ? Double.NaN : ChangedValue.number(name, text));
        return Optional.of(observe(new TableRow(row.timeMillis(), row.entity(), numbers, row.texts())));
    }

    /** How the row differs from the nearest stretch of the past, in units of the metrics: comparable over units. */
    @Override
    public float[] scaled(Observation observation) {
        if (state() == ModelState.COLLECTING || state() == ModelState.PAUSED) {
            return new float[0];
        }
        score(observation);
        return detector.deviation();
    }

    @Override
    public Learned learn(Observation observation, Assessment assessment) {
        inputs++;
        ModelState before = state();
        DriftWatch.Found drifts = DriftWatch.Found.nothing();
        if (before != ModelState.PAUSED) {
            SeriesScore now = score(observation);
            if (before == ModelState.READY && ofStretch.size() >= ENOUGH && hasValue(observation)) {
                drifts = watchDrift(observation, assessment);
            }
            if (now.ready() && before != ModelState.FROZEN && hasValue(observation)) {
                ofRow.add(now.raw());
                ofStretch.add(now.smoothed());
            }
            remember();
            detector.learn(before != ModelState.FROZEN);
            scored = null;
        }
        return new Learned(
                before,
                state(),
                Optional.empty(),
                hear(observation),
                false,
                List.of(),
                drifts.score(),
                drifts.feature(),
                List.of());
    }

    /** Metrics of the unit that no longer come, told as one: they mostly end together. */
    private List<Silence> hear(Observation observation) {
        List<String> present = new ArrayList<>(width);
        double[] numbers = observation.row().numbers();
        for (int i = 0; i < width; i++) {
            if (!Double.isNaN(numbers[i])) {
                present.add(set.schema().names().get(i));
            }
        }
        List<Silence> found = silence.observeTogether(present, observation.timeMillis());
        if (found.isEmpty()) {
            return List.of();
        }
        Silence first = found.get(0);
        return List.of(new Silence(
                observation.entity(),
                found.stream().map(Silence::entity).collect(Collectors.joining(", ")),
                first.lastSeenMillis(),
                first.expectedGapMillis(),
                first.silentMillis(),
                first.pValue()));
    }

    private DriftWatch.Found watchDrift(Observation observation, Assessment assessment) {
        boolean isRemarkable = assessment.momentary() <= config.gate().level()
                || assessment.pValue() <= config.gate().level();
        if (isRemarkable) {
            return DriftWatch.Found.nothing();
        }
        ordinarySum += assessment.momentary();
        ordinaryRows++;
        double p = Double.NaN;
        if (ordinaryRows == ROWS_A_SCORE) {
            p = ordinarySum / ROWS_A_SCORE;
            ordinarySum = 0;
            ordinaryRows = 0;
        }
        return watch.observe(observation, p, 1);
    }

    private static boolean hasValue(Observation observation) {
        return Arrays.stream(observation.row().numbers()).anyMatch(value -> !Double.isNaN(value));
    }

    private void remember() {
        detector.attribute(high, low);
        double weight = set.series().smoothing();
        for (int i = 0; i < width; i++) {
            lastingHigh[i] += weight * (high[i] - lastingHigh[i]);
            lastingLow[i] += weight * (low[i] - lastingLow[i]);
        }
    }

    @Override
    public Learned obey(ModelOrder told) {
        inputs++;
        ModelState before = state();
        if (told == ModelOrder.PROMOTE_SHADOW) {
            return Learned.ordered(before, before).with(List.of(ShadowNews.absent()));
        }
        if (order == ModelState.PAUSED && told != ModelOrder.PAUSE) {
            detector.interrupt();
            scored = null;
        }
        order = told.state(ModelState.READY);
        return Learned.ordered(before, state());
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
     * Grammar: version, fingerprints of configuration and feature set, inputs, order, the metrics' lasting parts, tails of the row and of
     * the stretch, the detector, the seed, the watches of drift and of silence; CRC-32C of all that.
     */
    @Override
    public byte[] snapshot() {
        StateWriter out = SnapshotFrame.begin(VERSION, config, set)
                .writeLong(inputs)
                .writeByte(order.ordinal())
                .writeDoubles(lastingHigh)
                .writeDoubles(lastingLow);
        ofRow.snapshot(out);
        ofStretch.snapshot(out);
        detector.snapshot(out);
        out.writeLong(seed).writeDouble(ordinarySum).writeInt(ordinaryRows);
        watch.snapshot(out);
        silence.snapshot(out);
        return SnapshotFrame.close(out);
    }

    static SeriesModel restore(SegmentConfig config, FeatureSet set, byte[] snapshot) {
        StateReader in = SnapshotFrame.open(snapshot, VERSION, config, set);
        int width = set.schema().size();
        long inputs = in.readLong();
        int order = in.readByte();
        double[] lastingHigh = in.readDoubles();
        double[] lastingLow = in.readDoubles();
        ModelState[] states = ModelState.values();
        if (order < 0 || order >= states.length || lastingHigh.length != width || lastingLow.length != width) {
            throw new StateFormatException("STA-004 series: must have a state and " + width + " metrics, has state "
                    + order + " and " + lastingHigh.length + " and " + lastingLow.length + " parts");
        }
        SegmentConfig.Tail tail = config.tail();
        StreamingTail ofRow = StreamingTail.restore(tail.window(), tail.peakShare(), in);
        StreamingTail ofStretch = StreamingTail.restore(tail.window(), tail.peakShare(), in);
        StretchDetector detector = StretchDetector.restore(set.series(), width, in);
        long seed = in.readLong();
        double ordinarySum = in.readDouble();
        int ordinaryRows = in.readInt();
        DriftWatch watch = DriftWatch.restore(config.drift(), width, Draws.at(seed, Draws.WATCH, 0), in);
        SilenceMonitor silence = SilenceMonitor.restore(
                width, config.silence().pValue(), config.silence().minimumGaps(), in);
        SeriesModel model = new SeriesModel(config, set, detector, ofRow, ofStretch, seed, watch, silence);
        in.expectEnd();
        model.inputs = inputs;
        model.ordinarySum = ordinarySum;
        model.ordinaryRows = ordinaryRows;
        model.order = states[order];
        System.arraycopy(lastingHigh, 0, model.lastingHigh, 0, width);
        System.arraycopy(lastingLow, 0, model.lastingLow, 0, width);
        return model;
    }
}
