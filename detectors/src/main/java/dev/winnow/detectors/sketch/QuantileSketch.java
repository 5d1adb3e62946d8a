package dev.winnow.detectors.sketch;

import com.tdunning.math.stats.Centroid;
import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.ScaleFunction;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Quantiles of a stream of numbers, finest in both tails. Mutable, one owner, not thread-safe.
 *
 * <p>The state is a function of the values and their order alone: asking changes nothing. Answers speak of the values up to the
 * last full batch of {@value #BATCH}; before the first they are exact. About 29 kB live at compression 100, 2 kB stored.
 * Some 100 ns a value.
 */
public final class QuantileSketch {
    // T. Dunning, O. Ertl, "Computing extremely accurate quantiles using t-digests", 2019, merging variant. The
    // library merges whenever it is asked, alternates the direction of merges by a counter that it does not store,
    // and stores only after one more merge: each makes a restored digest differ from the live one, or an asked one
    // from one that was not. So values wait here, a full batch is merged once, in one direction, and encoded at once:
    // the library's encoding is the only exact copy of its centroids (its Centroid objects multiply and divide each
    // mean by its weight).
    //
    // Scale function K2 bounds a centroid's share by q(1 − q) · (4 ln(n / compression) + 24) / compression. The
    // logarithm is compared with whole numbers only: its last bit would have to meet one to within 1e-15 to matter.

    static final int BATCH = 128;

    private static final int VERSION = 1;
    /** The library's encoding: this number, least, greatest, compression, count n, n times weight and mean. */
    private static final int VERBOSE = 1;

    private static final int HEADER_BYTES = 32;
    private static final int CENTROID_BYTES = 16;

    private final int compression;
    private final double[] batch = new double[BATCH];
    private final MergingDigest digest;
    /** The digest after the last batch; its limit is 0 before the first. */
    private final ByteBuffer encoded;

    private int waiting;

    private QuantileSketch(int compression, MergingDigest digest) {
        this.compression = compression;
        this.digest = digest;
        digest.setScaleFunction(ScaleFunction.K_2);
        digest.useAlternatingSort = false;
        digest.useTwoLevelCompression = false;
        // The library holds 2 c + 10 centroids, 20 more where c is small.
        encoded = ByteBuffer.allocate(HEADER_BYTES + CENTROID_BYTES * (2 * compression + 30));
        encoded.limit(0);
    }

    /** @param compression about the number of centroids, 20 to 1000; 100 puts quantile 0.999 within 0.0005 in rank */
    public static QuantileSketch create(int compression) {
        Checks.range(
                compression >= 20 && compression <= 1000,
                "quantileSketch.compression",
                "between 20 and 1000",
                compression);
        return new QuantileSketch(compression, new MergingDigest(compression));
    }

    /** Reads what {@link #snapshot} wrote. */
    public static QuantileSketch restore(StateReader in) {
        Checks.version("quantiles", VERSION, in);
        int compression = in.readShort();
        byte[] encoded = in.readBytes();
        double[] waiting = in.readDoubles();
        Checks.state(
                compression >= 20 && compression <= 1000 && waiting.length < BATCH,
                "quantiles",
                "must have compression 20 to 1000 and below " + BATCH + " waiting values, has " + compression + " and "
                        + waiting.length);
        QuantileSketch sketch = new QuantileSketch(
                compression,
                encoded.length == 0 ? new MergingDigest(compression) : decoded(compression, ByteBuffer.wrap(encoded)));
        sketch.encoded.clear();
        sketch.encoded.put(encoded).flip();
        System.arraycopy(waiting, 0, sketch.batch, 0, waiting.length);
        sketch.waiting = waiting.length;
        return sketch;
    }

    /**
     * Learns a value.
     *
     * @throws IllegalArgumentException DET-003 if it is not finite
     */
    public void add(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "DET-003 quantiles: value must be finite, was " + value + "; leave out missing values");
        }
        batch[waiting++] = value;
        if (waiting == BATCH) {
            flush();
        }
    }

    /** Values learnt so far. */
    public long count() {
        return digest.size() + waiting;
    }

    /**
     * The value below which a share of the values lies; NaN before the first value.
     *
     * @param share in [0, 1]; 0 is the smallest value, 1 the largest
     */
    public double quantile(double share) {
        Checks.range(share >= 0 && share <= 1, "quantileSketch.share", "between 0 and 1", share);
        if (digest.size() > 0) {
            return digest.quantile(share);
        }
        if (waiting == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(batch, waiting);
        Arrays.sort(sorted);
        double at = share * (waiting - 1);
        int below = (int) at;
        double above = sorted[Math.min(waiting - 1, below + 1)];
        return sorted[below] + (at - below) * (above - sorted[below]);
    }

    /** Share of the values that lie below a value, with some of the equal ones; NaN before the first value. */
    public double rank(double value) {
        if (digest.size() > 0) {
            return digest.cdf(value);
        }
        double below = 0;
        for (int i = 0; i < waiting; i++) {
            below += batch[i] < value ? 1 : batch[i] == value ? 0.5 : 0;
        }
        return waiting == 0 ? Double.NaN : below / waiting;
    }

    /** Makes this a sketch of both streams; the error is about that of one sketch over both. */
    public void merge(QuantileSketch other) {
        Checks.alike(compression == other.compression, "quantiles", "compression");
        if (other.count() == 0) {
            return;
        }
        for (int i = 0; i < waiting; i++) {
            digest.add(batch[i]);
        }
        waiting = 0;
        for (Centroid centroid : other.digest.centroids()) {
            digest.add(centroid.mean(), centroid.count());
        }
        for (int i = 0; i < other.waiting; i++) {
            digest.add(other.batch[i]);
        }
        settle();
    }

    /** Grammar: version, compression, the library's verbose encoding or nothing before the first batch, waiting values. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeShort(compression);
        out.writeBytes(Arrays.copyOf(encoded.array(), encoded.limit()));
        out.writeDoubles(Arrays.copyOf(batch, waiting));
    }

    public long liveBytes() {
        // The library sizes its buffers as 2 c + 10 centroids and five times as many waiting ones, with an index each.
        long centroids = 2L * compression + 10;
        return 256 + 8L * BATCH + encoded.capacity() + 16 * centroids + 20 * 5 * centroids;
    }

    private void flush() {
        for (int i = 0; i < waiting; i++) {
            digest.add(batch[i]);
        }
        waiting = 0;
        settle();
    }

    /** Merges what was added, once, and encodes the outcome. */
    private void settle() {
        encoded.clear();
        digest.asBytes(encoded);
        encoded.flip();
    }

    private static MergingDigest decoded(int compression, ByteBuffer encoded) {
        int bytes = encoded.remaining();
        int centroids = (bytes - HEADER_BYTES) / CENTROID_BYTES;
        Checks.state(
                bytes >= HEADER_BYTES
                        && centroids <= 2 * compression + 10
                        && bytes == HEADER_BYTES + CENTROID_BYTES * centroids
                        && encoded.getInt(0) == VERBOSE
                        && encoded.getDouble(20) == compression
                        && encoded.getInt(28) == centroids,
                "quantiles",
                "must be a digest of compression " + compression + ", has " + bytes + " bytes that are not");
        return MergingDigest.fromBytes(encoded);
    }
}
