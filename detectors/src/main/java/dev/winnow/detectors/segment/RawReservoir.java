package dev.winnow.detectors.segment;

import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.scale.AdaptiveScaler;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Raw admitted vectors in order of arrival, so that a changed scaler can teach its members anew. Mutable, one owner.
 *
 * <p>Once full, one vector in four replaces a random one: the memory fades exponentially over four times its capacity.
 */
final class RawReservoir {
    // C. C. Aggarwal, "On biased reservoir sampling in the presence of stream evolution", VLDB 2006, section 2.

    private static final double INSERT_SHARE = 0.25;

    /** NaN marks what was missing. */
    private final double[][] rows;

    private final long[] timesMillis;

    /** Scaled forms of the rows, each made when it is asked for first; derived, so no part of the state. */
    private final @Nullable float[][] scaled;

    private int scaledEpoch;

    /** Mean and standard deviation per feature as of the last change; derived, so no part of the state. */
    private final double[] means;

    private final double[] deviations;
    private final boolean[] described;

    /** Each feature's present values in ascending order, from the first question after a percentile on; derived, so no part of the state. */
    private double @Nullable [][] sorted;

    private final int[] present;

    private final int width;
    /** The row that was replaced last: the next one's place. */
    private double[] spare;

    private int size;

    RawReservoir(int capacity, int width) {
        rows = new double[capacity][];
        timesMillis = new long[capacity];
        scaled = new float[capacity][];
        means = new double[width];
        deviations = new double[width];
        described = new boolean[width];
        present = new int[width];
        spare = new double[width];
        this.width = width;
    }

    int size() {
        return size;
    }

    /** A row, until the next one comes. */
    double[] row(int index) {
        return rows[index];
    }

    /** A row as the scaler has it now; not to be changed. */
    float[] scaled(int index, AdaptiveScaler scaler) {
        if (scaledEpoch != scaler.epoch()) {
            Arrays.fill(scaled, null);
            scaledEpoch = scaler.epoch();
        }
        float[] known = scaled[index];
        if (known == null) {
            known = scaler.scaleRow(rows[index]);
            scaled[index] = known;
        }
        return known;
    }

    /** Mean of a feature's present values; 0 where there are none. */
    double mean(int feature) {
        describe(feature);
        return means[feature];
    }

    /** Sample standard deviation of a feature's present values; 0 where there are fewer than two. */
    double deviation(int feature) {
        describe(feature);
        return deviations[feature];
    }

    /**
     * Share of a feature's present values that are at or below the vector's, in percent; 50 where the vector has none, or nothing is
     * remembered.
     *
     * @param into one a feature; overwritten
     */
    void percentiles(FeatureVector vector, double[] into) {
        double[][] columns = sorted();
        for (int i = 0; i < width; i++) {
            into[i] = vector.isMissing(i) || present[i] == 0
                    ? 50
                    : 100.0 * notAbove(columns[i], present[i], vector.value(i)) / present[i];
        }
    }

    private double[][] sorted() {
        double[][] known = sorted;
        if (known != null) {
            return known;
        }
        double[][] columns = new double[width][rows.length];
        Arrays.fill(present, 0);
        for (int i = 0; i < width; i++) {
            for (int r = 0; r < size; r++) {
                if (!Double.isNaN(rows[r][i])) {
                    columns[i][present[i]++] = rows[r][i];
                }
            }
            Arrays.sort(columns[i], 0, present[i]);
        }
        sorted = columns;
        return columns;
    }

    /** Moves what lies between by one place, which costs less than a pass over the rows for each question. */
    private void sort(double @Nullable [] gone, double[] come) {
        double[][] columns = sorted;
        if (columns == null) {
            return;
        }
        for (int i = 0; i < width; i++) {
            double[] column = columns[i];
            if (gone != null && !Double.isNaN(gone[i])) {
                int at = notAbove(column, present[i], gone[i]);
                System.arraycopy(column, at, column, at - 1, present[i] - at);
                present[i]--;
            }
            if (!Double.isNaN(come[i])) {
                int at = notAbove(column, present[i], come[i]);
                System.arraycopy(column, at, column, at + 1, present[i] - at);
                column[at] = come[i];
                present[i]++;
            }
        }
    }

    /** How many of the first values are at or below one. */
    private static int notAbove(double[] column, int size, double value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (column[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void describe(int feature) {
        if (described[feature]) {
            return;
        }
        double[] column = sorted()[feature];
        int count = present[feature];
        // Measured from a value that is there: where all are the same, the mean is that value and the deviation 0,
        // not a last bit that would make every other value look a billion deviations away.
        double middle = count == 0 ? 0 : column[count / 2];
        means[feature] = count == 0 ? 0 : middle + sum(column, count, middle) / count;
        deviations[feature] = count < 2 ? 0 : Math.sqrt(squares(column, count, means[feature]) / (count - 1));
        described[feature] = true;
    }

    // Four sums side by side: one alone would wait for each addition. The order is that of the values, so that
    // nothing but what is remembered decides about the last bit.

    private static double sum(double[] column, int count, double from) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            first += column[i] - from;
            second += column[i + 1] - from;
            third += column[i + 2] - from;
            fourth += column[i + 3] - from;
        }
        for (; i < count; i++) {
            first += column[i] - from;
        }
        return first + second + (third + fourth);
    }

    private static double squares(double[] column, int count, double mean) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            first += square(column[i] - mean);
            second += square(column[i + 1] - mean);
            third += square(column[i + 2] - mean);
            fourth += square(column[i + 3] - mean);
        }
        for (; i < count; i++) {
            first += square(column[i] - mean);
        }
        return first + second + (third + fourth);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Event times of the rows, in their order. */
    long[] timesMillis() {
        return Arrays.copyOf(timesMillis, size);
    }

    /** Adds a vector; {@code draw} is uniform over all longs and decides its fate once the reservoir is full. */
    void add(FeatureVector vector, long timeMillis, long draw) {
        if (size < rows.length) {
            Arrays.fill(described, false);
            double[] row = filled(new double[width], vector);
            sort(null, row);
            rows[size] = row;
            timesMillis[size++] = timeMillis;
        } else if (Draws.uniform(draw) < INSERT_SHARE) {
            Arrays.fill(described, false);
            int out = (int) (Draws.uniform(Draws.mix(draw)) * size);
            double[] row = filled(spare, vector);
            spare = rows[out];
            sort(spare, row);
            System.arraycopy(rows, out + 1, rows, out, size - out - 1);
            System.arraycopy(timesMillis, out + 1, timesMillis, out, size - out - 1);
            System.arraycopy(scaled, out + 1, scaled, out, size - out - 1);
            rows[size - 1] = row;
            scaled[size - 1] = null;
            timesMillis[size - 1] = timeMillis;
        }
    }

    private static double[] filled(double[] row, FeatureVector vector) {
        for (int i = 0; i < row.length; i++) {
            row[i] = vector.isMissing(i) ? Double.NaN : vector.value(i);
        }
        return row;
    }

    /** Present values per feature. */
    double[][] columns() {
        double[][] columns = new double[width][];
        for (int i = 0; i < width; i++) {
            double[] column = new double[size];
            int present = 0;
            for (int r = 0; r < size; r++) {
                if (!Double.isNaN(rows[r][i])) {
                    column[present++] = rows[r][i];
                }
            }
            columns[i] = Arrays.copyOf(column, present);
        }
        return columns;
    }

    void clear() {
        Arrays.fill(rows, null);
        Arrays.fill(scaled, null);
        Arrays.fill(described, false);
        sorted = null;
        size = 0;
    }

    long liveBytes() {
        return 80
                + 20L * width
                + 24L * rows.length
                + size * (32L + 12L * width)
                + (sorted == null ? 0 : 8L * width * rows.length);
    }

    void snapshot(StateWriter out) {
        out.writeInt(size);
        for (int r = 0; r < size; r++) {
            out.writeLong(timesMillis[r]);
            for (double value : rows[r]) {
                out.writeDouble(value);
            }
        }
    }

    static RawReservoir restore(int capacity, int width, StateReader in) {
        RawReservoir reservoir = new RawReservoir(capacity, width);
        int size = in.readInt();
        if (size < 0 || size > capacity) {
            throw new StateFormatException("STA-004 reservoir: must have 0 to " + capacity + " rows, has " + size);
        }
        for (int r = 0; r < size; r++) {
            double[] row = new double[width];
            reservoir.timesMillis[r] = in.readLong();
            for (int i = 0; i < width; i++) {
                row[i] = in.readDouble();
            }
            reservoir.rows[r] = row;
        }
        reservoir.size = size;
        return reservoir;
    }
}
