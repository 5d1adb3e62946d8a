package dev.winnow.detectors.drift;

import dev.winnow.detectors.fuse.NormalTail;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Finds a lasting rise of a series whose level and spread nobody has told it, with false alarms as rare as its
 * {@link CusumDesign} states where the values are independent and normal. Mutable, one owner, not thread-safe; allocates nothing.
 *
 * <p>The level is learnt from the values before; an alarm forgets it, so that what is new becomes what is usual. A fall is no
 * alarm, and forgets it too: otherwise the way back would be hidden by what was before.
 */
public final class LevelWatch {
    // D. M. Hawkins, "Self-starting cusum charts for location and scale", The Statistician 36 (1987): the distance of a
    // value from
    // the mean of the n before it, over their deviation and sqrt(1 + 1/n), has Student's t distribution with n − 1
    // degrees of
    // freedom, one independent of the other; mapped to normal deviates they are what a cusum of a known level gets.

    /** Fewer values leave Student's t too far from the normal deviate that it is mapped to. */
    static final int LEAST_VALUES = 8;

    private static final int VERSION = 1;

    private final double smallestDeviation;
    private final ScoreCusum cusum;
    private final ScoreCusum falls;

    private long values;
    private double mean;
    private double squares;

    /** Of the values since the sum was 0 last. */
    private long riseSince;

    private double riseTotal;
    private long riseValues;

    private double before;
    private double after;
    private long since;
    private long lasted;

    /** @param smallestDeviation what the deviation is taken for at least, so that a series that hardly moves is no evidence; at least 0 */
    public LevelWatch(CusumDesign design, double smallestDeviation) {
        this(new ScoreCusum(design), new ScoreCusum(design), smallestDeviation);
    }

    private LevelWatch(ScoreCusum cusum, ScoreCusum falls, double smallestDeviation) {
        this.cusum = cusum;
        this.falls = falls;
        this.smallestDeviation = smallestDeviation;
    }

    /**
     * Adds a value.
     *
     * @return whether it shows a rise
     * @throws IllegalArgumentException if it is not finite
     */
    public boolean add(double value, long timeMillis) {
        if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("DET-004 cusum: value must be finite, was " + value);
        }
        if (values >= LEAST_VALUES && judge(value, timeMillis)) {
            before = mean;
            after = riseTotal / riseValues;
            since = riseSince;
            lasted = riseValues;
            forget();
            return true;
        }
        values++;
        double apart = value - mean;
        mean += apart / values;
        squares += apart * (value - mean);
        return false;
    }

    private boolean judge(double value, long timeMillis) {
        if (cusum.sum() == 0) {
            riseSince = timeMillis;
            riseTotal = 0;
            riseValues = 0;
        }
        riseTotal += value;
        riseValues++;
        double deviation = Math.max(smallestDeviation, StrictMath.sqrt(squares / (values - 1)));
        double spread = deviation * StrictMath.sqrt(1 + 1.0 / values);
        double apart = value - mean;
        double t = apart == 0 ? 0 : Math.abs(apart) / Math.max(spread, Double.MIN_NORMAL);
        double deviate = NormalTail.deviateOfStudent(Math.min(t, 1e6), values - 1.0);
        double signed = apart < 0 ? -deviate : deviate;
        if (falls.add(-signed)) {
            forget();
            return false;
        }
        return cusum.add(signed);
    }

    /** Starts anew: the next values are what is usual. */
    public void forget() {
        values = 0;
        mean = 0;
        squares = 0;
        cusum.clear();
        falls.clear();
    }

    /** Values that the level rests on. */
    public long values() {
        return values;
    }

    /** Level before the last alarm, 0 before the first. */
    public double before() {
        return before;
    }

    /** Mean since the rise that the last alarm found, 0 before the first. */
    public double after() {
        return after;
    }

    /** Time of the value at which the rise began that the last alarm found: the likeliest. */
    public long since() {
        return since;
    }

    /** Values from the rise to its alarm. */
    public long lasted() {
        return lasted;
    }

    public static long liveBytes() {
        return 160;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(values).writeDouble(mean).writeDouble(squares);
        out.writeLong(riseSince).writeDouble(riseTotal).writeLong(riseValues);
        out.writeDouble(before).writeDouble(after).writeLong(since).writeLong(lasted);
        cusum.snapshot(out);
        falls.snapshot(out);
    }

    public static LevelWatch restore(CusumDesign design, double smallestDeviation, StateReader in) {
        in.expectVersion("level-watch", VERSION);
        long values = in.readLong();
        double mean = in.readDouble();
        double squares = in.readDouble();
        if (values < 0 || !(squares >= 0)) {
            throw new StateFormatException(
                    "STA-004 level-watch: values and squares must be at least 0, were " + values + " and " + squares);
        }
        long riseSince = in.readLong();
        double riseTotal = in.readDouble();
        long riseValues = in.readLong();
        double before = in.readDouble();
        double after = in.readDouble();
        long since = in.readLong();
        long lasted = in.readLong();
        LevelWatch watch =
                new LevelWatch(ScoreCusum.restore(design, in), ScoreCusum.restore(design, in), smallestDeviation);
        watch.values = values;
        watch.mean = mean;
        watch.squares = squares;
        watch.riseSince = riseSince;
        watch.riseTotal = riseTotal;
        watch.riseValues = riseValues;
        watch.before = before;
        watch.after = after;
        watch.since = since;
        watch.lasted = lasted;
        return watch;
    }
}
