package dev.winnow.detectors.drift;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * Small lasting shifts of one entity's features, in deviates from the entity's own level. Mutable, one owner, not
 * thread-safe.
 *
 * <p>The score of a point is the largest sum that it would lead to; see {@link CusumStatistic} for reset and run length.
 */
public final class CusumDetector implements Detector {
    /** Name in alerts and configuration. */
    public static final String NAME = "cusum";

    private static final int VERSION = 1;

    private final EntityMoments moments;
    private final CusumStatistic statistic;
    private final boolean[] noneMissing;
    private long updates;

    public CusumDetector(int dimensions, double alpha, double priorMass, double slack, double threshold) {
        this(
                new EntityMoments(dimensions, new MomentWeights(alpha, priorMass)),
                new CusumStatistic(dimensions, slack, threshold));
    }

    private CusumDetector(EntityMoments moments, CusumStatistic statistic) {
        this.moments = moments;
        this.statistic = statistic;
        noneMissing = new boolean[moments.dimensions()];
    }

    public static CusumDetector restore(
            int dimensions, double alpha, double priorMass, double slack, double threshold, StateReader in) {
        StateVersions.expect(NAME, VERSION, in.readByte());
        long updates = in.readLong();
        CusumDetector detector = new CusumDetector(
                EntityMoments.restore(dimensions, new MomentWeights(alpha, priorMass), in),
                CusumStatistic.restore(dimensions, slack, threshold, in));
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
            largest = Math.max(largest, Math.abs(statistic.signedSum(i, moments.deviate(i, point[i]))));
        }
        return largest;
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        double score = score(point);
        double[] sums = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            sums[i] = statistic.signedSum(i, moments.deviate(i, point[i]));
        }
        Points.split(sums, score, high, low);
    }

    @Override
    public void update(float[] point) {
        Points.check(NAME, point, dimensions());
        for (int i = 0; i < point.length; i++) {
            statistic.add(i, moments.deviate(i, point[i]));
        }
        moments.update(point, noneMissing);
        updates++;
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(updates);
        moments.snapshot(out);
        statistic.snapshot(out);
    }

    @Override
    public long liveBytes() {
        return 64 + noneMissing.length + moments.liveBytes() + statistic.liveBytes();
    }
}
