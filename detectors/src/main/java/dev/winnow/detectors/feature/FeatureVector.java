package dev.winnow.detectors.feature;

import java.util.Arrays;

/** One event's features: finite values and a mask of what was missing. Immutable; NaN and infinity are refused here, once. */
public final class FeatureVector {
    private final FeatureSchema schema;
    private final double[] values;
    private final boolean[] missing;

    /**
     * @param values one value a feature; ignored (stored as 0) where missing
     * @param missing true where the event did not carry the value
     * @throws IllegalArgumentException if a length is wrong or a present value is not finite
     */
    public FeatureVector(FeatureSchema schema, double[] values, boolean[] missing) {
        if (values.length != schema.size() || missing.length != schema.size()) {
            throw new IllegalArgumentException("DET-002 feature set \"" + schema.id() + "\": expected " + schema.size()
                    + " features, got " + values.length);
        }
        this.schema = schema;
        this.values = values.clone();
        this.missing = missing.clone();
        for (int i = 0; i < values.length; i++) {
            if (missing[i]) {
                this.values[i] = 0;
            } else if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "DET-003 feature \"" + schema.names().get(i) + "\": must be finite, was " + values[i]);
            }
        }
    }

    public FeatureSchema schema() {
        return schema;
    }

    public int size() {
        return values.length;
    }

    /** The value in the feature's own unit; 0 where missing, so ask {@link #isMissing} first. */
    public double value(int index) {
        return values[index];
    }

    public boolean isMissing(int index) {
        return missing[index];
    }

    public double[] values() {
        return values.clone();
    }

    public boolean[] missing() {
        return missing.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureVector that
                && schema.equals(that.schema)
                && Arrays.equals(values, that.values)
                && Arrays.equals(missing, that.missing);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(values) + Arrays.hashCode(missing);
    }

    @Override
    public String toString() {
        return schema.id() + Arrays.toString(values);
    }
}
