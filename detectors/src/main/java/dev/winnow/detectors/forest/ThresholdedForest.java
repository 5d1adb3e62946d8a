package dev.winnow.detectors.forest;

import dev.winnow.detectors.fuse.StreamingTail;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * A forest with a threshold of its own: flags at most a stated share of ordinary points, whatever their scores look like.
 * Mutable, one owner.
 *
 * <p>Of what is flagged only as many points teach the forest and the threshold as an ordinary stream would show, so a burst of
 * equal anomalies stays flagged to its end. A level that lasts becomes normal after a stated number of points and is learnt
 * from there on.
 *
 * <p>Cost: a score, and for a point that is not flagged an update, an insertion into a sorted window of 2,048 scores, and
 * every 16 points about 200 logarithms.
 */
public final class ThresholdedForest {
    /*
     * The threshold is extrapolated from the 90th to the 99th percentile of the scores that were learnt.
     *
     * Were nothing learnt that is flagged, the forest would forget the rim of the ordinary points, so that the next ones inside would
     * be the rim and be flagged, and so on: a rate of 1 % became 9 % in one dimension. Were all learnt, a burst would
     * make itself ordinary. So each decade of probability below the rate has an allowance that fills a little faster than an ordinary
     * stream empties it, and that a burst empties at once.
     *
     * Beyond the 90th percentile u the survival is taken as a power law, 0.1 * (score / u)^(-1/shape), with the shape of B. M. Hill, "A
     * simple general approach to inference about the tail of a distribution", Annals of Statistics 3 (1975), equation 2.5,
     * here censored at the 99th percentile v: the sum over the k scores between of ln(score / u), and ln(v / u) for each of
     * the rest, by k. Scores of a forest have tails between bounded and exponential on scaled points, so a power law overstates the
     * probability of far scores: the rate is a ceiling (ThresholdedForestTest).
     */
    private static final int VERSION = 1;
    private static final int WINDOW = 2_048;

    /** The 99th percentile has five scores above it then. */
    private static final int LEAST_SCORES = 512;

    /** Scores of a forest this young still fall. */
    private static final int SETTLING = 512;

    private static final int REFIT_EVERY = 16;
    private static final double BODY = 0.1;
    private static final double FAR = 0.01;

    /** A constant stream has constant scores; a score within a quarter of them is no news at 1 in 1,000. */
    private static final double LEAST_SHAPE = 0.05;

    /** Standard errors, 1/√peaks each, by which the shape is taken heavier: a flag too many is the greater mistake. */
    private static final double CAUTION = 1;

    /** What an allowance can save up; the last is for all further decades. */
    private static final double[] MOST_ALLOWED = {8, 2, 1};

    /** Above 1, or the rim would still creep inwards; not far above, or persistent anomalies become ordinary soon. */
    private static final double SURPLUS = 1.25;

    /** A lasting level is believed in if at least nine of ten points are flagged. */
    private static final int RELIEF = 9;

    private final RandomCutForest forest;
    private final double rate;
    private final int yieldAfter;
    private final StreamingTail ordinary;
    /** Flagged points that may be learnt now, by decade of probability below the rate. */
    private final double[] allowance = new double[MOST_ALLOWED.length];

    private int settling;
    private long pressure;
    private long flagged;
    private long yields;
    private int sinceFit;
    private double start = Double.NaN;
    private double shape = Double.NaN;

    private ThresholdedForest(RandomCutForest forest, double rate, int yieldAfter, StreamingTail ordinary) {
        if (!(rate >= 1e-6 && rate <= 0.02)) {
            throw new IllegalArgumentException(
                    "CFG-004 thresholded forest: rate must be between 1e-6 and 0.02, was " + rate);
        }
        if (yieldAfter < 1) {
            throw new IllegalArgumentException(
                    "CFG-004 thresholded forest: yieldAfter must be at least 1, was " + yieldAfter);
        }
        this.forest = forest;
        this.rate = rate;
        this.yieldAfter = yieldAfter;
        this.ordinary = ordinary;
        settling = SETTLING;
        allowance[0] = MOST_ALLOWED[0];
    }

    /**
     * @param forest that scores and learns; from now on only through this object
     * @param rate largest share of ordinary points to flag, 1e-6 to 0.02
     * @param yieldAfter flagged points in a row, but for one in ten, after which they are the new normal; at least 1
     * @throws IllegalArgumentException CFG-004 if a value is out of range
     */
    public static ThresholdedForest create(RandomCutForest forest, double rate, int yieldAfter) {
        return new ThresholdedForest(forest, rate, yieldAfter, new StreamingTail(WINDOW, BODY));
    }

    /**
     * What {@link #snapshot} wrote; continues bit for bit.
     *
     * @throws StateFormatException STA-001 for another version, STA-002 and STA-003 as {@link RandomCutForest#restore}
     */
    public static ThresholdedForest restore(StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException(
                    "STA-001 snapshot of thresholded forest has version " + version + ", this build reads " + VERSION);
        }
        double rate = in.readDouble();
        int yieldAfter = in.readInt();
        int settling = in.readInt();
        long pressure = in.readLong();
        long flagged = in.readLong();
        long yields = in.readLong();
        int sinceFit = in.readInt();
        double start = in.readDouble();
        double shape = in.readDouble();
        double[] allowance = in.readDoubles();
        if (allowance.length != MOST_ALLOWED.length) {
            throw new StateFormatException("STA-003 snapshot of thresholded forest: " + allowance.length
                    + " allowances, there are " + MOST_ALLOWED.length);
        }
        StreamingTail ordinary = StreamingTail.restore(WINDOW, BODY, in);
        ThresholdedForest restored;
        try {
            restored = new ThresholdedForest(RandomCutForest.restore(in), rate, yieldAfter, ordinary);
        } catch (IllegalArgumentException e) {
            throw new StateFormatException("STA-003 snapshot of thresholded forest: " + e.getMessage());
        }
        restored.settling = settling;
        restored.pressure = pressure;
        restored.flagged = flagged;
        restored.yields = yields;
        restored.sinceFit = sinceFit;
        restored.start = start;
        restored.shape = shape;
        System.arraycopy(allowance, 0, restored.allowance, 0, allowance.length);
        return restored;
    }

    /** Judges a point by what came before it, then learns it unless it is flagged. */
    public Grade observe(float[] point) {
        Grade grade = grade(point);
        fillAllowances();
        if (grade.isFlagged()) {
            flagged++;
            if (++pressure >= yieldAfter) {
                yieldToNewNormal();
                return grade;
            }
            if (!isAllowed(grade.pValue())) {
                return grade;
            }
        } else {
            pressure = Math.max(0, pressure - RELIEF);
        }
        forest.update(point);
        if (settling > 0) {
            settling--;
            return grade;
        }
        ordinary.add(grade.score());
        if (++sinceFit >= REFIT_EVERY || Double.isNaN(start)) {
            fit();
        }
        return grade;
    }

    /** Judges a point and changes nothing. */
    public Grade grade(float[] point) {
        double score = forest.score(point);
        if (Double.isNaN(start)) {
            return new Grade(score, Double.NaN, Double.NaN, 0);
        }
        double threshold = start * StrictMath.pow(BODY / rate, shape);
        double p = score <= start
                ? Math.max(BODY, ordinary.pValue(score))
                : Math.max(StreamingTail.FLOOR, BODY * StrictMath.pow(score / start, -1 / shape));
        double grade = score > threshold ? StrictMath.log(rate / p) / StrictMath.log(rate / StreamingTail.FLOOR) : 0;
        return new Grade(score, threshold, p, Math.max(0, Math.min(1, grade)));
    }

    /** The forest that scores. */
    public RandomCutForest forest() {
        return forest;
    }

    /** Points flagged so far. */
    public long flagged() {
        return flagged;
    }

    /** How often a lasting level was taken for the new normal. */
    public long yields() {
        return yields;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeDouble(rate)
                .writeInt(yieldAfter)
                .writeInt(settling)
                .writeLong(pressure)
                .writeLong(flagged)
                .writeLong(yields)
                .writeInt(sinceFit)
                .writeDouble(start)
                .writeDouble(shape)
                .writeDoubles(allowance);
        ordinary.snapshot(out);
        forest.snapshot(out);
    }

    public long liveBytes() {
        return 96 + ordinary.liveBytes() + forest.liveBytes();
    }

    private void fillAllowances() {
        double share = SURPLUS * rate * 0.9;
        for (int decade = 0; decade < allowance.length; decade++) {
            allowance[decade] = Math.min(MOST_ALLOWED[decade], allowance[decade] + share);
            share /= 10;
        }
    }

    /** Takes what a flagged point needs to be learnt, if it is there. */
    private boolean isAllowed(double p) {
        int decade = 0;
        for (double edge = rate / 10; p <= edge && decade < allowance.length - 1; edge /= 10) {
            decade++;
        }
        if (allowance[decade] < 1) {
            return false;
        }
        allowance[decade]--;
        return true;
    }

    /** The forest keeps what it knows and learns on; the threshold starts again. */
    private void yieldToNewNormal() {
        yields++;
        pressure = 0;
        settling = SETTLING;
        ordinary.clear();
        sinceFit = 0;
        start = Double.NaN;
        shape = Double.NaN;
    }

    private void fit() {
        int size = ordinary.size();
        if (size < LEAST_SCORES) {
            return;
        }
        int body = (int) (BODY * size);
        int far = (int) (FAR * size);
        start = Math.max(ordinary.fromTop(body), Float.MIN_NORMAL);
        double end = ordinary.fromTop(far);
        double logStart = StrictMath.log(start);
        double sum = far * (StrictMath.log(Math.max(end, start)) - logStart);
        for (int rank = far + 1; rank < body; rank++) {
            sum += StrictMath.log(Math.max(ordinary.fromTop(rank), start)) - logStart;
        }
        int peaks = body - far;
        shape = Math.max(LEAST_SHAPE, sum / peaks * (1 + CAUTION / Math.sqrt(peaks)));
        sinceFit = 0;
    }
}
