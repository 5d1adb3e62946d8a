package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * The longest past of a bounded value over which its mean has not changed. Mutable, one owner, not thread-safe; memory and the
 * cost of a look grow with the logarithm of the window's length, and nothing is allocated.
 *
 * <p>At each look, every {@value #VALUES_A_LOOK} values, a stream whose mean does not change is cut with a probability of at
 * most {@code delta}; really far more rarely, since the bound holds for any distribution.
 */
public final class Adwin {
    // A. Bifet, R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007, section 3.2:
    // exponential
    // histogram with at most M buckets of each size; cut where the means of two parts differ by more than
    // sqrt(2/m·v·ln(2/δ')) + 2/(3m)·ln(2/δ'), with m the harmonic mean of the lengths' halves and v the variance of the
    // window.
    // Differs from it: δ' = δ/(number of splits that are looked at), which is the union bound; the paper divides by ln
    // n.

    private static final int VERSION = 1;

    /** Buckets of one size; more would find a cut at a finer place at more cost. */
    static final int BUCKETS = 5;

    static final int VALUES_A_LOOK = 32;

    /** Shorter parts have no mean worth comparing. */
    static final int SHORTEST_PART = 8;

    /** A bucket of the last size holds 2^39 values. */
    private static final int SIZES = 40;

    private final double delta;
    private final double low;
    private final double high;

    /** Per size, oldest bucket first: sums of values scaled to 0..1, and their squared deviations. */
    private final double[] sums = new double[SIZES * (BUCKETS + 1)];

    private final double[] spreads = new double[SIZES * (BUCKETS + 1)];
    private final int[] counts = new int[SIZES];
    private int sizes = 1;
    private long width;
    private long values;
    private long cuts;
    private double before;
    private double after;

    /**
     * @param delta probability of a false cut at a look, in [1e-9, 0.5]
     * @param low values below count as this
     * @param high values above count as this; above {@code low}
     */
    public Adwin(double delta, double low, double high) {
        if (!(delta >= 1e-9 && delta <= 0.5)) {
            throw new IllegalArgumentException("CFG-004 adwin.delta: must be between 1e-9 and 0.5, was " + delta);
        }
        if (!(low < high && high - low < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "CFG-004 adwin.range: must be finite and rise, was " + low + " to " + high);
        }
        this.delta = delta;
        this.low = low;
        this.high = high;
    }

    /**
     * Adds a value, and at each {@value #VALUES_A_LOOK}th looks for a change.
     *
     * @return true if the window was cut: the mean changed
     * @throws IllegalArgumentException if the value is not finite
     */
    public boolean add(double value) {
        if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("DET-004 adwin: value must be finite, was " + value);
        }
        insert((Math.max(low, Math.min(high, value)) - low) / (high - low));
        values++;
        return values % VALUES_A_LOOK == 0 && look();
    }

    /** Values in the window. */
    public long width() {
        return width;
    }

    /** Mean over the window; {@code low} while it is empty. */
    public double mean() {
        return low + (high - low) * total() / Math.max(1, width);
    }

    /** Changes so far. */
    public long cuts() {
        return cuts;
    }

    /** Mean of the older part at the last change; 0 before the first. */
    public double meanBefore() {
        return before;
    }

    /** Mean of the newer part at the last change; 0 before the first. */
    public double meanAfter() {
        return after;
    }

    public long liveBytes() {
        return 152 + 8L * (sums.length + spreads.length) + 4L * counts.length;
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeLong(values)
                .writeLong(cuts)
                .writeDouble(before)
                .writeDouble(after);
        out.writeByte(sizes);
        for (int size = 0; size < sizes; size++) {
            out.writeByte(counts[size]);
            for (int i = 0; i < counts[size]; i++) {
                out.writeDouble(sums[at(size, i)]).writeDouble(spreads[at(size, i)]);
            }
        }
    }

    public static Adwin restore(double delta, double low, double high, StateReader in) {
        in.expectVersion("adwin", VERSION);
        Adwin adwin = new Adwin(delta, low, high);
        adwin.values = in.readLong();
        adwin.cuts = in.readLong();
        adwin.before = in.readDouble();
        adwin.after = in.readDouble();
        adwin.sizes = in.readByte();
        if (adwin.sizes < 1 || adwin.sizes > SIZES) {
            throw new StateFormatException(
                    "STA-004 adwin: must have 1 to " + SIZES + " sizes of buckets, has " + adwin.sizes);
        }
        for (int size = 0; size < adwin.sizes; size++) {
            int count = in.readByte();
            if (count > BUCKETS) {
                throw new StateFormatException(
                        "STA-004 adwin: must have at most " + BUCKETS + " buckets of a size, has " + count);
            }
            adwin.counts[size] = count;
            adwin.width += (long) count << size;
            for (int i = 0; i < count; i++) {
                adwin.sums[at(size, i)] = in.readDouble();
                adwin.spreads[at(size, i)] = in.readDouble();
            }
        }
        return adwin;
    }

    private void insert(double scaled) {
        sums[at(0, counts[0])] = scaled;
        spreads[at(0, counts[0])] = 0;
        counts[0]++;
        width++;
        for (int size = 0; size < sizes && counts[size] > BUCKETS; size++) {
            if (size + 1 == SIZES) {
                dropOldest();
                return;
            }
            sizes = Math.max(sizes, size + 2);
            int older = at(size, 0);
            int merged = at(size + 1, counts[size + 1]);
            double length = (double) (1L << size);
            double apart = sums[older] / length - sums[older + 1] / length;
            sums[merged] = sums[older] + sums[older + 1];
            spreads[merged] = spreads[older] + spreads[older + 1] + apart * apart * length / 2;
            counts[size + 1]++;
            shift(size, 2);
        }
    }

    /** Drops the oldest buckets until no two parts differ; true if there was anything to drop. */
    private boolean look() {
        boolean cut = false;
        while (differs(cut)) {
            dropOldest();
            cut = true;
        }
        cuts += cut ? 1 : 0;
        return cut;
    }

    /** True if two parts differ; the first finding of a look is kept. */
    private boolean differs(boolean again) {
        if (width < 2 * SHORTEST_PART) {
            return false;
        }
        double total = total();
        double variance = variance(total);
        double log = StrictMath.log(2 * splits() / delta);
        long older = 0;
        double olderSum = 0;
        for (int size = sizes - 1; size >= 0; size--) {
            for (int i = 0; i < counts[size]; i++) {
                older += 1L << size;
                olderSum += sums[at(size, i)];
                long newer = width - older;
                if (newer < SHORTEST_PART) {
                    return false;
                }
                if (older < SHORTEST_PART) {
                    continue;
                }
                double inverse = 1.0 / older + 1.0 / newer;
                double reach = StrictMath.sqrt(2 * inverse * variance * log) + 2 * inverse * log / 3;
                double apart = olderSum / older - (total - olderSum) / newer;
                if (Math.abs(apart) > reach) {
                    if (!again) {
                        before = low + (high - low) * olderSum / older;
                        after = low + (high - low) * (total - olderSum) / newer;
                    }
                    return true;
                }
            }
        }
        return false;
    }

    private double total() {
        double total = 0;
        for (int size = sizes - 1; size >= 0; size--) {
            for (int i = 0; i < counts[size]; i++) {
                total += sums[at(size, i)];
            }
        }
        return total;
    }

    private double variance(double total) {
        double mean = total / width;
        double spread = 0;
        for (int size = sizes - 1; size >= 0; size--) {
            double length = (double) (1L << size);
            for (int i = 0; i < counts[size]; i++) {
                double apart = sums[at(size, i)] / length - mean;
                spread += spreads[at(size, i)] + length * apart * apart;
            }
        }
        return spread / width;
    }

    private int splits() {
        int buckets = 0;
        for (int size = 0; size < sizes; size++) {
            buckets += counts[size];
        }
        return Math.max(1, buckets - 1);
    }

    private void dropOldest() {
        int size = sizes - 1;
        width -= 1L << size;
        shift(size, 1);
        while (sizes > 1 && counts[sizes - 1] == 0) {
            sizes--;
        }
    }

    private void shift(int size, int places) {
        int from = at(size, places);
        System.arraycopy(sums, from, sums, at(size, 0), counts[size] - places);
        System.arraycopy(spreads, from, spreads, at(size, 0), counts[size] - places);
        counts[size] -= places;
    }

    private static int at(int size, int bucket) {
        return size * (BUCKETS + 1) + bucket;
    }
}
