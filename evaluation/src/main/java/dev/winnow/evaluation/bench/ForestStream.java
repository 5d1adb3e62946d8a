package dev.winnow.evaluation.bench;

import java.util.SplittableRandom;

/**
 * Points to measure forests with, the same for the same width and seed: eight Gaussian clusters of different widths, 10 %
 * exact repeats of one of the last 1,000 points, 1 % outliers that are far off in a quarter of the features. One unit is about one
 * usual deviation, as behind the scaler.
 */
final class ForestStream {
    static final String DESCRIPTION =
            "8 Gaussian clusters (centres N(0, 2), deviations 0.2 to 1), 10 % exact repeats of one of "
                    + "the last 1,000 points, 1 % outliers of 5 to 20 deviations in a quarter of the features";

    private static final int CLUSTERS = 8;
    private static final int REMEMBERED = 1_000;

    private final SplittableRandom random;
    private final float[][] centres;
    private final float[] widths = new float[CLUSTERS];
    private final float[][] recent = new float[REMEMBERED][];
    private final int features;
    private int made;

    ForestStream(int features, long seed) {
        this.features = features;
        random = new SplittableRandom(seed * 1_000 + features);
        centres = new float[CLUSTERS][features];
        for (int c = 0; c < CLUSTERS; c++) {
            widths[c] = (float) (0.2 + 0.8 * random.nextDouble());
            for (int d = 0; d < features; d++) {
                centres[c][d] = (float) (2 * gaussian());
            }
        }
    }

    float[][] next(int count) {
        float[][] points = new float[count][];
        for (int i = 0; i < count; i++) {
            points[i] = next();
        }
        return points;
    }

    float[] next() {
        float[] point =
                made > REMEMBERED && random.nextInt(10) == 0 ? recent[random.nextInt(REMEMBERED)].clone() : fresh();
        recent[made % REMEMBERED] = point;
        made++;
        return point;
    }

    private float[] fresh() {
        int cluster = random.nextInt(CLUSTERS);
        float[] point = new float[features];
        for (int d = 0; d < features; d++) {
            point[d] = (float) (centres[cluster][d] + widths[cluster] * gaussian());
        }
        if (random.nextInt(100) == 0) {
            for (int i = 0; i < Math.max(1, features / 4); i++) {
                double distance = 5 + 15 * random.nextDouble();
                point[random.nextInt(features)] += (float) (random.nextBoolean() ? distance : -distance);
            }
        }
        return point;
    }

    /** Box and Muller; the JDK's own differs between versions. */
    private double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
