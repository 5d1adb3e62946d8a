package dev.winnow.detectors.drift;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * The last values of each feature, in order of arrival and of size. Mutable on purpose, one owner; {@link #add} and the quantiles
 * do not allocate. Quantiles are those of the values kept, exactly.
 */
final class SortedWindows {
    private final String owner;
    private final int features;
    private final int capacity;
    private final float[] arrivals;
    private final float[] sorted;
    private int size;
    private int next;

    /** {@code owner} names the detector in messages. */
    SortedWindows(String owner, int features, int capacity) {
        this.owner = owner;
        this.features = features;
        this.capacity = capacity;
        arrivals = new float[features * capacity];
        sorted = new float[features * capacity];
    }

    /** Values kept of each feature. */
    int size() {
        return size;
    }

    /** Adds one value of each feature; the oldest make room. */
    void add(float[] point) {
        for (int f = 0; f < features; f++) {
            int first = f * capacity;
            float value = point[f];
            if (size == capacity) {
                replace(first, arrivals[first + next], value);
            } else {
                int at = insertion(first, value);
                System.arraycopy(sorted, at, sorted, at + 1, first + size - at);
                sorted[at] = value;
            }
            arrivals[first + next] = value;
        }
        size = Math.min(size + 1, capacity);
        next = (next + 1) % capacity;
    }

    /** Quantile with linear interpolation between neighbours; there must be values. */
    double quantile(int feature, double share) {
        double position = share * (size - 1);
        int below = (int) position;
        double low = sorted[feature * capacity + below];
        double high = sorted[feature * capacity + Math.min(below + 1, size - 1)];
        return low + (position - below) * (high - low);
    }

    /** Median distance from a centre; there must be values. */
    double medianDistance(int feature, double centre) {
        double low = distance(feature, centre, (size - 1) / 2);
        return size % 2 == 1 ? low : (low + distance(feature, centre, size / 2)) / 2;
    }

    void snapshot(StateWriter out) {
        out.writeInt(size).writeInt(next);
        for (int f = 0; f < features; f++) {
            out.writeFloats(Arrays.copyOfRange(arrivals, f * capacity, f * capacity + size));
        }
    }

    /** Reads into empty windows what {@link #snapshot} wrote. */
    void restore(StateReader in) {
        size = in.readInt();
        next = in.readInt();
        if (size < 0 || size > capacity || next != (size < capacity ? size : next) || next < 0 || next >= capacity) {
            throw new StateFormatException("STA-004 " + owner + ": window must hold at most " + capacity
                    + " values and go on within it, holds " + size + " and goes on at " + next);
        }
        for (int f = 0; f < features; f++) {
            float[] values = in.readFloats();
            if (values.length != size) {
                throw new StateFormatException(
                        "STA-002 " + owner + ": window must have " + size + " values, has " + values.length);
            }
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new StateFormatException("STA-004 " + owner + ": values must be finite, one was " + value);
                }
            }
            System.arraycopy(values, 0, arrivals, f * capacity, size);
            Arrays.sort(values);
            System.arraycopy(values, 0, sorted, f * capacity, size);
        }
    }

    /** Takes over measures that were made of windows. */
    static void read(String owner, double[] read, double[] into) {
        if (read.length != into.length) {
            throw new StateFormatException(
                    "STA-002 " + owner + ": must have " + into.length + " measures here, has " + read.length);
        }
        for (double value : read) {
            if (!Double.isFinite(value)) {
                throw new StateFormatException("STA-004 " + owner + ": measures must be finite, one was " + value);
            }
        }
        System.arraycopy(read, 0, into, 0, read.length);
    }

    long liveBytes() {
        return 96 + 4L * (arrivals.length + sorted.length);
    }

    /** Moves only what lies between the places of the two values. */
    private void replace(int first, float old, float value) {
        int from = insertion(first, old);
        int to = insertion(first, value);
        if (to > from) {
            System.arraycopy(sorted, from + 1, sorted, from, to - from - 1);
            sorted[to - 1] = value;
        } else {
            System.arraycopy(sorted, to, sorted, to + 1, from - to);
            sorted[to] = value;
        }
    }

    /** First place of a feature's values that is not below the value, in the order of {@link Float#compare}. */
    private int insertion(int first, float value) {
        int low = first;
        int high = first + size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Float.compare(sorted[middle], value) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The {@code rank}-th smallest distance from the centre, from 0: distances fall towards the centre from both ends, so the values
     * with the smallest distances are a run of the sorted ones, and its beginning is found by bisection.
     */
    private double distance(int feature, double centre, int rank) {
        int first = feature * capacity;
        int low = 0;
        int high = size - 1 - rank;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (centre - sorted[first + middle] > sorted[first + middle + rank + 1] - centre) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(Math.abs(centre - sorted[first + low]), Math.abs(sorted[first + low + rank] - centre));
    }
}
