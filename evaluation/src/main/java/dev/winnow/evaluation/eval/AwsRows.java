package dev.winnow.evaluation.eval;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.config.Precision;
import dev.winnow.evaluation.datasets.Table;
import dev.winnow.evaluation.datasets.TabularProtocol;
import java.util.Arrays;

/**
 * AWS's random cut forest on tables: 100 trees of 256 points, single precision, one thread; numeric columns only. It has no scaler of
 * its own, so a protocol says whether it gets the signed logarithm of columns whose range exceeds 1, ranges being those of the whole
 * set. A missing value is 0.
 */
final class AwsRows implements RowScorer {
    private final RandomCutForest forest;
    private final boolean[] isWide;
    private final float[] point;
    private boolean isFrozen;

    private AwsRows(boolean[] isWide, long seed) {
        this.isWide = isWide;
        point = new float[isWide.length];
        forest = forest(isWide.length, seed);
    }

    static RowScorer create(TabularProtocol protocol, long seed) {
        boolean[] isWide = protocol.peerInput() == TabularProtocol.PeerInput.LOG
                ? wide(protocol.fit(), protocol.judged())
                : new boolean[protocol.judged().numericNames().size()];
        return new AwsRows(isWide, seed);
    }

    /** The peer, as it is measured everywhere in this project. */
    static RandomCutForest forest(int dimensions, long seed) {
        return RandomCutForest.builder()
                .dimensions(dimensions)
                .numberOfTrees(100)
                .sampleSize(256)
                .precision(Precision.FLOAT_32)
                .parallelExecutionEnabled(false)
                .boundingBoxCacheFraction(1.0)
                .randomSeed(seed)
                .build();
    }

    @Override
    public double observe(long timeMillis, double[] numeric, String[] text) {
        for (int i = 0; i < point.length; i++) {
            double value = Double.isNaN(numeric[i]) ? 0 : numeric[i];
            point[i] = (float) (isWide[i] ? Math.signum(value) * Math.log1p(Math.abs(value)) : value);
        }
        double score = forest.getAnomalyScore(point);
        if (!isFrozen) {
            forest.update(point);
        }
        return score;
    }

    @Override
    public void freeze() {
        isFrozen = true;
    }

    private static boolean[] wide(Table... tables) {
        int width = tables[0].numericNames().size();
        double[] low = new double[width];
        double[] high = new double[width];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (Table table : tables) {
            for (double[] row : table.numeric()) {
                for (int i = 0; i < width; i++) {
                    if (!Double.isNaN(row[i])) {
                        low[i] = Math.min(low[i], row[i]);
                        high[i] = Math.max(high[i], row[i]);
                    }
                }
            }
        }
        boolean[] wide = new boolean[width];
        for (int i = 0; i < width; i++) {
            wide[i] = high[i] - low[i] > 1;
        }
        return wide;
    }
}
