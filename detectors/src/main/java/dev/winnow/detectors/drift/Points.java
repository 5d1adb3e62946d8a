package dev.winnow.detectors.drift;

/** What detectors ask of a point, and how it splits a score. */
public final class Points {
    private Points() {}

    public static void check(String detector, float[] point, int dimensions) {
        if (point.length != dimensions) {
            throw new IllegalArgumentException(
                    "DET-002 detector \"" + detector + "\": expected " + dimensions + " features, got " + point.length);
        }
        for (int i = 0; i < point.length; i++) {
            if (!Float.isFinite(point[i])) {
                throw new IllegalArgumentException(
                        "DET-003 detector \"" + detector + "\": feature " + i + " must be finite, was " + point[i]);
            }
        }
    }

    /** Splits a score in proportion to the squares of signed parts; all parts 0 means score 0. */
    public static void split(double[] parts, double score, double[] high, double[] low) {
        double sum = 0;
        for (double part : parts) {
            sum += part * part;
        }
        for (int i = 0; i < parts.length; i++) {
            double share = sum > 0 ? parts[i] * parts[i] / sum * score : 0;
            high[i] = parts[i] > 0 ? share : 0;
            low[i] = parts[i] > 0 ? 0 : share;
        }
    }
}
