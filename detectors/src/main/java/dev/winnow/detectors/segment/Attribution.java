package dev.winnow.detectors.segment;

import java.util.Arrays;

/** Signed shares of the features in the fused score; high and low are parallel to the feature names, each at least 0. */
public final class Attribution {
    private final double[] high;
    private final double[] low;

    public Attribution(double[] high, double[] low) {
        if (high.length != low.length) {
            throw new IllegalArgumentException(
                    "high and low must have one length, were " + high.length + " and " + low.length);
        }
        this.high = high.clone();
        this.low = low.clone();
    }

    public int size() {
        return high.length;
    }

    /** Part due to the value being higher than usual. */
    public double high(int index) {
        return high[index];
    }

    /** Part due to the value being lower than usual. */
    public double low(int index) {
        return low[index];
    }

    /** high − low per feature. */
    public double[] signed() {
        double[] signed = new double[high.length];
        for (int i = 0; i < signed.length; i++) {
            signed[i] = high[i] - low[i];
        }
        return signed;
    }

    /** Sum of all parts. */
    public double total() {
        double total = 0;
        for (int i = 0; i < high.length; i++) {
            total += high[i] + low[i];
        }
        return total;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attribution that && Arrays.equals(high, that.high) && Arrays.equals(low, that.low);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(high) + Arrays.hashCode(low);
    }

    @Override
    public String toString() {
        return "Attribution" + Arrays.toString(signed());
    }
}
