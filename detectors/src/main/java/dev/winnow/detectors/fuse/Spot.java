package dev.winnow.detectors.fuse;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * A threshold that a stated share of ordinary values exceeds, whatever their distribution, learnt from the stream. Mutable, one
 * owner, not thread-safe; an ordinary value costs a comparison, a peak a move of at most {@code maximumPeaks} floats.
 *
 * <p>For the upper tail; feed negated values for the lower one. Values that alarm are learnt only as often as the risk allows
 * them, and then as at most {@value #RARER} times rarer than the risk: a burst keeps alarming however long it lasts.
 *
 * <p>Until {@value SpotConfig#MINIMUM_PEAKS} peaks were seen nothing alarms: a stream that never varied says nothing of its tail.
 */
public final class Spot {
    // A. Siffer, P.-A. Fouque, A. Termier, C. Largouet, "Anomaly detection in streams with extreme value theory", KDD
    // 2017,
    // algorithms 1 and 2; threshold: equation 1.
    // Differs from it: the fit is by probability-weighted moments; the newest peaks count, not all; alarms enter within
    // a
    // budget, because a tail without them is cut off and alarms twice as often as it says
    // (SpotTest.alarmsAtItsRiskWhateverTheTail); and the threshold lies where the survival is the wanted one on average
    // over
    // the error of the fit. With a log-normal error of variance v that is at survival·e^{−v/2}: a quantile that is
    // estimated
    // without bias is exceeded too often, by a third at one in ten thousand.

    private static final int VERSION = 1;

    /** How much rarer than the risk a learnt alarm may look. */
    private static final double RARER = 100;

    /** Alarms that are learnt, as a multiple of the risk: room for chance, none for a burst. */
    private static final double BUDGET_RATE = 2;

    private static final double LARGEST_BUDGET = 5;

    /** A fit is renewed when a fiftieth of its peaks is new: fitting at each peak would move it by less than its error. */
    private static final int PEAKS_A_FIT = 50;

    private final SpotConfig config;
    private final float[] sorted;
    private final float[] arrivals;
    private float[] first;
    private long count;
    private long peaks;
    private double budget;
    private double peakThreshold;
    private double threshold = Double.POSITIVE_INFINITY;
    private double largestLearnt = Double.POSITIVE_INFINITY;
    private GeneralisedPareto tail = new GeneralisedPareto(0, 1);

    private Spot(SpotConfig config) {
        this.config = config;
        sorted = new float[config.maximumPeaks()];
        arrivals = new float[config.maximumPeaks()];
        first = new float[config.calibration()];
        budget = LARGEST_BUDGET;
    }

    public static Spot create(SpotConfig config) {
        return new Spot(config);
    }

    /**
     * Judges a value, then learns it.
     *
     * @return true if it exceeds the threshold
     * @throws IllegalArgumentException if it is not finite
     */
    public boolean observe(double value) {
        float narrow = checked(value);
        if (count < config.calibration()) {
            first[(int) count++] = narrow;
            if (count == config.calibration()) {
                calibrate();
            }
            return false;
        }
        boolean alarm = narrow > threshold;
        if (alarm && budget < 1) {
            return true;
        }
        // Only ordinary values earn a budget, so a burst has what was saved before it and no more.
        budget = alarm ? budget - 1 : Math.min(LARGEST_BUDGET, budget + BUDGET_RATE * config.risk());
        count++;
        if (narrow > peakThreshold) {
            addPeak((float) Math.min(narrow, largestLearnt));
            if (peaks % Math.max(1, held() / PEAKS_A_FIT) == 0) {
                fit();
            }
        }
        return alarm;
    }

    /** What a share of {@code risk} exceeds; infinite while not warm. */
    public double threshold() {
        return threshold;
    }

    /** True once there is a tail to judge by. */
    public boolean isWarm() {
        return threshold < Double.POSITIVE_INFINITY;
    }

    /** Values learnt. */
    public long count() {
        return count;
    }

    /**
     * Probability of a value at least as large, as fitted, without the allowance for error that the threshold has; 1 while not warm, and at or below the threshold of peaks, where nothing is
     * modelled. In [1e-9, 1]; changes nothing.
     */
    public double pValue(double value) {
        double excess = checked(value) - peakThreshold;
        if (!isWarm() || excess <= 0) {
            return 1;
        }
        return Math.max(StreamingTail.FLOOR, share() * tail.survival(excess));
    }

    public long liveBytes() {
        return 144 + 4L * (sorted.length + arrivals.length + first.length);
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(count).writeLong(peaks).writeDouble(budget);
        boolean calibrating = count < config.calibration();
        out.writeFloats(Arrays.copyOf(first, calibrating ? (int) count : 0));
        out.writeDouble(peakThreshold).writeDouble(threshold).writeDouble(largestLearnt);
        out.writeDouble(tail.shape()).writeDouble(tail.scale());
        out.writeFloats(Arrays.copyOf(arrivals, held()));
    }

    /** @param config the configuration under which the state was written */
    public static Spot restore(SpotConfig config, StateReader in) {
        in.expectVersion("spot", VERSION);
        Spot spot = new Spot(config);
        spot.count = in.readLong();
        spot.peaks = in.readLong();
        spot.budget = in.readDouble();
        float[] first = in.readFloats();
        boolean calibrating = spot.count < config.calibration();
        if (spot.count < 0 || spot.peaks < 0 || first.length != (calibrating ? spot.count : 0)) {
            throw new StateFormatException("STA-004 spot: " + spot.count + " values, " + spot.peaks + " peaks and "
                    + first.length + " first values do not fit together");
        }
        System.arraycopy(first, 0, spot.first, 0, first.length);
        spot.peakThreshold = in.readDouble();
        spot.threshold = in.readDouble();
        spot.largestLearnt = in.readDouble();
        spot.tail = new GeneralisedPareto(in.readDouble(), in.readDouble());
        float[] arrivals = in.readFloats();
        if (arrivals.length != spot.held()) {
            throw new StateFormatException("STA-004 spot: must have " + spot.held() + " peaks, has " + arrivals.length);
        }
        System.arraycopy(arrivals, 0, spot.arrivals, 0, arrivals.length);
        System.arraycopy(arrivals, 0, spot.sorted, 0, arrivals.length);
        Arrays.sort(spot.sorted, 0, arrivals.length);
        if (!calibrating) {
            spot.first = new float[0];
        }
        return spot;
    }

    private void calibrate() {
        float[] ordered = first.clone();
        Arrays.sort(ordered);
        int below = Math.max(0, ordered.length - 1 - (int) (config.peakShare() * ordered.length));
        peakThreshold = ordered[below];
        for (float value : first) {
            if (value > peakThreshold) {
                addPeak(value);
            }
        }
        first = new float[0];
        fit();
    }

    /** Puts a peak in the place of the oldest. */
    private void addPeak(float value) {
        int held = held();
        int slot = (int) (peaks % arrivals.length);
        int in = insertion(value, held);
        if (held < arrivals.length) {
            System.arraycopy(sorted, in, sorted, in + 1, held - in);
        } else {
            int out = insertion(arrivals[slot], held);
            if (in > out) {
                in--;
                System.arraycopy(sorted, out + 1, sorted, out, in - out);
            } else {
                System.arraycopy(sorted, in, sorted, in + 1, out - in);
            }
        }
        sorted[in] = value;
        arrivals[slot] = value;
        peaks++;
    }

    private void fit() {
        int held = held();
        if (held < SpotConfig.MINIMUM_PEAKS) {
            return;
        }
        tail = GeneralisedPareto.fit(sorted, 0, held, peakThreshold);
        double survival = Math.min(1, config.risk() / share());
        double careful = survival * StrictMath.exp(-tail.logSurvivalVariance(survival, held) / 2);
        threshold = peakThreshold + tail.quantile(careful);
        largestLearnt = peakThreshold + tail.quantile(careful / RARER);
    }

    /** Share of values above the threshold of peaks. */
    private double share() {
        return (double) peaks / count;
    }

    private int held() {
        return (int) Math.min(peaks, arrivals.length);
    }

    /** Index of the first peak that is not below a value. */
    private int insertion(float value, int held) {
        int low = 0;
        int high = held;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static float checked(double value) {
        float narrow = (float) value;
        if (!Float.isFinite(narrow)) {
            throw new IllegalArgumentException("DET-004 spot: value must be finite, was " + value);
        }
        return narrow;
    }
}
