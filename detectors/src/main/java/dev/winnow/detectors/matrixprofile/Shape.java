package dev.winnow.detectors.matrixprofile;

/** What is left of a stretch of values when its level and size are taken out, and the distance of two such stretches. */
final class Shape {
    // A stretch becomes (x − mean)/sqrt(deviation² + noise²): its z-normalised form where it varies much more than the
    // noise,
    // about 0 where it does not, and anything between without a jump. So two flat stretches are alike, a flat one is
    // far from
    // one that varies, and a step of rounding in a flat stretch is no shape. The noise elimination of D. De Paepe, D.
    // Nieves
    // Avendano, S. Van Hoecke, "Eliminating noise in the matrix profile", ICPRAM 2019, corrects distances to the same
    // end.

    /** Larger values have squares whose sums are not finite. */
    static final double LARGEST = 1e100;

    /** A deviation below this share of the root mean square is what rounding leaves of a flat stretch. */
    private static final double FLAT = 1e-9;

    private Shape() {}

    static double mean(double[] values, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += values[i];
        }
        return sum / length;
    }

    /** 1/sqrt(deviation² + noise²); 0 for a flat stretch. */
    static double inverse(double[] values, int from, int length, double mean, double noise) {
        double squares = 0;
        for (int i = from; i < from + length; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return inverse(squares / length, mean, noise);
    }

    static double inverse(double variance, double mean, double noise) {
        return variance <= FLAT * FLAT * (variance + mean * mean) ? 0 : 1 / StrictMath.sqrt(variance + noise * noise);
    }

    /** Sum of the squares of a shape: its length where it varies, 0 where it is flat. */
    static double size(int length, double inverse, double noise) {
        return inverse == 0 ? 0 : length * (1 - noise * noise * inverse * inverse);
    }

    /** Euclidean distance of the shapes of two stretches, value by value. */
    static double distance(double[] values, int a, int b, int length, double noise) {
        double meanA = mean(values, a, length);
        double meanB = mean(values, b, length);
        double inverseA = inverse(values, a, length, meanA, noise);
        double inverseB = inverse(values, b, length, meanB, noise);
        double squares = 0;
        for (int i = 0; i < length; i++) {
            double apart = (values[a + i] - meanA) * inverseA - (values[b + i] - meanB) * inverseB;
            squares += apart * apart;
        }
        return StrictMath.sqrt(squares);
    }
}
