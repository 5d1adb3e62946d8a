package dev.winnow.evaluation.eval;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.config.TransformMethod;
import com.amazon.randomcutforest.parkservices.AnomalyDescriptor;
import com.amazon.randomcutforest.parkservices.ThresholdedRandomCutForest;

/** AWS's forests on series. A missing value is the one before it. */
final class AwsSeries {
    /** Values that a thresholded forest sees at once. */
    private static final int SHINGLE = 8;

    private AwsSeries() {}

    /** The forest over the values of one time, as they stand: for series whose range is alike. */
    static SeriesScorer forest(int width, long seed) {
        RandomCutForest forest = AwsRows.forest(width, seed);
        float[] point = new float[width];
        return new SeriesScorer() {
            private boolean isFrozen;

            @Override
            public double observe(long timeMillis, double[] values) {
                for (int i = 0; i < width; i++) {
                    if (!Double.isNaN(values[i])) {
                        point[i] = (float) values[i];
                    }
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
        };
    }

    /**
     * The thresholded forest with its own normalising, its own adjusting of the threshold, and else its own defaults; the score is its
     * anomaly grade, from 0 to 1. Without the adjusting it scores 26 rather than 66 on the part of the benchmark beside the project.
     */
    static SeriesScorer thresholded(int width, long seed) {
        ThresholdedRandomCutForest forest = ThresholdedRandomCutForest.builder()
                .dimensions(width * SHINGLE)
                .shingleSize(SHINGLE)
                .transformMethod(TransformMethod.NORMALIZE)
                .autoAdjust(true)
                .randomSeed(seed)
                .build();
        double[] point = new double[width];
        return new SeriesScorer() {
            @Override
            public double observe(long timeMillis, double[] values) {
                for (int i = 0; i < width; i++) {
                    if (!Double.isNaN(values[i])) {
                        point[i] = values[i];
                    }
                }
                AnomalyDescriptor descriptor = forest.process(point, timeMillis);
                return descriptor.getAnomalyGrade();
            }

            @Override
            public void freeze() {
                throw new UnsupportedOperationException("a thresholded forest always learns");
            }
        };
    }
}
