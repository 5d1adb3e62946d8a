package dev.winnow.evaluation.bench;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.config.Precision;
import com.amazon.randomcutforest.returntypes.DiVector;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import com.amazon.randomcutforest.state.RandomCutForestState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** The peer: software.amazon.randomcutforest core 4.4.0, with every box cached (its fastest setting). */
final class AwsForest implements ForestSubject {
    // A snapshot is its own state object, trees included (without them the trees are rebuilt and score otherwise),
    // written by
    // Java's serialization: of what can be had without a further library the fastest, and shorter than JSON.
    static final String NAME = "aws";

    private final RandomCutForest forest;

    AwsForest(int features, long seed) {
        this(RandomCutForest.builder()
                .dimensions(features)
                .shingleSize(1)
                .numberOfTrees(ForestPlan.TREES)
                .sampleSize(ForestPlan.SAMPLES)
                .timeDecay(0.1 / ForestPlan.SAMPLES)
                .initialAcceptFraction(0.125)
                .precision(Precision.FLOAT_32)
                .boundingBoxCacheFraction(1)
                .parallelExecutionEnabled(false)
                .randomSeed(seed)
                .build());
    }

    private AwsForest(RandomCutForest forest) {
        this.forest = forest;
    }

    @Override
    public void update(float[] point) {
        forest.update(point);
    }

    @Override
    public double score(float[] point) {
        return forest.getAnomalyScore(point);
    }

    /** One walk: the sum of the parts is the score. */
    @Override
    public double attribute(float[] point) {
        DiVector parts = forest.getAnomalyAttribution(point);
        return parts.getHighLowSum();
    }

    @Override
    public byte[] snapshot() {
        RandomCutForestMapper mapper = mapper();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(mapper.toState(forest));
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public AwsForest restore(byte[] snapshot) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(snapshot))) {
            return new AwsForest(mapper().toModel((RandomCutForestState) in.readObject()));
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }

    private static RandomCutForestMapper mapper() {
        RandomCutForestMapper mapper = new RandomCutForestMapper();
        mapper.setSaveExecutorContextEnabled(true);
        mapper.setSaveTreeStateEnabled(true);
        return mapper;
    }
}
