package dev.winnow.triage.adjust;

import dev.winnow.detectors.segment.Attribution;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.candidate.Scored;
import java.util.Arrays;
import java.util.List;

/**
 * Where an alert lies among those of its feature set: its scaled features by position, what made it strange, and its
 * signature. Verdicts reach as far as distances between such points are small. Distances do not depend on the number of
 * features. Clusters compare alerts across feature sets, by names and context: that is their {@code TokenVector}.
 */
public final class ScaledPoint {
    // Scaled values pass through sign(x) ln(1 + |x|): 20 and 30 deviations are one phenomenon, 0 and 6 are two.
    // Features are weighted by both events' squared unit attributions, which sum to 1, mixed with 1/d. Unlike a plain
    // Euclidean distance, ordinary noise in 37 quiet features does not hide that the one loud feature agrees.

    private static final double MISSING_GAP = 1;

    /** What an analyst said of a host holds for that host first: within one entity squared distances count half. */
    private static final double SAME_ENTITY = 0.5;

    private final float[] values;
    private final float[] direction;
    private final String signature;
    private final String entity;

    private ScaledPoint(float[] values, float[] direction, String signature, String entity) {
        this.values = values;
        this.direction = direction;
        this.signature = signature;
        this.entity = entity;
    }

    /** @param signature text of the rule that fired; empty where the event has none */
    public static ScaledPoint of(Scored scored, String signature) {
        return new ScaledPoint(squash(scored.scaled()), unit(scored.attribution()), signature, scored.entity());
    }

    /** Whether there is anything to compare; false while the scaler warms up. */
    public boolean isPlaced() {
        return values.length > 0;
    }

    /**
     * Squared distance: weighted mean square of the differences plus 2 (1 − cos) of the attributions. Infinite between
     * events of different signature or width; half between events of one entity that are strange for the same reason.
     */
    double distanceSquared(ScaledPoint other, double uniformShare, double limit) {
        int width = values.length;
        if (width == 0 || other.values.length != width || !signature.equals(other.signature)) {
            return Double.POSITIVE_INFINITY;
        }
        boolean directed = direction.length == width;
        boolean otherDirected = other.direction.length == width;
        double angle = 0;
        if (directed && otherDirected) {
            double cosine = 0;
            for (int i = 0; i < width; i++) {
                cosine += (double) direction[i] * other.direction[i];
            }
            angle = 2 * (1 - Math.min(1, cosine));
        } else if (directed || otherDirected) {
            angle = 2;
        }
        double share = entity.equals(other.entity) ? SAME_ENTITY : 1;
        if (angle >= limit) {
            // Strange for another reason: one host has many sides, and what was said of one is not said of the others.
            return angle;
        }
        double sum = 0;
        double parts = (directed ? 1 : 0) + (otherDirected ? 1 : 0);
        double even = parts == 0 ? 1.0 / width : uniformShare / width;
        for (int i = 0; i < width; i++) {
            double weight = even;
            if (directed) {
                weight += (1 - uniformShare) * direction[i] * direction[i] / parts;
            }
            if (otherDirected) {
                weight += (1 - uniformShare) * other.direction[i] * other.direction[i] / parts;
            }
            sum += weight * gapSquared(values[i], other.values[i]);
        }
        return share * (angle + sum);
    }

    public void write(StateWriter writer) {
        writer.writeString(signature).writeString(entity).writeFloats(values).writeFloats(direction);
    }

    public static ScaledPoint read(StateReader reader) {
        String signature = reader.readString();
        String entity = reader.readString();
        return new ScaledPoint(reader.readFloats(), reader.readFloats(), signature, entity);
    }

    private static double gapSquared(float one, float other) {
        boolean missing = Float.isNaN(one);
        boolean otherMissing = Float.isNaN(other);
        if (missing || otherMissing) {
            return missing == otherMissing ? 0 : MISSING_GAP;
        }
        double gap = (double) one - other;
        return gap * gap;
    }

    private static float[] squash(List<Double> scaled) {
        float[] values = new float[scaled.size()];
        for (int i = 0; i < values.length; i++) {
            double value = scaled.get(i);
            values[i] = (float) (Double.isNaN(value) ? value : Math.signum(value) * StrictMath.log1p(Math.abs(value)));
        }
        return values;
    }

    /** Signed attribution at length 1, or nothing where it is all zero. */
    private static float[] unit(Attribution attribution) {
        double squares = 0;
        for (int i = 0; i < attribution.size(); i++) {
            double part = attribution.high(i) - attribution.low(i);
            squares += part * part;
        }
        if (squares <= 0 || !Double.isFinite(squares)) {
            return new float[0];
        }
        double norm = StrictMath.sqrt(squares);
        float[] unit = new float[attribution.size()];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) ((attribution.high(i) - attribution.low(i)) / norm);
        }
        return unit;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScaledPoint that
                && Arrays.equals(values, that.values)
                && Arrays.equals(direction, that.direction)
                && signature.equals(that.signature)
                && entity.equals(that.entity);
    }

    @Override
    public int hashCode() {
        int arrays = 31 * Arrays.hashCode(values) + Arrays.hashCode(direction);
        return 31 * (31 * arrays + signature.hashCode()) + entity.hashCode();
    }

    @Override
    public String toString() {
        return "ScaledPoint[" + values.length + " features, signature \"" + signature + "\"]";
    }
}
