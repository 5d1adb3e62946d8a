package dev.winnow.detectors.fuse;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * {@link Spot} for a stream whose level moves: values are judged by their distance from the mean of the last ones that did not
 * alarm. Mutable, one owner, not thread-safe.
 *
 * <p>A level that jumps and stays alarms without end, as the paper has it: nothing of the new level is learnt. Whoever decides
 * that the jump is honest (a drift alarm) calls {@link #acceptLevel}.
 */
public final class DriftSpot {
    // A. Siffer et al., KDD 2017, algorithm 3. The sum of the window is taken anew once in each turn.

    private static final int VERSION = 1;

    private final Spot spot;
    private final float[] ring;
    private int size;
    private int next;
    private double sum;

    private DriftSpot(Spot spot, int depth) {
        if (depth < 2 || depth > 100_000) {
            throw new IllegalArgumentException("CFG-004 spot.depth: must be between 2 and 100000, was " + depth);
        }
        this.spot = spot;
        ring = new float[depth];
    }

    /** @param depth values whose mean is the level, 2 to 100,000 */
    public static DriftSpot create(SpotConfig config, int depth) {
        return new DriftSpot(Spot.create(config), depth);
    }

    /**
     * Judges a value, then learns it; the first {@code depth} values only make the first level.
     *
     * @return true if it exceeds the threshold
     * @throws IllegalArgumentException if it is not finite
     */
    public boolean observe(double value) {
        if (size < ring.length) {
            if (!Float.isFinite((float) value)) {
                throw new IllegalArgumentException("DET-004 spot: value must be finite, was " + value);
            }
            push((float) value);
            return false;
        }
        boolean alarm = spot.observe(value - level());
        if (!alarm) {
            push((float) value);
        }
        return alarm;
    }

    /** Mean of the last values that did not alarm; 0 before the first. */
    public double level() {
        return size == 0 ? 0 : sum / size;
    }

    /** What a share of {@code risk} exceeds, at the level of now; infinite while not warm. */
    public double threshold() {
        return level() + spot.threshold();
    }

    /** As {@link Spot#pValue}, at the level of now. */
    public double pValue(double value) {
        return spot.pValue(value - level());
    }

    public boolean isWarm() {
        return spot.isWarm();
    }

    /** Begins a new level with the next values; the tail of the distances stays. */
    public void acceptLevel() {
        size = 0;
        next = 0;
        sum = 0;
    }

    public long liveBytes() {
        return 56 + 4L * ring.length + spot.liveBytes();
    }

    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeInt(next).writeDouble(sum);
        out.writeFloats(Arrays.copyOf(ring, size));
        spot.snapshot(out);
    }

    /** @param config the configuration and depth under which the state was written */
    public static DriftSpot restore(SpotConfig config, int depth, StateReader in) {
        in.expectVersion("drift-spot", VERSION);
        int next = in.readInt();
        double sum = in.readDouble();
        float[] values = in.readFloats();
        DriftSpot restored = new DriftSpot(Spot.restore(config, in), depth);
        boolean fits = values.length <= depth && next >= 0 && next < depth && Double.isFinite(sum);
        if (!fits || values.length < depth && next != values.length) {
            throw new StateFormatException("STA-004 spot: level of at most " + depth + " values required, has "
                    + values.length + ", the next at " + next);
        }
        System.arraycopy(values, 0, restored.ring, 0, values.length);
        restored.size = values.length;
        restored.next = next;
        restored.sum = sum;
        return restored;
    }

    private void push(float value) {
        if (size == ring.length) {
            sum -= ring[next];
        } else {
            size++;
        }
        ring[next] = value;
        sum += value;
        next++;
        if (next == ring.length) {
            next = 0;
            sum = 0;
            for (float kept : ring) {
                sum += kept;
            }
        }
    }
}
