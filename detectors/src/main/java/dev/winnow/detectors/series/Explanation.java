package dev.winnow.detectors.series;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/** Which metrics made the last row strange, and in which direction. Mutable, one owner, allocates nothing per row. */
final class Explanation {
    // The evidence of each view is split in proportion to what each metric adds to the distance between the present
    // stretch and its nearest neighbour, row by row with the weights of the stretch.
    private final int dimensions;
    private final int depth;
    /** The last rows, the newest at {@code newest}. */
    private final float[] recent;

    private final double[] high;
    private final double[] low;
    private final double[] parts;
    private final double[] pull;
    private int newest;

    /** @param depth rows that a stretch is explained by */
    Explanation(int dimensions, int depth) {
        this.dimensions = dimensions;
        this.depth = depth;
        recent = new float[depth * dimensions];
        high = new double[dimensions];
        low = new double[dimensions];
        parts = new double[dimensions];
        pull = new double[dimensions];
    }

    /** Makes a row the newest of the past. */
    void advance(float[] row) {
        newest = (newest + 1) % depth;
        System.arraycopy(row, 0, recent, newest * dimensions, dimensions);
    }

    /** Begins the explanation of a row. */
    void clear() {
        Arrays.fill(high, 0);
        Arrays.fill(low, 0);
    }

    /** Splits a view's evidence on the row that comes now, given where its nearest neighbour ended. */
    void add(double evidence, float[] row, StretchMemory memory, double[] perUnit, int span, int neighbour) {
        Arrays.fill(parts, 0);
        Arrays.fill(pull, 0);
        double weight = 1;
        double kept = 1 - 2.0 / (span + 1);
        int slot = neighbour;
        for (long back = 0; back < Math.min(depth, memory.judged() + 1) && slot >= 0; back++) {
            float[] rows = back == 0 ? row : recent;
            int at = back == 0 ? 0 : Math.floorMod(newest + 1 - back, depth) * dimensions;
            for (int i = 0; i < dimensions; i++) {
                double d = (rows[at + i] - memory.value(slot, i)) * perUnit[i];
                parts[i] += weight * d * d;
                pull[i] += weight * d;
            }
            weight *= kept;
            slot = memory.chunks().slotBefore(slot);
        }
        double total = 0;
        for (double part : parts) {
            total += part;
        }
        for (int i = 0; i < dimensions; i++) {
            double share = total > 0 ? evidence * parts[i] / total : evidence / dimensions;
            if (pull[i] < 0) {
                low[i] += share;
            } else {
                high[i] += share;
            }
        }
    }

    /** Ends the explanation of a row: the evidences are averaged over the views. */
    void divide(int views) {
        for (int i = 0; i < dimensions; i++) {
            high[i] /= Math.max(1, views);
            low[i] /= Math.max(1, views);
        }
    }

    void copyTo(double[] high, double[] low) {
        System.arraycopy(this.high, 0, high, 0, dimensions);
        System.arraycopy(this.low, 0, low, 0, dimensions);
    }

    long liveBytes() {
        return 128 + 4L * recent.length + 32L * dimensions;
    }

    void snapshot(StateWriter out) {
        out.writeInt(newest).writeFloats(recent);
    }

    void restore(StateReader in) {
        newest = Math.floorMod(in.readInt(), depth);
        float[] rows = in.readFloats();
        if (rows.length != recent.length) {
            throw new StateFormatException(
                    "STA-004 series explanation: must have " + recent.length + " values, has " + rows.length);
        }
        System.arraycopy(rows, 0, recent, 0, recent.length);
    }
}
