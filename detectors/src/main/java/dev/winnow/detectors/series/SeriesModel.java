package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Scores the rows of one time series, of one metric or of many, as they come: no scaling, period or label is asked
 * for. Mutable on purpose, one owner, not thread-safe; allocates one {@link SeriesScore} a row.
 *
 * <p>A row is strange if the stretch that ends with it is unlike every stretch remembered, compared with how unlike
 * stretches of this series usually are; and, where the series is known to have a season, unlike every stretch of
 * the same phase. Each row is scored before it is learnt.
 *
 * <p>Rows are steps of the series: a change of the sampling rate is a change of the series. Times serve the season
 * only; one that runs backwards counts as the last one.
 */
public final class SeriesModel {
    // Views: one per span, and the season. Each compares its distance with the mean and deviation of that distance
    // so far. What lies z deviations above the mean has a probability of at most 1/(1 + z²) whatever the
    // distribution (Cantelli's inequality), so log10(1 + z²) is a view's evidence. The mean of the evidences is the
    // logarithm of the geometric mean of the bounds, which, times e, is a tail probability under any dependence
    // between the views: V. Vovk and R. Wang, "Combining p-values via averaging", Biometrika 107 (2020), section 4.
    // Gaussian tails and a maximum over the views did worse.
    // The smoothed score leaves out the span of one row, which says nothing of what lasts, averages z² and not its
    // logarithm, and never falls below the row's own figure: 0.02 to 0.03 VUS-PR on servers for each of the three.

    private static final String NAME = "series";
    private static final int VERSION = 1;

    /** Values beyond this, after the first value is taken off, are equally far. */
    private static final double FARTHEST = 1e18;

    private final SeriesConfig config;
    private final int dimensions;
    private final int[] spans;
    private final double[] origin;
    private final float[] row;
    private final boolean[] present;
    private final double[] perUnit;
    private final Explanation explanation;
    private final Alarm alarm;
    private StretchMemory memory;
    private MetricUnits units;
    private final RunningMoments[] usual;
    private RunningMoments usualOfSeason;
    private SeasonView season;
    private long lastTime = Long.MIN_VALUE;
    /** Mean square of the deviations that last, of the last row and smoothed. */
    private double square;

    private double meanSquare;
    private boolean frozen;

    /** Of the row that is judged. */
    private double evidence;

    private int views;
    private double lastingSquares;
    private int lastingViews;

    private SeriesModel(SeriesConfig config, int dimensions) {
        if (dimensions < 1 || dimensions > 4096) {
            throw new IllegalArgumentException(
                    "DET-004 series: must have between 1 and 4096 metrics, was " + dimensions);
        }
        this.config = config;
        this.dimensions = dimensions;
        spans = config.spans().stream().mapToInt(Integer::intValue).toArray();
        origin = new double[dimensions];
        Arrays.fill(origin, Double.NaN);
        row = new float[dimensions];
        present = new boolean[dimensions];
        perUnit = new double[dimensions];
        explanation = new Explanation(dimensions, 2 * spans[spans.length - 1]);
        alarm = new Alarm(config.alertFloor(), config.quietRows(), config.escalation());
        memory = new StretchMemory(config.memoryRows(), dimensions, spans);
        units = new MetricUnits(dimensions);
        usual = new RunningMoments[spans.length];
        for (int i = 0; i < spans.length; i++) {
            usual[i] = new RunningMoments(horizon());
        }
        usualOfSeason = new RunningMoments(horizon());
        season = new SeasonView(config.seasonMillis(), config.seasonToleranceMillis(), 0, horizon());
    }

    /**
     * @param dimensions metrics in a row, 1 to 4096
     * @param seed not used: no view draws anything at random, so all seeds give the same scores
     */
    public static SeriesModel create(SeriesConfig config, int dimensions, long seed) {
        return new SeriesModel(config, dimensions);
    }

    public int dimensions() {
        return dimensions;
    }

    /** Rows that had a value, learnt or not. */
    public long rows() {
        return memory.judged();
    }

    /** From now on rows are scored and give the context of the next, but teach nothing. Cannot be undone. */
    public void freeze() {
        frozen = true;
    }

    public boolean isFrozen() {
        return frozen;
    }

    /** Share of the usual distance between rows that the phase of the season explains: above 0.5 the season is used. */
    public double seasonStrength() {
        return season.strength();
    }

    /**
     * Scores a row, then learns it. A row without any value changes nothing and has the raw score 0.
     *
     * @param timeMillis event time in milliseconds since the epoch, UTC
     * @param values one per metric; NaN is missing, and the rest of the row is judged without it
     * @throws IllegalArgumentException DET-002 for the wrong number of values, DET-003 for an infinite one
     */
    public SeriesScore observe(long timeMillis, double[] values) {
        if (!read(values)) {
            explanation.clear();
            return isReady() ? new SeriesScore(0, smoothed(), 0, true) : SeriesScore.NOT_READY;
        }
        lastTime = Math.max(lastTime, timeMillis);
        evidence = 0;
        views = 0;
        lastingSquares = 0;
        lastingViews = 0;
        explanation.begin(row);
        if (units.isFitted()) {
            judge();
        }
        if (frozen) {
            memory.pass();
        } else {
            memory.remember(row, lastTime, views == 0 ? 0 : evidence / views);
            refit();
        }
        if (!isReady() || views == 0) {
            return SeriesScore.NOT_READY;
        }
        double raw = evidence / views;
        square = lastingViews == 0 ? 0 : lastingSquares / lastingViews;
        meanSquare += config.smoothing() * (square - meanSquare);
        double raised = alarm.raise(raw);
        return new SeriesScore(raw, smoothed(), raised / (1 + raised), true);
    }

    /**
     * Splits the raw score of the last row over the metrics: {@code high[i] + low[i]}, summed over i, is
     * {@link SeriesScore#raw}, within 1e-9 relative.
     *
     * @param high receives the part due to values above those of the nearest stretch; overwritten
     * @param low receives the part due to values below; overwritten
     */
    public void attribute(double[] high, double[] low) {
        if (high.length != dimensions || low.length != dimensions) {
            throw new IllegalArgumentException("DET-002 detector \"series\": expected " + dimensions + " features, got "
                    + high.length + " and " + low.length);
        }
        explanation.copyTo(high, low);
    }

    /** Bytes of live state, an estimate within 10 %. */
    public long liveBytes() {
        return 1024 + memory.liveBytes() + explanation.liveBytes() + 45L * dimensions + 48L * spans.length;
    }

    /** Writes the complete state. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeString(fingerprint()).writeInt(dimensions);
        out.writeBoolean(frozen)
                .writeLong(lastTime)
                .writeDouble(square)
                .writeDouble(meanSquare)
                .writeDoubles(origin);
        out.writeFloats(row);
        memory.snapshot(out);
        units.snapshot(out);
        for (RunningMoments moments : usual) {
            moments.snapshot(out);
        }
        usualOfSeason.snapshot(out);
        season.snapshot(out);
        alarm.snapshot(out);
        explanation.snapshot(out);
    }

    /**
     * Continues bit for bit where {@link #snapshot} was taken.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for another configuration or width, STA-002
     *     and STA-004 for damaged state
     */
    public static SeriesModel restore(SeriesConfig config, int dimensions, StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of \"" + NAME + "\" has version " + version
                    + ", this build reads " + VERSION + "; let the model start a new generation");
        }
        SeriesModel model = new SeriesModel(config, dimensions);
        String madeFor = in.readString() + ", " + in.readInt() + " metrics";
        String wanted = model.fingerprint() + ", " + dimensions + " metrics";
        if (!madeFor.equals(wanted)) {
            throw new StateFormatException("STA-003 snapshot of \"" + NAME + "\" must be of " + wanted + ", is of "
                    + madeFor + "; let the model start a new generation");
        }
        model.readState(in);
        return model;
    }

    private void readState(StateReader in) {
        frozen = in.readBoolean();
        lastTime = in.readLong();
        square = in.readDouble();
        meanSquare = in.readDouble();
        double[] firstValues = in.readDoubles();
        float[] lastRow = in.readFloats();
        if (firstValues.length != dimensions || lastRow.length != dimensions) {
            throw new StateFormatException("STA-004 snapshot of \"" + NAME + "\": must have " + dimensions
                    + " metrics, has " + firstValues.length + " and " + lastRow.length);
        }
        System.arraycopy(firstValues, 0, origin, 0, dimensions);
        System.arraycopy(lastRow, 0, row, 0, dimensions);
        memory = StretchMemory.restore(config.memoryRows(), dimensions, spans, in);
        units = MetricUnits.restore(dimensions, in);
        for (int i = 0; i < usual.length; i++) {
            usual[i] = RunningMoments.restore(horizon(), in);
        }
        usualOfSeason = RunningMoments.restore(horizon(), in);
        season = SeasonView.restore(config.seasonMillis(), config.seasonToleranceMillis(), 0, horizon(), in);
        alarm.restore(in);
        explanation.restore(in);
    }

    /** What must be equal for a snapshot to be continued. */
    private String fingerprint() {
        return config.toString();
    }

    private double horizon() {
        return 2.0 * config.memoryRows();
    }

    private boolean isReady() {
        return memory.judged() > config.warmRows();
    }

    /** Rises with the row, falls with the average: an event is over when its rows are. */
    private double smoothed() {
        return StrictMath.log10(1 + Math.max(square, meanSquare));
    }

    /** Takes the values over, missing ones as they were last; false if there is none. */
    private boolean read(double[] values) {
        if (values.length != dimensions) {
            throw new IllegalArgumentException(
                    "DET-002 detector \"series\": expected " + dimensions + " features, got " + values.length);
        }
        for (int i = 0; i < dimensions; i++) {
            if (Double.isInfinite(values[i])) {
                throw new IllegalArgumentException(
                        "DET-003 detector \"series\": feature " + i + " must be finite or missing, was " + values[i]);
            }
        }
        boolean any = false;
        for (int i = 0; i < dimensions; i++) {
            present[i] = !Double.isNaN(values[i]);
            if (present[i]) {
                any = true;
                if (Double.isNaN(origin[i])) {
                    origin[i] = values[i];
                }
                row[i] = (float) Math.max(-FARTHEST, Math.min(FARTHEST, values[i] - origin[i]));
            }
        }
        return any;
    }

    private void judge() {
        units.copyTo(perUnit, present);
        memory.measure(row, perUnit);
        for (int i = 0; i < spans.length; i++) {
            if (memory.nearestSlot(i) >= 0) {
                double distance = Math.sqrt(memory.nearest(i));
                add(usual[i], distance, spans[i], memory.nearestSlot(i));
                if (!frozen) {
                    usual[i].add(distance);
                }
            }
        }
        season.measure(memory, lastTime);
        if (season.speaks()) {
            add(usualOfSeason, season.distance(), spans[season.span()], season.nearestSlot());
        }
        if (!frozen && season.isMeasured()) {
            season.learn();
            usualOfSeason.add(season.distance());
        }
        explanation.divide(views);
    }

    private void add(RunningMoments moments, double distance, int span, int neighbour) {
        double excess = moments.excess(distance);
        double bound = StrictMath.log10(1 + excess * excess);
        evidence += bound;
        views++;
        if (span > 1 || moments == usualOfSeason) {
            lastingSquares += excess * excess;
            lastingViews++;
        }
        if (bound > 0) {
            explanation.add(bound, memory, perUnit, span, neighbour);
        }
    }

    private void refit() {
        double factor = units.fit(memory, origin, config.memoryRows());
        if (Double.isNaN(factor)) {
            return;
        }
        memory.rescale(factor);
        double root = Math.sqrt(factor);
        for (RunningMoments moments : usual) {
            moments.rescale(root);
        }
        usualOfSeason.rescale(root);
        season.rescale(root);
    }
}
