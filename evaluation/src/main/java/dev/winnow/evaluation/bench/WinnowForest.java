package dev.winnow.evaluation.bench;

import dev.winnow.detectors.forest.RandomCutForest;
import dev.winnow.detectors.forest.RandomCutForestConfig;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** Ours. */
final class WinnowForest implements ForestSubject {
    static final String NAME = "winnow";

    private final RandomCutForest forest;
    private final double[] high;
    private final double[] low;

    WinnowForest(int features, long seed) {
        this(RandomCutForest.create(RandomCutForestConfig.of(ForestPlan.TREES, ForestPlan.SAMPLES), features, seed));
    }

    private WinnowForest(RandomCutForest forest) {
        this.forest = forest;
        high = new double[forest.dimensions()];
        low = new double[forest.dimensions()];
    }

    /** What the forest itself says of its size. */
    long liveBytesStated() {
        return forest.liveBytes();
    }

    @Override
    public void update(float[] point) {
        forest.update(point);
    }

    @Override
    public double score(float[] point) {
        return forest.score(point);
    }

    @Override
    public double attribute(float[] point) {
        return forest.scoreAndAttribute(point, high, low);
    }

    @Override
    public byte[] snapshot() {
        StateWriter out = new StateWriter();
        forest.snapshot(out);
        return out.toBytes();
    }

    @Override
    public WinnowForest restore(byte[] snapshot) {
        return new WinnowForest(RandomCutForest.restore(new StateReader(snapshot)));
    }
}
