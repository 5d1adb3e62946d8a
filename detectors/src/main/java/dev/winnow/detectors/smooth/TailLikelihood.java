package dev.winnow.detectors.smooth;

import dev.winnow.detectors.fuse.NormalTail;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Says when the mean of the last few scores of a series is unlikely after a long window before them, and says it once.
 * Mutable, one owner, not thread-safe; a score costs the same however long the long window is, and allocates nothing.
 *
 * <p>The evidence is −log₁₀ of the normal upper tail: 3 means one in a thousand. For scores that are about normal the stated
 * rate is the observed one, whether or not they depend on each other (with {@link TailLikelihoodConfig.Spread#OF_MEANS}).
 * Scores with heavy tails pass a level more often than it says; their ranking is right, and a {@code StreamingTail} over the
 * evidence makes a probability of it.
 *
 * <p>A series that never varied has the smallest deviation of the configuration, or 1 % of its mean if that is more: a step
 * of rounding is no evidence. A missing score is not fed.
 */
public final class TailLikelihood {
    // After S. Ahmad, A. Lavin, S. Purdy, Z. Agha, "Unsupervised real-time anomaly detection for streaming data",
    // Neurocomputing 262 (2017), section 3.2.
    // Differs from it: the deviation is that of the short means, not of the scores, and the long window ends where the
    // short
    // one begins (TailLikelihoodTest.statesTheRateThatIsObserved shows why); estimated moments are allowed for by
    // Student's t with one degree of freedom for each short window in the long one; a refractory time follows.
    //
    // Sums are taken about a centre, and anew once in each turn of the ring: rounding cannot pile up, nor cancel.

    private static final int VERSION = 1;

    /** Share of the mean below which a deviation is taken for rounding. */
    private static final double RELATIVE_DEVIATION = 0.01;

    private final TailLikelihoodConfig config;

    /** The last scores, a ring that turns with {@link #count}. */
    private final float[] recent;

    /** The long window, and the values that wait until they no longer overlap the short one. */
    private final float[] reference;

    private long count;
    private long restartedAt;
    private int held;
    private double centre;
    private double sum;
    private double squares;
    private double evidence;
    private long reportedAt;
    private double reported;

    private TailLikelihood(TailLikelihoodConfig config) {
        this.config = config;
        recent = new float[config.shortWindow()];
        reference = new float[config.longWindow() + config.shortWindow() - 1];
    }

    public static TailLikelihood create(TailLikelihoodConfig config) {
        return new TailLikelihood(config);
    }

    /**
     * Judges a score, then learns it.
     *
     * @param timeMillis event time; not used if the silence is in points. An event that comes late is silenced by a report
     *     that is as close after it as before it, so that one wrong clock does not silence all that follows
     * @return the evidence if it reaches the level and no silence holds, else 0
     * @throws IllegalArgumentException if the score is not finite
     */
    public double observe(long timeMillis, double score) {
        float value = (float) score;
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException("DET-004 likelihood: score must be finite, was " + score);
        }
        recent[(int) (count % recent.length)] = value;
        count++;
        float mean = shortMean();
        evidence = isWarm() ? judge(mean) : 0;
        learn(config.spread() == TailLikelihoodConfig.Spread.OF_MEANS ? mean : value);
        return report(timeMillis);
    }

    /** Evidence of the last score before level and silence, at least 0; 0 while not warm. */
    public double evidence() {
        return evidence;
    }

    /** True once enough scores were seen since the beginning or the last restart. */
    public boolean isWarm() {
        return count - restartedAt >= config.minimumScores();
    }

    /** Scores so far. */
    public long count() {
        return count;
    }

    /** Forgets the long window, for example after a change of level that was reported; a silence goes on. */
    public void restart() {
        restartedAt = count;
        held = 0;
        sum = 0;
        squares = 0;
    }

    public long liveBytes() {
        return 136 + 4L * (recent.length + reference.length);
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(count).writeLong(restartedAt).writeInt(held);
        out.writeDouble(centre).writeDouble(sum).writeDouble(squares);
        out.writeDouble(evidence).writeLong(reportedAt).writeDouble(reported);
        out.writeFloats(Arrays.copyOf(recent, (int) Math.min(count, recent.length)));
        out.writeFloats(Arrays.copyOf(reference, (int) Math.min(count, reference.length)));
    }

    /** @param config the configuration under which the state was written */
    public static TailLikelihood restore(TailLikelihoodConfig config, StateReader in) {
        in.expectVersion("likelihood", VERSION);
        TailLikelihood likelihood = new TailLikelihood(config);
        likelihood.count = in.readLong();
        likelihood.restartedAt = in.readLong();
        likelihood.held = in.readInt();
        likelihood.centre = in.readDouble();
        likelihood.sum = in.readDouble();
        likelihood.squares = in.readDouble();
        likelihood.evidence = in.readDouble();
        likelihood.reportedAt = in.readLong();
        likelihood.reported = in.readDouble();
        if (likelihood.count < 0 || likelihood.restartedAt < 0 || likelihood.restartedAt > likelihood.count) {
            throw new StateFormatException("STA-004 likelihood: restart must lie between 0 and the count "
                    + likelihood.count + ", was " + likelihood.restartedAt);
        }
        long couldHold = Math.max(0, likelihood.count - likelihood.restartedAt - 2L * config.shortWindow() + 2);
        if (likelihood.held != Math.min(couldHold, config.longWindow())) {
            throw new StateFormatException("STA-004 likelihood: long window must hold "
                    + Math.min(couldHold, config.longWindow()) + " values, holds " + likelihood.held);
        }
        fill(likelihood.recent, likelihood.count, in.readFloats());
        fill(likelihood.reference, likelihood.count, in.readFloats());
        return likelihood;
    }

    private float shortMean() {
        int size = (int) Math.min(count, recent.length);
        double total = 0;
        for (int i = 0; i < size; i++) {
            total += recent[i];
        }
        return (float) (total / size);
    }

    private double judge(float mean) {
        double independent = ofMeans() ? (double) held / recent.length : held;
        double t = (mean - centre - sum / held) / (deviation() * StrictMath.sqrt(1 + 1 / independent));
        double z = NormalTail.deviateOfStudent(Math.abs(t), Math.max(1, independent - 1));
        return NormalTail.decades(t < 0 ? -z : z);
    }

    private double deviation() {
        double offset = sum / held;
        double variance = Math.max(0, squares / held - offset * offset);
        double floor = Math.max(config.smallestDeviation(), RELATIVE_DEVIATION * Math.abs(centre + offset));
        return Math.max(floor, StrictMath.sqrt(variance));
    }

    /** Lets a value wait, and the one that no longer overlaps the next short mean into the long window. */
    private void learn(float value) {
        int at = (int) ((count - 1) % reference.length);
        float leaving = reference[at];
        reference[at] = value;
        if (count - restartedAt >= 2L * recent.length - 1) {
            if (held == config.longWindow()) {
                add(leaving, -1);
            }
            int entering = at - recent.length + 1;
            entering = entering < 0 ? entering + reference.length : entering;
            reference[entering] = bounded(reference[entering]);
            centre = held == 0 ? reference[entering] : centre;
            add(reference[entering], 1);
        }
        if (at == 0) {
            recentre();
        }
    }

    private void add(float value, int sign) {
        double offset = value - centre;
        sum += sign * offset;
        squares += sign * offset * offset;
        held += sign;
    }

    private float bounded(float value) {
        if (!isWarm()) {
            return value;
        }
        double usual = centre + sum / held;
        double reach = config.largestDeviate() * deviation();
        return (float) Math.max(usual - reach, Math.min(usual + reach, value));
    }

    private void recentre() {
        if (held == 0) {
            return;
        }
        int values = held;
        centre += sum / held;
        sum = 0;
        squares = 0;
        held = 0;
        long newest = count - recent.length;
        for (long i = newest - values + 1; i <= newest; i++) {
            add(reference[(int) (i % reference.length)], 1);
        }
    }

    private double report(long timeMillis) {
        if (evidence < config.level()) {
            return 0;
        }
        long now = config.silenceUnit() == TailLikelihoodConfig.Unit.POINTS ? count : timeMillis;
        // Unsigned, so that the distance of the furthest times does not overflow into a small one.
        long apart = now >= reportedAt ? now - reportedAt : reportedAt - now;
        boolean silent = reported > 0 && Long.compareUnsigned(apart, config.silence()) < 0;
        if (silent && evidence < reported + config.escalation()) {
            return 0;
        }
        reportedAt = silent ? reportedAt : now;
        reported = evidence;
        return evidence;
    }

    private boolean ofMeans() {
        return config.spread() == TailLikelihoodConfig.Spread.OF_MEANS;
    }

    private static void fill(float[] ring, long count, float[] values) {
        if (values.length != Math.min(count, ring.length)) {
            throw new StateFormatException(
                    "STA-004 likelihood: must have " + Math.min(count, ring.length) + " values, has " + values.length);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new StateFormatException("STA-004 likelihood: values must be finite, found " + value);
            }
        }
        System.arraycopy(values, 0, ring, 0, values.length);
    }
}
