package dev.winnow.detectors.segment;

import dev.winnow.detectors.scale.AdaptiveScaler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the samples of a reservoir that are nearest to a point. Changes nothing. */
final class Nearest {
    // A scan of arrays that are already scaled: with a thousand samples it is cheaper than keeping any index up to
    // date. A
    // sample that is farther than the last one kept is given up after a few features.

    /** Features between two looks at whether a sample is already too far: few enough to save, enough to pay for the look. */
    private static final int STRIDE = 8;

    private Nearest() {}

    /**
     * The nearest different samples, nearest first; of two at the same distance the one that came first. A value that the
     * sample lacked reads as what it was imputed with.
     */
    static List<Baseline.Neighbour> of(RawReservoir reservoir, AdaptiveScaler scaler, float[] point, int count) {
        int wanted = Math.min(count, reservoir.size());
        int[] rows = new int[Math.max(0, wanted)];
        double[] squares = new double[rows.length];
        int found = 0;
        for (int r = 0; r < reservoir.size() && wanted > 0; r++) {
            float[] sample = reservoir.scaled(r, scaler);
            double square = square(sample, point, found < wanted ? Double.POSITIVE_INFINITY : squares[found - 1]);
            if ((found == wanted && square >= squares[found - 1])
                    || isKnown(reservoir, scaler, sample, square, rows, squares, found)) {
                continue;
            }
            int place = found < wanted ? found++ : found - 1;
            for (; place > 0 && square < squares[place - 1]; place--) {
                squares[place] = squares[place - 1];
                rows[place] = rows[place - 1];
            }
            squares[place] = square;
            rows[place] = r;
        }
        List<Baseline.Neighbour> nearest = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            double[] raw = reservoir.row(rows[i]);
            List<Double> values = new ArrayList<>(raw.length);
            for (int f = 0; f < raw.length; f++) {
                values.add(Double.isNaN(raw[f]) ? scaler.feature(f).imputed() : raw[f]);
            }
            nearest.add(new Baseline.Neighbour(Math.sqrt(squares[i]), values));
        }
        return nearest;
    }

    /** Squared distance, or, once it is above a limit, some number above it. */
    private static double square(float[] sample, float[] point, double limit) {
        double square = 0;
        for (int from = 0; from < point.length && square <= limit; from += STRIDE) {
            int to = Math.min(point.length, from + STRIDE);
            for (int i = from; i < to; i++) {
                double difference = (double) sample[i] - point[i];
                square += difference * difference;
            }
        }
        return square;
    }

    private static boolean isKnown(
            RawReservoir reservoir,
            AdaptiveScaler scaler,
            float[] sample,
            double square,
            int[] rows,
            double[] squares,
            int found) {
        for (int i = 0; i < found; i++) {
            if (squares[i] == square && Arrays.equals(reservoir.scaled(rows[i], scaler), sample)) {
                return true;
            }
        }
        return false;
    }
}
