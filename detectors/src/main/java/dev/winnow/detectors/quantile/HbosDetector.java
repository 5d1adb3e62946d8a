package dev.winnow.detectors.quantile;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.drift.Points;
import dev.winnow.detectors.drift.StateVersions;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * How rare the values of a point are, feature by feature, under decayed histograms of what was learnt. Mutable, one owner, not
 * thread-safe.
 *
 * <p>The score is the sum over the features of −ln(density / largest density), in nats; the sum's terms are the attribution. It
 * sees no correlations and costs next to nothing.
 */
public final class HbosDetector implements Detector {
    // M. Goldstein, A. Dengel: "Histogram-based Outlier Score (HBOS)", KI 2012, equation 1 with heights normalised to
    // 1.
    // Differs from it, as HistogramBank explains: one pass with decay in place of a batch, bins that grow with the
    // distance,
    // smoothing and a prior in place of empty bins (HbosDetectorTest shows that far stays stranger than near).

    /** Name in alerts and configuration. */
    public static final String NAME = "hbos";

    /** Updates after which a value counts half: days of a busy segment, so that a burst does not displace them. */
    public static final double HALF_LIFE_UPDATES = 8192;

    private static final int VERSION = 1;

    /** Before that the prior speaks more than the histograms. */
    private static final int WARM_UPDATES = 64;

    private final int dimensions;
    private final HistogramBank histograms;

    public HbosDetector(int dimensions) {
        this(dimensions, new HistogramBank(dimensions, HALF_LIFE_UPDATES));
    }

    private HbosDetector(int dimensions, HistogramBank histograms) {
        this.dimensions = dimensions;
        this.histograms = histograms;
    }

    public static HbosDetector restore(int dimensions, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        return new HbosDetector(dimensions, HistogramBank.restore(NAME, dimensions, HALF_LIFE_UPDATES, in));
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
        return histograms.updates();
    }

    @Override
    public boolean isWarm() {
        return updates() >= WARM_UPDATES;
    }

    @Override
    public double score(float[] point) {
        Points.check(NAME, point, dimensions);
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            sum += histograms.surprise(i, point[i]);
        }
        return sum;
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        Points.check(NAME, point, dimensions);
        for (int i = 0; i < dimensions; i++) {
            double surprise = histograms.surprise(i, point[i]);
            boolean isHigh = histograms.isHigh(i, point[i]);
            high[i] = isHigh ? surprise : 0;
            low[i] = isHigh ? 0 : surprise;
        }
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions);
        histograms.add(point);
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION);
        histograms.snapshot(out);
    }

    @Override
    public long liveBytes() {
        return 48 + histograms.liveBytes();
    }
}
