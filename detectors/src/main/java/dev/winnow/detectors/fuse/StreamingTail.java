package dev.winnow.detectors.fuse;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Tail probability of a raw score among the scores that were fed last. Mutable, one owner, not thread-safe.
 *
 * <p>The body is exact: (scores at or above + 1) / (scores + 1), which is valid for exchangeable scores whatever their
 * distribution. Above a high quantile a generalised Pareto tail takes over (peaks over threshold). It is trusted down to a
 * third of what the sample alone can say, 1/(3(n + 1)); from there on the probability falls as an inverse square of the
 * distance, slower than any tail that was fitted, so that stranger stays stranger and nothing is extrapolated on a thin or
 * bounded tail. Without enough distinct peaks the result is never below 1/(n + 1). The result is in [1e-9, 1] and never
 * rises with the score.
 *
 * <p>Feed only scores that are not themselves suspect: the tail keeps whatever it is given for a window's length.
 */
public final class StreamingTail {
    // Sorted array beside a ring of arrival order. Inserting moves half of the window's floats on average (about 8 KB
    // at the
    // default window), which System.arraycopy does faster than a balanced tree or a sketch would, and ranks are exact.
    // Peaks over threshold as in A. Siffer et al., "Anomaly detection in streams with extreme value theory", KDD 2017.
    // Differs from it: sliding window, probability-weighted moments in place of likelihood, extrapolation limit
    // (StreamingTailTest shows the effect of each).

    /** Smallest probability that is ever stated. */
    public static final double FLOOR = 1e-9;

    /** Fewer peaks than this leave the shape open by more than 0.2: no tail is fitted. */
    private static final int MINIMUM_PEAKS = 20;

    /** How far below 1/(n + 1) the fitted tail is trusted. */
    private static final double EXTRAPOLATION = 3;

    /** Standard errors (about 1/√peaks each) by which the shape is taken heavier: a probability too large is the smaller mistake. */
    private static final double CAUTION = 0.5;

    /** Scores that differ by less, relatively, are ties: rounding is no evidence. */
    private static final float TIE = 1e-5f;

    private final float[] arrivals;
    private final float[] sorted;
    private final double peakShare;
    private int next;
    private int size;

    /**
     * @param window scores remembered, at least 64
     * @param peakShare share of the window that the tail is fitted to, in (0, 0.5]
     */
    public StreamingTail(int window, double peakShare) {
        if (window < 64 || !(peakShare > 0 && peakShare <= 0.5)) {
            throw new IllegalArgumentException(
                    "window must be at least 64 and peak share in (0, 0.5], were " + window + " and " + peakShare);
        }
        arrivals = new float[window];
        sorted = new float[window];
        this.peakShare = peakShare;
    }

    /** Scores in the window. */
    public int size() {
        return size;
    }

    public void add(double score) {
        float value = (float) score;
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            throw new IllegalArgumentException("DET-004 tail: score must be finite, was " + score);
        }
        value += 0f;
        if (size < arrivals.length) {
            int at = lowerBound(value);
            System.arraycopy(sorted, at, sorted, at + 1, size - at);
            sorted[at] = value;
            size++;
        } else {
            int out = lowerBound(arrivals[next]);
            int in = lowerBound(value);
            if (in > out) {
                in--;
                System.arraycopy(sorted, out + 1, sorted, out, in - out);
            } else {
                System.arraycopy(sorted, in, sorted, in + 1, out - in);
            }
            sorted[in] = value;
        }
        arrivals[next] = value;
        next = next + 1 == arrivals.length ? 0 : next + 1;
    }

    /** Tail probability of a score, in [1e-9, 1]; 1 while nothing was fed. Changes nothing. */
    public double pValue(double score) {
        float value = (float) Math.min(score, Float.MAX_VALUE);
        int below = lowerBound(value - TIE * Math.abs(value));
        double body = (size - below + 1.0) / (size + 1.0);
        int from = firstPeak();
        if (below <= from || size - from < MINIMUM_PEAKS) {
            return body;
        }
        double threshold = sorted[from - 1];
        if (!(sorted[size - 1] - threshold > TIE * Math.abs(threshold))) {
            return body;
        }
        int peaks = size - from;
        GeneralisedPareto tail =
                GeneralisedPareto.fit(sorted, from, size, threshold).heavier(CAUTION / Math.sqrt(peaks));
        double share = (peaks + 1.0) / (size + 1.0);
        double limit = 1 / (EXTRAPOLATION * (peaks + 1));
        double excess = value - threshold;
        double survival = tail.survival(excess);
        if (survival < limit) {
            double atLimit = tail.quantile(limit);
            double localScale = tail.scale() + tail.shape() * atLimit;
            double far = 1 + 0.5 * Math.max(0, excess - atLimit) / localScale;
            survival = limit / (far * far);
        }
        return Math.max(FLOOR, Math.min(body, share * survival));
    }

    /** The score that {@code rank} scores of the window reach; rank 1 is the largest, up to {@link #size}. */
    public double fromTop(int rank) {
        return sorted[size - rank];
    }

    /** The score that a share of the window is above, in (0, 1); 0 while nothing was fed. */
    public double above(double share) {
        return size == 0 ? 0 : sorted[size - 1 - (int) (share * size)];
    }

    public void clear() {
        size = 0;
        next = 0;
    }

    public long liveBytes() {
        return 64 + 8L * arrivals.length;
    }

    /** Scores in order of arrival; the sorted copy follows from them. */
    public void snapshot(StateWriter out) {
        float[] oldestFirst = new float[size];
        for (int i = 0; i < size; i++) {
            oldestFirst[i] = arrivals[(next - size + i + arrivals.length) % arrivals.length];
        }
        out.writeFloats(oldestFirst);
    }

    public static StreamingTail restore(int window, double peakShare, StateReader in) {
        StreamingTail tail = new StreamingTail(window, peakShare);
        float[] oldestFirst = in.readFloats();
        if (oldestFirst.length > window) {
            throw new StateFormatException(
                    "STA-004 tail: must have at most " + window + " scores, has " + oldestFirst.length);
        }
        for (float value : oldestFirst) {
            if (!Float.isFinite(value)) {
                throw new StateFormatException("STA-004 tail: scores must be finite, found " + value);
            }
        }
        tail.size = oldestFirst.length;
        System.arraycopy(oldestFirst, 0, tail.arrivals, 0, tail.size);
        System.arraycopy(oldestFirst, 0, tail.sorted, 0, tail.size);
        Arrays.sort(tail.sorted, 0, tail.size);
        tail.next = tail.size % window;
        return tail;
    }

    /** Index of the first score strictly above the threshold score, which stands just before it; 1 at least. */
    private int firstPeak() {
        return size == 0 ? 1 : lowerBound(Math.nextUp((float) above(peakShare)));
    }

    private int lowerBound(float value) {
        int low = 0;
        int high = size;
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
}
