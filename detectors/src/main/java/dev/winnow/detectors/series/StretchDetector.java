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
 * the same phase. Each row is {@link #score scored} and then {@link #learn learnt}.
 *
 * <p>Rows are steps of the series: a change of the sampling rate is a change of the series. Times serve the season
 * only; one that runs backwards counts as the last one.
 */
public final class StretchDetector {
    // Views: one per span, and the season. Each compares its distance with the mean and deviation of that distance
    // so far. What lies z deviations above the mean has a probability of at most 1/(1 + z²) whatever the
    // distribution (Cantelli's inequality), so log10(1 + z²) is a view's evidence. The mean of the evidences is the
    // logarithm of the geometric mean of the bounds, which, times e, is a tail probability under any dependence
    // between the views: V. Vovk and R. Wang, "Combining p-values via averaging", Biometrika 107 (2020), section 4.
    // Gaussian tails and a maximum over the views did worse.
    // The smoothed score leaves out the span of one row, which says nothing of what lasts, averages z² and not its
    // logarithm, and never falls below the row's own figure: 0.02 to 0.03 VUS-PR on servers for each of the three.

    private static final String NAME = "series";
    private static final int VERSION = 2;

    /** Values beyond this, after the first value is taken off, are equally far. */
    private static final double FARTHEST = 1e18;

    private final SeriesConfig config;
    private final int dimensions;
    private final int[] spans;
    private final double[] origin;
    private final float[] row;
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

    // Of the row that was scored and is not learnt yet.
    private final double[] newOrigin;
    private final float[] newRow;
    private final boolean[] present;
    private final double[] perUnit;
    private boolean isScored;
    private boolean hasValue;
    private boolean isJudged;
    private long newTime;
    private double newSquare;
    private double raw;

    private double evidence;
    private int views;
    private double lastingSquares;
    private int lastingViews;

    private StretchDetector(SeriesConfig config, int dimensions) {
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
        newOrigin = new double[dimensions];
        newRow = new float[dimensions];
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

    /** @param dimensions metrics in a row, 1 to 4096 */
    public static StretchDetector create(SeriesConfig config, int dimensions) {
        return new StretchDetector(config, dimensions);
    }

    public int dimensions() {
        return dimensions;
    }

    /** Rows that had a value, learnt or not. */
    public long rows() {
        return memory.judged();
    }

    /** Whether enough rows were seen for distances to have a unit; rows before it have no evidence at all. */
    public boolean isFitted() {
        return units.isFitted();
    }

    /** Whether the next row gets a score. */
    public boolean isReady() {
        return memory.judged() >= config.warmRows();
    }

    /** Share of the usual distance between rows that the phase of the season explains: above 0.5 the season is used. */
    public double seasonStrength() {
        return season.strength();
    }

    /**
     * Scores a row as it would be the next one. Changes nothing that shows. A row without any value has the raw score 0.
     *
     * @param timeMillis event time in milliseconds since the epoch, UTC
     * @param values one per metric; NaN is missing, and the rest of the row is judged without it
     * @throws IllegalArgumentException DET-002 for the wrong number of values, DET-003 for an infinite one
     */
    public SeriesScore score(long timeMillis, double[] values) {
        isScored = true;
        isJudged = false;
        evidence = 0;
        views = 0;
        lastingSquares = 0;
        lastingViews = 0;
        raw = 0;
        explanation.clear();
        hasValue = read(values);
        if (!hasValue) {
            return memory.judged() > config.warmRows()
                    ? new SeriesScore(0, smoothed(square, meanSquare), 0, true)
                    : SeriesScore.NOT_READY;
        }
        newTime = Math.max(lastTime, timeMillis);
        if (units.isFitted()) {
            judge();
        }
        if (views == 0) {
            return SeriesScore.NOT_READY;
        }
        raw = evidence / views;
        newSquare = lastingViews == 0 ? 0 : lastingSquares / lastingViews;
        double raised = isReady() ? alarm.strength(raw) : 0;
        return new SeriesScore(raw, smoothed(newSquare, newMeanSquare()), raised / (1 + raised), isReady());
    }

    /**
     * Makes the row that was scored last the past.
     *
     * @param isRemembered whether it teaches anything; else it is only the context of the next
     * @throws IllegalStateException if none was scored since the last one
     */
    public void learn(boolean isRemembered) {
        if (!isScored) {
            throw new IllegalStateException("series: a row must be scored before it is learnt");
        }
        isScored = false;
        if (!hasValue) {
            return;
        }
        lastTime = newTime;
        System.arraycopy(newOrigin, 0, origin, 0, dimensions);
        System.arraycopy(newRow, 0, row, 0, dimensions);
        explanation.advance(row);
        boolean isCounted = isReady() && views > 0;
        if (isCounted) {
            meanSquare = newMeanSquare();
            square = newSquare;
            alarm.raise(raw);
        }
        if (isJudged) {
            memory.advance();
            if (isRemembered) {
                for (int i = 0; i < spans.length; i++) {
                    if (memory.nearestSlot(i) >= 0) {
                        usual[i].add(Math.sqrt(memory.nearest(i)));
                    }
                }
            }
            if (isRemembered && season.isMeasured()) {
                season.learn();
                usualOfSeason.add(season.distance());
            }
            season.advance();
        }
        if (isRemembered) {
            memory.remember(row, lastTime, views == 0 ? 0 : evidence / views);
            refit();
        } else {
            memory.pass();
        }
    }

    /** What comes next does not follow what came last: rows are missing. */
    public void interrupt() {
        isScored = false;
        memory.interrupt();
    }

    /** How far each metric of the row scored last lies from the nearest stretch's, in its unit; 0 where there is none. */
    public float[] deviation() {
        float[] deviation = new float[dimensions];
        int slot = nearestSlot();
        for (int i = 0; i < dimensions && slot >= 0; i++) {
            deviation[i] = (float) ((newRow[i] - memory.value(slot, i)) * perUnit[i]);
        }
        return deviation;
    }

    /** Distance of the row scored last, with the longest span, to the nearest stretch remembered; infinite for none. */
    public double distance() {
        return isJudged && nearestSlot() >= 0 ? Math.sqrt(memory.nearest(spans.length - 1)) : Double.POSITIVE_INFINITY;
    }

    /** The last row of that nearest stretch, in the metrics' own units, NaN where there was no value yet; empty for none. */
    public double[] nearest() {
        int slot = nearestSlot();
        if (slot < 0) {
            return new double[0];
        }
        double[] values = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = memory.value(slot, i) + origin[i];
        }
        return values;
    }

    /** Values of a metric that are remembered, in its own unit, in no order; empty if it never had one. */
    public double[] remembered(int metric) {
        if (Double.isNaN(origin[metric])) {
            return new double[0];
        }
        Chunks chunks = memory.chunks();
        double[] values = new double[chunks.size()];
        int n = 0;
        for (int c = 0; c < chunks.used(); c++) {
            for (int k = 0; k < chunks.filled(c); k++) {
                values[n++] = memory.value(chunks.first(c) + k, metric) + origin[metric];
            }
        }
        return values;
    }

    private int nearestSlot() {
        return isJudged ? memory.nearestSlot(spans.length - 1) : -1;
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
        out.writeLong(lastTime).writeDouble(square).writeDouble(meanSquare).writeDoubles(origin);
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
    public static StretchDetector restore(SeriesConfig config, int dimensions, StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of \"" + NAME + "\" has version " + version
                    + ", this build reads " + VERSION + "; let the model start a new generation");
        }
        StretchDetector model = new StretchDetector(config, dimensions);
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

    private double newMeanSquare() {
        return meanSquare + config.smoothing() * (newSquare - meanSquare);
    }

    /** Rises with the row, falls with the average: an event is over when its rows are. */
    private static double smoothed(double square, double meanSquare) {
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
            newOrigin[i] = present[i] && Double.isNaN(origin[i]) ? values[i] : origin[i];
            newRow[i] = present[i] ? (float) Math.max(-FARTHEST, Math.min(FARTHEST, values[i] - newOrigin[i])) : row[i];
            any |= present[i];
        }
        return any;
    }

    private void judge() {
        isJudged = true;
        units.copyTo(perUnit, present);
        memory.measure(newRow, perUnit);
        for (int i = 0; i < spans.length; i++) {
            if (memory.nearestSlot(i) >= 0) {
                add(usual[i], Math.sqrt(memory.nearest(i)), spans[i], memory.nearestSlot(i));
            }
        }
        season.measure(memory, newTime);
        if (season.speaks()) {
            add(usualOfSeason, season.distance(), spans[season.span()], season.nearestSlot());
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
            explanation.add(bound, newRow, memory, perUnit, span, neighbour);
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
