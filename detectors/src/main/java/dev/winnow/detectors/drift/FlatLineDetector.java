package dev.winnow.detectors.drift;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Values that stand still for longer than they use to: a stuck sensor, a frozen exporter. Mutable, one owner, not thread-safe;
 * {@link #score} and {@link #update} do not allocate.
 *
 * <p>The score is the largest −log10 p over the features, p the share of a feature's earlier runs of equal values that were at
 * least as long as the present one with the point: 3 is a run as one in a thousand has. A value that changed is near 0, whatever it
 * is, and so is a feature that never changed. For the points of one series; where entities alternate, nothing stands still.
 */
public final class FlatLineDetector implements Detector {
    // Survival of complete runs, in buckets four to the octave; the present run teaches when it is over, so that it
    // cannot
    // make itself usual. Half of a run's own bucket counts (mid-p: H. O. Lancaster, "Significance tests in discrete
    // distributions", JASA 56, 1961), so that a stream that always changes has p = 1/2 and not 1.
    //
    // Beyond the longest bucket known p falls as an inverse square of the length, less steeply while there are few
    // runs. No
    // model of runs: values repeat by rounding, by polling faster than the source, at night; what they did before is
    // the
    // measure. Runs age by halving all counts when there are 8,192.
    //
    // Behind a gate a run that is refused does not grow: the score stays where it was refused until the value changes.

    /** Name in alerts and configuration. */
    public static final String NAME = "flatline";

    private static final int VERSION = 1;
    private static final int WARM_UPDATES = 64;

    /** Repeats up to here have a bucket each. */
    private static final int EXACT = 8;

    private static final int SUB_BITS = 2;

    /** Up to 2^23 repeats. */
    private static final int BUCKETS = EXACT + (20 << SUB_BITS);

    private static final int LONGEST = (1 << 23) - 1;
    private static final float LARGEST_TOTAL = 8192;

    /** Runs from which lengths beyond the longest are trusted by half. */
    private static final double TRUST_RUNS = 16;

    private final int dimensions;
    private final float[] last;

    /** How often the last value was repeated so far. */
    private final int[] repeats;

    /** Complete runs of each feature by their repeats. */
    private final float[] runs;

    private final float[] totals;
    private long updates;

    public FlatLineDetector(int dimensions) {
        this.dimensions = dimensions;
        last = new float[dimensions];
        repeats = new int[dimensions];
        runs = new float[dimensions * BUCKETS];
        totals = new float[dimensions];
    }

    public static FlatLineDetector restore(int dimensions, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        FlatLineDetector detector = new FlatLineDetector(dimensions);
        detector.updates = in.readLong();
        fill(in.readFloats(), detector.last, false);
        fill(in.readFloats(), detector.runs, true);
        fill(in.readFloats(), detector.totals, true);
        for (int i = 0; i < dimensions; i++) {
            detector.repeats[i] = in.readInt();
            if (detector.repeats[i] < 0 || detector.repeats[i] > LONGEST) {
                throw new StateFormatException("STA-004 flatline: repeats of feature " + i + " must be between 0 and "
                        + LONGEST + ", were " + detector.repeats[i]);
            }
        }
        return detector;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return updates >= WARM_UPDATES;
    }

    @Override
    public double score(float[] point) {
        Points.check(NAME, point, dimensions);
        double smallest = 1;
        for (int i = 0; i < dimensions; i++) {
            smallest = Math.min(smallest, pValue(i, point[i]));
        }
        return -StrictMath.log10(smallest);
    }

    /** Split by the squares of −log10 p of the features; the side is that of the value, for a level has no deviation. */
    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        double score = score(point);
        double[] parts = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            parts[i] = Math.copySign(StrictMath.log10(pValue(i, point[i])), point[i]);
        }
        Points.split(parts, score, high, low);
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions);
        for (int i = 0; i < dimensions; i++) {
            if (updates > 0 && point[i] == last[i]) {
                repeats[i] = Math.min(repeats[i] + 1, LONGEST);
            } else {
                if (updates > 0) {
                    complete(i);
                }
                last[i] = point[i];
                repeats[i] = 0;
            }
        }
        updates++;
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(updates);
        out.writeFloats(last).writeFloats(runs).writeFloats(totals);
        for (int repeat : repeats) {
            out.writeInt(repeat);
        }
    }

    @Override
    public long liveBytes() {
        return 160 + 12L * dimensions + 4L * runs.length;
    }

    private double pValue(int i, float value) {
        boolean isRepeated = updates > 0 && value == last[i];
        float total = totals[i];
        if (total == 0) {
            // It never changed, or there was nothing to change from.
            return 1;
        }
        int bucket = isRepeated ? bucket(Math.min(repeats[i] + 1, LONGEST)) : 0;
        int first = i * BUCKETS;
        if (bucket == 0) {
            return (total - runs[first] / 2 + 0.5) / (total + 1);
        }
        double above = 0;
        for (int b = bucket + 1; b < BUCKETS; b++) {
            above += runs[first + b];
        }
        double at = runs[first + bucket];
        double p = (above + at / 2 + 0.5) / (total + 1);
        if (above + at > 0) {
            return p;
        }
        int longest = bucket - 1;
        while (longest > 0 && runs[first + longest] == 0) {
            longest--;
        }
        // Lengths from 1 on: a run without repeats has one value.
        double ratio = (1 + end(longest)) / (2.0 + repeats[i]);
        double trust = total / (total + TRUST_RUNS);
        return p * StrictMath.exp(2 * trust * StrictMath.log(Math.min(1, ratio)));
    }

    private void complete(int i) {
        int first = i * BUCKETS;
        runs[first + bucket(repeats[i])]++;
        totals[i]++;
        if (totals[i] >= LARGEST_TOTAL) {
            totals[i] = 0;
            for (int b = first; b < first + BUCKETS; b++) {
                runs[b] /= 2;
                // A single run is forgotten after eight halvings.
                runs[b] = runs[b] < 0x1p-8f ? 0 : runs[b];
                totals[i] += runs[b];
            }
        }
    }

    private static int bucket(int repeats) {
        if (repeats < EXACT) {
            return repeats;
        }
        int octave = 31 - Integer.numberOfLeadingZeros(repeats);
        int part = (repeats >>> (octave - SUB_BITS)) & ((1 << SUB_BITS) - 1);
        return EXACT + ((octave - 3) << SUB_BITS) + part;
    }

    /** Largest number of repeats of a bucket. */
    private static long end(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int octave = 3 + ((bucket - EXACT) >> SUB_BITS);
        int part = (bucket - EXACT) & ((1 << SUB_BITS) - 1);
        return (1L << octave) + ((long) (part + 1) << (octave - SUB_BITS)) - 1;
    }

    private static void fill(float[] read, float[] into, boolean isCount) {
        if (read.length != into.length) {
            throw new StateFormatException(
                    "STA-002 flatline: must have " + into.length + " numbers here, has " + read.length);
        }
        for (float value : read) {
            if (!Float.isFinite(value) || (isCount && value < 0)) {
                throw new StateFormatException("STA-004 flatline: numbers must be finite"
                        + (isCount ? " and at least 0" : "") + ", one was " + value);
            }
        }
        System.arraycopy(read, 0, into, 0, read.length);
    }
}
