package dev.winnow.detectors.sketch;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * How many different keys there were. Mutable, one owner, not thread-safe; 2^precision bytes whatever comes, nothing allocated
 * by an addition.
 *
 * <p>Relative standard error {@code 0.79 / sqrt(2^precision)}: 2.5 % at precision 10, 1.2 % at 12; small counts are exact or nearly so.
 */
public final class DistinctCount {
    // UltraLogLog: O. Ertl, "UltraLogLog: A practical and more space-efficient alternative to HyperLogLog for
    // approximate distinct counting", PVLDB 17(7), 2024; 28 % less memory than HyperLogLog for the same error.

    private static final int VERSION = 1;

    private final SeededHash hash;
    private final UltraLogLog sketch;

    private DistinctCount(SeededHash hash, UltraLogLog sketch) {
        this.hash = hash;
        this.sketch = sketch;
    }

    /**
     * @param precision binary logarithm of the bytes, 3 to 20
     * @param seed secret of the tenant and purpose
     */
    public static DistinctCount create(int precision, long seed) {
        Checks.range(precision >= 3 && precision <= 20, "distinctCount.precision", "between 3 and 20", precision);
        return new DistinctCount(new SeededHash(seed), UltraLogLog.create(precision));
    }

    /** Reads what {@link #snapshot} wrote. */
    public static DistinctCount restore(StateReader in) {
        Checks.version("distinct-count", VERSION, in);
        long seed = in.readLong();
        byte[] state = in.readBytes();
        Checks.state(
                Integer.bitCount(state.length) == 1 && state.length >= 8 && state.length <= 1 << 20,
                "distinct-count",
                "must have 2^3 to 2^20 registers, has " + state.length);
        return new DistinctCount(new SeededHash(seed), UltraLogLog.wrap(state));
    }

    public void add(CharSequence key) {
        sketch.add(hash.of(key));
    }

    public void add(long key) {
        sketch.add(hash.of(key));
    }

    /** The estimate, in whole keys: the estimator's last bits are not promised to be equal on every machine. */
    public long estimate() {
        return (long) StrictMath.rint(sketch.getDistinctCountEstimate());
    }

    /** Makes this the sketch of both streams, exactly as if it had seen them itself. */
    public void merge(DistinctCount other) {
        Checks.alike(
                hash.seed() == other.hash.seed() && sketch.getP() == other.sketch.getP(),
                "distinct-count",
                "seed and precision");
        sketch.add(other.sketch);
    }

    /** Grammar: version, seed, registers. */
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION).writeLong(hash.seed()).writeBytes(sketch.getState());
    }

    public long liveBytes() {
        return 96 + (1L << sketch.getP());
    }
}
