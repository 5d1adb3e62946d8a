package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * What counts as one unit of each metric in a distance. Fitted to the remembered rows whenever their number has
 * doubled, so that between two fits all distances have one unit. Mutable, one owner.
 */
final class MetricUnits {
    // The unit of a metric is the geometric mean of its mean step |x_t − x_{t−1}| and its range. The step alone
    // overrates metrics that creep, the range alone metrics that mostly rest. An interquartile range is no unit:
    // the spikes of a bursty metric are normal for it. (VUS-PR on six servers, nearest neighbour: geometric mean
    // 0.56, step 0.54, range 0.53 over spans of four rows; range 0.45, deviation 0.45, interquartile range 0.31
    // over single rows.)

    /** Rows before the first fit. */
    static final int FIRST_FIT = 32;

    /** The range leaves out this share at either end: one glitch must not blind a metric. */
    private static final double TRIM = 0.0005;

    /** Unit of a metric that never moved, as a share of its level or of 1, whichever is larger. */
    private static final double STILL = 1e-2;

    /** Smallest unit as a share of the level: smaller steps are rounding. */
    private static final double ROUNDING = 1e-4;

    private static final double SMALLEST = 1e-15;

    private final double[] perUnit;
    private long nextFit = FIRST_FIT;

    MetricUnits(int dimensions) {
        perUnit = new double[dimensions];
    }

    boolean isFitted() {
        return nextFit > FIRST_FIT;
    }

    /** One over each metric's unit, 0 where {@code present} is false. */
    void copyTo(double[] target, boolean[] present) {
        for (int i = 0; i < perUnit.length; i++) {
            target[i] = present[i] ? perUnit[i] : 0;
        }
    }

    /**
     * Fits if it is time to.
     *
     * @param origin what was taken off each metric before it was remembered; NaN for one without a value so far
     * @return by what the usual square distance changes, NaN if nothing did or there was none before
     */
    double fit(StretchMemory memory, double[] origin, int capacity) {
        if (memory.judged() < nextFit) {
            return Double.NaN;
        }
        nextFit += Math.min(nextFit, capacity);
        float[] column = new float[memory.chunks().size()];
        double before = 0;
        double after = 0;
        for (int i = 0; i < perUnit.length; i++) {
            double old = perUnit[i];
            double step = fitOne(memory, i, origin[i], column);
            before += step * old * step * old;
            after += step * perUnit[i] * step * perUnit[i];
        }
        return before > 0 && after > 0 ? after / before : Double.NaN;
    }

    void snapshot(StateWriter out) {
        out.writeLong(nextFit).writeDoubles(perUnit);
    }

    static MetricUnits restore(int dimensions, StateReader in) {
        MetricUnits units = new MetricUnits(dimensions);
        units.nextFit = in.readLong();
        double[] perUnit = in.readDoubles();
        if (perUnit.length != dimensions) {
            throw new StateFormatException(
                    "STA-004 series units: must have " + dimensions + " metrics, has " + perUnit.length);
        }
        System.arraycopy(perUnit, 0, units.perUnit, 0, dimensions);
        return units;
    }

    /** Returns the mean step. A metric without a value so far counts nothing until the next fit. */
    private double fitOne(StretchMemory memory, int metric, double origin, float[] column) {
        if (Double.isNaN(origin)) {
            perUnit[metric] = 0;
            return 0;
        }
        int n = 0;
        int pairs = 0;
        double level = 0;
        double moved = 0;
        Chunks chunks = memory.chunks();
        for (int c = 0; c < chunks.used(); c++) {
            for (int k = 0; k < chunks.filled(c); k++) {
                int slot = chunks.first(c) + k;
                column[n] = memory.value(slot, metric);
                level += Math.abs(column[n] + origin);
                if (k > 0) {
                    moved += Math.abs(column[n] - column[n - 1]);
                    pairs++;
                }
                n++;
            }
        }
        level /= n;
        moved /= pairs;
        Arrays.sort(column);
        int cut = (int) (TRIM * n);
        double unit = Math.sqrt(moved * (column[n - 1 - cut] - column[cut]));
        double floored = unit > 0 ? Math.max(unit, ROUNDING * level) : STILL * Math.max(1, level);
        perUnit[metric] = 1 / Math.max(SMALLEST, floored);
        return moved;
    }
}
