package dev.winnow.detectors.forest;

import java.util.Arrays;

/** A live point close to another one. Immutable. */
public final class Neighbour {
    private final float[] values;
    private final double distance;
    private final int copies;
    private final long seenAt;

    Neighbour(float[] values, double distance, int copies, long seenAt) {
        this.values = values;
        this.distance = distance;
        this.copies = copies;
        this.seenAt = seenAt;
    }

    /** Coordinates in scaled units; a copy. */
    public float[] values() {
        return values.clone();
    }

    /** Euclidean, in scaled units. */
    public double distance() {
        return distance;
    }

    /** How often the point is held, over all trees; at least 1. */
    public int copies() {
        return copies;
    }

    /** Number of the update that brought the point last; the first update is 0. */
    public long seenAt() {
        return seenAt;
    }

    @Override
    public String toString() {
        return "Neighbour" + Arrays.toString(values) + " at " + distance + ", " + copies + " copies, seen " + seenAt;
    }
}
