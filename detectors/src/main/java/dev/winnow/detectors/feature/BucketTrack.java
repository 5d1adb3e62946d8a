package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Count, sum, mean, deviation and extremes of a number over a sliding window, in equal sub-buckets aligned to multiples
 * of their width. The window therefore covers between (buckets − 1) and buckets widths. Mutable, one owner.
 */
final class BucketTrack extends Track {
    /** Sub-buckets a window: the oldest sixth of the window fades out at once. */
    static final int BUCKETS = 6;

    static final int EVENTS = -1;

    private final int slot;
    private final boolean moments;
    private final long widthMillis;
    private long head = Long.MIN_VALUE / 4;
    private final int[] counts = new int[BUCKETS];
    private final double[] sums;
    private final double[] squares;
    private final double[] minima;
    private final double[] maxima;

    /**
     * @param slot number slot to aggregate, or {@link #EVENTS} to count every event
     * @param moments whether deviation and extremes are kept too
     */
    BucketTrack(int slot, long windowMillis, boolean moments) {
        this.slot = slot;
        this.moments = moments;
        widthMillis = Math.max(1, windowMillis / BUCKETS);
        sums = new double[slot == EVENTS ? 0 : BUCKETS];
        squares = new double[moments ? BUCKETS : 0];
        minima = new double[moments ? BUCKETS : 0];
        maxima = new double[moments ? BUCKETS : 0];
    }

    @Override
    Track copy() {
        BucketTrack copy = new BucketTrack(slot, widthMillis * BUCKETS, moments);
        copy.head = head;
        System.arraycopy(counts, 0, copy.counts, 0, counts.length);
        System.arraycopy(sums, 0, copy.sums, 0, sums.length);
        System.arraycopy(squares, 0, copy.squares, 0, squares.length);
        System.arraycopy(minima, 0, copy.minima, 0, minima.length);
        System.arraycopy(maxima, 0, copy.maxima, 0, maxima.length);
        return copy;
    }

    @Override
    void apply(Contribution event) {
        double value = slot == EVENTS ? 1 : event.numbers[slot];
        if (Double.isNaN(value)) {
            return;
        }
        long bucket = Math.floorDiv(event.timeMillis, widthMillis);
        if (bucket > head) {
            for (long i = Math.max(head + 1, bucket - BUCKETS + 1); i <= bucket; i++) {
                counts[index(i)] = 0;
            }
            head = bucket;
        }
        int i = index(head);
        if (counts[i] == 0 && slot != EVENTS) {
            sums[i] = 0;
            if (moments) {
                squares[i] = 0;
                minima[i] = value;
                maxima[i] = value;
            }
        }
        add(i, value);
    }

    /*
     * Squared deviations are updated as in Welford 1962 and merged as in Chan, Golub and LeVeque 1983, equation 2.1:
     * sums of squares would cancel for large, steady values.
     */
    private void add(int i, double value) {
        if (slot != EVENTS) {
            if (moments) {
                double before = counts[i] == 0 ? 0 : value - sums[i] / counts[i];
                double after = value - (sums[i] + value) / (counts[i] + 1);
                squares[i] += before * after;
                minima[i] = Math.min(minima[i], value);
                maxima[i] = Math.max(maxima[i], value);
            }
            sums[i] += value;
        }
        if (counts[i] < Integer.MAX_VALUE) {
            counts[i]++;
        }
    }

    long count(long atMillis) {
        long total = 0;
        for (long b = oldest(atMillis); b <= head; b++) {
            total += counts[index(b)];
        }
        return total;
    }

    /** Sum over the window; 0 where nothing is in it. */
    double sum(long atMillis) {
        double total = 0;
        for (long b = oldest(atMillis); b <= head; b++) {
            if (counts[index(b)] > 0) {
                total += sums[index(b)];
            }
        }
        return total;
    }

    /** Mean over the window; NaN where nothing is in it. */
    double mean(long atMillis) {
        return sum(atMillis) / count(atMillis);
    }

    /** Sample standard deviation over the window; NaN below two values. */
    double deviation(long atMillis) {
        double count = 0;
        double mean = 0;
        double square = 0;
        for (long b = oldest(atMillis); b <= head; b++) {
            int i = index(b);
            if (counts[i] > 0) {
                double delta = sums[i] / counts[i] - mean;
                double both = count + counts[i];
                square += squares[i] + delta * delta * count * counts[i] / both;
                mean += delta * counts[i] / both;
                count = both;
            }
        }
        return count < 2 ? Double.NaN : StrictMath.sqrt(Math.max(0, square / (count - 1)));
    }

    /** Smallest value in the window; NaN where nothing is in it. */
    double minimum(long atMillis) {
        double smallest = Double.NaN;
        for (long b = oldest(atMillis); b <= head; b++) {
            int i = index(b);
            if (counts[i] > 0 && !(minima[i] >= smallest)) {
                smallest = minima[i];
            }
        }
        return smallest;
    }

    /** Largest value in the window; NaN where nothing is in it. */
    double maximum(long atMillis) {
        double largest = Double.NaN;
        for (long b = oldest(atMillis); b <= head; b++) {
            int i = index(b);
            if (counts[i] > 0 && !(maxima[i] <= largest)) {
                largest = maxima[i];
            }
        }
        return largest;
    }

    private long oldest(long atMillis) {
        return Math.max(Math.floorDiv(atMillis, widthMillis), head) - BUCKETS + 1;
    }

    private static int index(long bucket) {
        return (int) Math.floorMod(bucket, (long) BUCKETS);
    }

    @Override
    void write(StateWriter out, long baseMillis) {
        Compact.writeSigned(out, head);
        for (long b = head - BUCKETS + 1; b <= head; b++) {
            int i = index(b);
            Compact.writeVar(out, counts[i]);
            if (counts[i] > 0 && slot != EVENTS) {
                Compact.writeNumber(out, sums[i]);
                if (moments) {
                    Compact.writeNumber(out, squares[i]);
                    Compact.writeNumber(out, minima[i]);
                    Compact.writeNumber(out, maxima[i]);
                }
            }
        }
    }

    @Override
    void read(StateReader in, long baseMillis) {
        head = Compact.readSigned(in);
        for (long b = head - BUCKETS + 1; b <= head; b++) {
            int i = index(b);
            counts[i] = Compact.readCount(in, Integer.MAX_VALUE, "bucket count");
            if (counts[i] > 0 && slot != EVENTS) {
                sums[i] = Compact.readNumber(in);
                if (moments) {
                    squares[i] = Compact.readNumber(in);
                    minima[i] = Compact.readNumber(in);
                    maxima[i] = Compact.readNumber(in);
                }
            }
        }
    }

    @Override
    int maxBytes() {
        return Compact.MAX_BYTES + BUCKETS * (5 + (slot == EVENTS ? 0 : moments ? 40 : 10));
    }
}
