package dev.winnow.detectors.drift;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Deviation of a point from one entity's own usual level. Mutable, one owner, not thread-safe.
 *
 * <p>The score is the largest |z| over the features, each judged by mean and deviation from before the point; on Gaussian data a
 * nominal k is an effective k within 2 %. The attribution splits the score by z², so that the features
 * that made the maximum carry it.
 */
public final class EwmaDetector implements Detector {
    /** Name in alerts and configuration. */
    public static final String NAME = "ewma";

    private static final int VERSION = 1;

    private final EntityMoments moments;
    private final boolean[] noneMissing;
    private long updates;

    public EwmaDetector(int dimensions, double alpha, double priorMass) {
        this(new EntityMoments(dimensions, new MomentWeights(alpha, priorMass)));
    }

    private EwmaDetector(EntityMoments moments) {
        this.moments = moments;
        noneMissing = new boolean[moments.dimensions()];
    }

    public static EwmaDetector restore(int dimensions, double alpha, double priorMass, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        long updates = in.readLong();
        EwmaDetector detector =
                new EwmaDetector(EntityMoments.restore(dimensions, new MomentWeights(alpha, priorMass), in));
        detector.updates = updates;
        return detector;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return moments.dimensions();
    }

    @Override
    public long updates() {
        return updates;
    }

    /** Always true: without history of its own the entity is judged by the segment's. */
    @Override
    public boolean isWarm() {
        return true;
    }

    @Override
    public double score(float[] point) {
        Points.check(NAME, point, dimensions());
        double largest = 0;
        for (int i = 0; i < point.length; i++) {
            largest = Math.max(largest, Math.abs(moments.deviate(i, point[i])));
        }
        return largest;
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        double score = score(point);
        double[] deviates = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            deviates[i] = moments.deviate(i, point[i]);
        }
        Points.split(deviates, score, high, low);
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions());
        moments.update(point, noneMissing);
        updates++;
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(updates);
        moments.snapshot(out);
    }

    @Override
    public long liveBytes() {
        return 64 + noneMissing.length + moments.liveBytes();
    }
}
