package dev.winnow.detectors.forest;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * A forest over the last few points of a series in a row, so that an unusual order of usual values is found. Mutable, no
 * allocation per point, one owner.
 *
 * <p>A point is scored as the newest of its window, together with the points that were learnt before it. Until the window is
 * full, and after a gap in time, the score is 0 and {@link #isWarm} false. Cost: a forest as wide as the window, and a copy of it.
 */
public final class ShingledForest implements Detector {
    /*
     * Windows as in Guha, Mishra, Roy, Schrijvers, ICML 2016, section 4.1 ("shingle"). Windows overlap and all of them are learnt. A
     * window that spans a gap would hold values that never followed each other, so it starts again.
     */
    public static final String NAME = "shingle";

    private static final int VERSION = 1;

    private final RandomCutForest forest;
    private final int channels;
    private final int length;
    private final long maxGapMillis;
    /** The newest points, the oldest first; the place of the newest is scratch while scoring. */
    private final float[] window;

    private final float[] candidate;
    private final double[] high;
    private final double[] low;
    private int filled;
    private long updates;
    private long lastMillis = Long.MIN_VALUE;

    private ShingledForest(RandomCutForest forest, int channels, int length, long maxGapMillis) {
        this.forest = forest;
        this.channels = channels;
        this.length = length;
        this.maxGapMillis = maxGapMillis;
        window = new float[channels * length];
        candidate = new float[window.length];
        high = new double[window.length];
        low = new double[window.length];
    }

    /**
     * @param config of the forest
     * @param channels width of a point
     * @param length points in a window, at least 2; with the channels at most 10,000 values
     * @param maxGapMillis event time between two points after which the window starts again; 0 for no limit
     * @throws IllegalArgumentException CFG-004 if a value is out of range
     */
    public static ShingledForest create(
            RandomCutForestConfig config, int channels, int length, long maxGapMillis, long seed) {
        check(channels, length, maxGapMillis);
        RandomCutForest forest = RandomCutForest.create(config, channels * length, seed);
        return new ShingledForest(forest, channels, length, maxGapMillis);
    }

    /**
     * What {@link #snapshot} wrote; continues bit for bit.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for content that contradicts itself
     */
    public static ShingledForest restore(StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of detector \"shingle\" has version " + version
                    + ", this build reads " + VERSION);
        }
        int channels = in.readInt();
        int length = in.readInt();
        long maxGapMillis = in.readLong();
        int filled = in.readInt();
        long updates = in.readLong();
        long lastMillis = in.readLong();
        float[] window = in.readFloats();
        RandomCutForest forest = RandomCutForest.restore(in);
        try {
            check(channels, length, maxGapMillis);
        } catch (IllegalArgumentException e) {
            throw new StateFormatException("STA-003 snapshot of detector \"shingle\": " + e.getMessage());
        }
        if (window.length != channels * length
                || forest.dimensions() != window.length
                || filled < 0
                || filled > length) {
            throw new StateFormatException("STA-003 snapshot of detector \"shingle\": a window of " + window.length
                    + " values, " + filled + " filled, before a forest of " + forest.dimensions());
        }
        ShingledForest restored = new ShingledForest(forest, channels, length, maxGapMillis);
        System.arraycopy(window, 0, restored.window, 0, window.length);
        restored.filled = filled;
        restored.updates = updates;
        restored.lastMillis = lastMillis;
        return restored;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Width of a point; the forest is {@code length} times as wide. */
    @Override
    public int dimensions() {
        return channels;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return filled >= length - 1 && forest.isWarm();
    }

    @Override
    public double score(float[] point) {
        return score(point, lastMillis);
    }

    @Override
    public double score(float[] point, long timeMillis) {
        check(point);
        if (filled < length - 1 || isGap(timeMillis)) {
            return 0;
        }
        shift(point, candidate);
        return forest.score(candidate);
    }

    /** {@inheritDoc} A feature gets what its values in the whole window get. */
    @Override
    public void attribute(float[] point, double[] highParts, double[] lowParts) {
        if (highParts.length != channels || lowParts.length != channels) {
            throw new IllegalArgumentException("DET-002 detector \"shingle\": expected room for " + channels
                    + " parts, got " + highParts.length + " high and " + lowParts.length + " low");
        }
        attributeByLag(point, high, low);
        Arrays.fill(highParts, 0);
        Arrays.fill(lowParts, 0);
        for (int i = 0; i < high.length; i++) {
            highParts[i % channels] += high[i];
            lowParts[i % channels] += low[i];
        }
    }

    /** {@inheritDoc} All 0 after a gap, as the score. */
    @Override
    public void attribute(float[] point, long timeMillis, double[] highParts, double[] lowParts) {
        attribute(point, highParts, lowParts);
        if (isGap(timeMillis)) {
            Arrays.fill(highParts, 0);
            Arrays.fill(lowParts, 0);
        }
    }

    /**
     * Splits the score over every value of the window, the oldest point's features first.
     *
     * @param highParts receives the parts due to high values; channels times length; overwritten
     * @param lowParts receives the parts due to low values; overwritten
     * @return the score
     */
    public double attributeByLag(float[] point, double[] highParts, double[] lowParts) {
        check(point);
        if (filled < length - 1) {
            Arrays.fill(highParts, 0);
            Arrays.fill(lowParts, 0);
            return 0;
        }
        shift(point, candidate);
        return forest.scoreAndAttribute(candidate, highParts, lowParts);
    }

    @Override
    public void update(float[] point) {
        update(point, lastMillis);
    }

    @Override
    public void update(float[] point, long timeMillis) {
        check(point);
        if (isGap(timeMillis)) {
            filled = 0;
        }
        shift(point, window);
        filled = Math.min(length, filled + 1);
        if (filled == length) {
            forest.update(window);
        }
        updates++;
        lastMillis = Math.max(lastMillis, timeMillis);
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeInt(channels)
                .writeInt(length)
                .writeLong(maxGapMillis)
                .writeInt(filled)
                .writeLong(updates)
                .writeLong(lastMillis)
                .writeFloats(window);
        forest.snapshot(out);
    }

    @Override
    public long liveBytes() {
        return 112 + 24L * window.length + forest.liveBytes();
    }

    private boolean isGap(long timeMillis) {
        return maxGapMillis > 0 && lastMillis != Long.MIN_VALUE && timeMillis - lastMillis > maxGapMillis;
    }

    /** The window without its oldest point and with this one. */
    private void shift(float[] point, float[] into) {
        System.arraycopy(window, channels, into, 0, window.length - channels);
        System.arraycopy(point, 0, into, window.length - channels, channels);
    }

    private void check(float[] point) {
        if (point.length != channels) {
            throw new IllegalArgumentException(
                    "DET-002 detector \"shingle\": expected " + channels + " features, got " + point.length);
        }
        for (int i = 0; i < channels; i++) {
            if (!Float.isFinite(point[i])) {
                throw new IllegalArgumentException(
                        "DET-003 detector \"shingle\": feature " + i + " must be finite, was " + point[i]);
            }
        }
    }

    private static void check(int channels, int length, long maxGapMillis) {
        if (channels < 1
                || length < 2
                || (long) channels * length > RandomCutForest.MAX_DIMENSIONS
                || maxGapMillis < 0) {
            throw new IllegalArgumentException("CFG-004 shingle: at least 1 channel and 2 points, at most "
                    + RandomCutForest.MAX_DIMENSIONS + " values, and a gap of at least 0 are required, were " + channels
                    + ", " + length + " and " + maxGapMillis);
        }
    }
}
