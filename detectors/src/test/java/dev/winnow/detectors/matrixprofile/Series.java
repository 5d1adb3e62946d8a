package dev.winnow.detectors.matrixprofile;

import java.util.List;
import java.util.SplittableRandom;

/** Series of several kinds, and the distance of two stretches after its definition. */
final class Series {
    private Series() {}

    static List<double[]> all(int length) {
        SplittableRandom random = new SplittableRandom(1);
        double[] noise = new double[length];
        double[] walk = new double[length];
        double[] beat = new double[length];
        double[] gappy = new double[length];
        double[] far = new double[length];
        for (int i = 0; i < length; i++) {
            noise[i] = random.nextGaussian();
            walk[i] = (i == 0 ? 0 : walk[i - 1]) + random.nextGaussian();
            beat[i] = Math.sin(i / 5.0) + (i % 97 == 0 ? 3 : 0);
            gappy[i] = i / 50 % 2 == 0 ? 4 : random.nextInt(3);
            far[i] = 1e6 + random.nextGaussian();
        }
        return List.of(noise, walk, beat, gappy, far);
    }

    static double distance(double[] series, int a, int b, int window, double noise) {
        double[] left = shape(series, a, window, noise);
        double[] right = shape(series, b, window, noise);
        double squares = 0;
        for (int i = 0; i < window; i++) {
            squares += Math.pow(left[i] - right[i], 2);
        }
        return Math.sqrt(squares);
    }

    private static double[] shape(double[] series, int from, int window, double noise) {
        double mean = 0;
        for (int i = 0; i < window; i++) {
            mean += series[from + i] / window;
        }
        double variance = 0;
        for (int i = 0; i < window; i++) {
            variance += Math.pow(series[from + i] - mean, 2) / window;
        }
        double[] shape = new double[window];
        for (int i = 0; i < window && variance > 1e-15; i++) {
            shape[i] = (series[from + i] - mean) / Math.sqrt(variance + noise * noise);
        }
        return shape;
    }
}
