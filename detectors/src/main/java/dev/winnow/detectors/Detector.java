package dev.winnow.detectors;

import dev.winnow.detectors.snapshot.StateWriter;

/**
 * One detector over scaled points of fixed width. Not thread-safe: one owner.
 *
 * <p>Contract, tested over the registry: the score is finite and at least 0; scoring changes nothing; the same seed and
 * the same stream give the same scores bit for bit; a restored snapshot continues bit for bit; memory is bounded.
 */
public interface Detector {
    /** Name in alerts and configuration, for example {@code rcf}. */
    String name();

    /** Width of the points. */
    int dimensions();

    /** Number of updates so far. */
    long updates();

    /** True once scores mean something; before that they must not be used. */
    boolean isWarm();

    /**
     * Strangeness of a point: raw, unbounded, higher is stranger. Changes nothing.
     *
     * @param point scaled values, finite; length {@link #dimensions()}
     * @throws IllegalArgumentException if the length is wrong
     */
    double score(float[] point);

    /**
     * Splits the score over the features: {@code high[i] + low[i]}, summed over i, is {@link #score}, within 1e-9 relative
     * (detectors that cannot split exactly say so in their Javadoc). Changes nothing.
     *
     * @param high receives the part due to values above what is usual; overwritten
     * @param low receives the part due to values below what is usual; overwritten
     */
    void attribute(float[] point, double[] high, double[] low);

    /** Learns a point. */
    void update(float[] point);

    /**
     * As {@link #score(float[])}, at an event time; the same for every member that knows no time.
     *
     * @param timeMillis event time in milliseconds since the epoch, UTC
     */
    default double score(float[] point, long timeMillis) {
        return score(point);
    }

    /** As {@link #update(float[])}, at an event time; the same for every member that knows no time. */
    default void update(float[] point, long timeMillis) {
        update(point);
    }

    /** As {@link #attribute(float[], double[], double[])}, for {@link #score(float[], long)}. */
    default void attribute(float[] point, long timeMillis, double[] high, double[] low) {
        attribute(point, high, low);
    }

    /** Writes the complete state, generator state included. */
    void snapshot(StateWriter out);

    /** Bytes of live state, for the model cache; an estimate within 10 %. */
    long liveBytes();
}
