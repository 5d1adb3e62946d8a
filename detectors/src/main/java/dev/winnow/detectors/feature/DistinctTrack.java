package dev.winnow.detectors.feature;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Distinct keys in a sliding window: exact up to {@value #EXACT} of them, then an estimate with a standard error of
 * some 10 %, in whole numbers. Mutable, one owner; at most 500 bytes whatever comes.
 */
final class DistinctTrack extends Track {
    /** Enough for what ordinary hosts talk to within a window; beyond it the logarithm is what matters. */
    static final int EXACT = 32;

    private static final int BUCKETS = 4;
    /** 64 registers of one byte: relative standard error 0.76 / sqrt(64) (Ertl 2023, UltraLogLog, table 1). */
    private static final int PRECISION = 6;

    private static final int SKETCH_BYTES = 1 << PRECISION;
    private static final byte[] NO_SKETCH = {};

    /*
     * New keys go to a table that remembers in which bucket each was seen last. When it is full of live keys they all
     * move to the sketches of their buckets and the table starts again, so a scan costs four sketches and a quiet
     * entity none, and it is exact again once the sketches have expired.
     */
    private final int slot;
    private final long widthMillis;
    private long head = Long.MIN_VALUE / 4;
    private int size;
    private final int[] keys = new int[EXACT];
    private final long[] seen = new long[EXACT];
    private final byte[][] sketches = new byte[BUCKETS][];

    DistinctTrack(int slot, long windowMillis) {
        this.slot = slot;
        widthMillis = Math.max(1, windowMillis / BUCKETS);
        Arrays.fill(sketches, NO_SKETCH);
    }

    @Override
    Track copy() {
        DistinctTrack copy = new DistinctTrack(slot, widthMillis * BUCKETS);
        copy.head = head;
        copy.size = size;
        System.arraycopy(keys, 0, copy.keys, 0, size);
        System.arraycopy(seen, 0, copy.seen, 0, size);
        for (int i = 0; i < BUCKETS; i++) {
            byte[] sketch = sketches[i];
            copy.sketches[i] = sketch.length == 0 ? NO_SKETCH : sketch.clone();
        }
        return copy;
    }

    @Override
    void apply(Contribution event) {
        int key = event.keys[slot];
        if (key == 0) {
            return;
        }
        advance(Math.floorDiv(event.timeMillis, widthMillis));
        for (int i = 0; i < size; i++) {
            if (keys[i] == key) {
                seen[i] = head;
                return;
            }
        }
        if (size == EXACT) {
            makeRoom();
        }
        keys[size] = key;
        seen[size++] = head;
    }

    private void advance(long bucket) {
        if (bucket <= head) {
            return;
        }
        for (long b = Math.max(head + 1, bucket - BUCKETS + 1); b <= bucket; b++) {
            sketches[index(b)] = NO_SKETCH;
        }
        head = bucket;
    }

    private void makeRoom() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (seen[i] > head - BUCKETS) {
                keys[kept] = keys[i];
                seen[kept++] = seen[i];
            }
        }
        size = kept;
        if (size < EXACT) {
            return;
        }
        for (int i = 0; i < size; i++) {
            int at = index(seen[i]);
            byte[] sketch = sketches[at];
            if (sketch.length == 0) {
                sketch = new byte[SKETCH_BYTES];
                sketches[at] = sketch;
            }
            UltraLogLog.wrap(sketch).add(spread(keys[i]));
        }
        size = 0;
    }

    /** Distinct keys in the window that ends at a time, with one more key counted in unless it is 0. */
    double estimate(long atMillis, int andKey) {
        long now = Math.max(Math.floorDiv(atMillis, widthMillis), head);
        UltraLogLog merged = null;
        for (long b = now - BUCKETS + 1; b <= head; b++) {
            byte[] sketch = sketches[index(b)];
            if (sketch.length > 0) {
                merged = merged == null ? UltraLogLog.create(PRECISION) : merged;
                merged.add(UltraLogLog.wrap(sketch));
            }
        }
        int exact = andKey == 0 ? 0 : 1;
        for (int i = 0; i < size; i++) {
            if (seen[i] > now - BUCKETS) {
                exact += keys[i] == andKey ? 0 : 1;
                if (merged != null) {
                    merged.add(spread(keys[i]));
                }
            }
        }
        if (merged == null) {
            return exact;
        }
        if (andKey != 0) {
            merged.add(spread(andKey));
        }
        // Whole numbers: the estimator's last bits are not promised to be equal on every machine.
        return StrictMath.rint(merged.getDistinctCountEstimate());
    }

    private static int index(long bucket) {
        return (int) Math.floorMod(bucket, (long) BUCKETS);
    }

    /** A 64-bit hash of a 32-bit hash. */
    static long spread(int key) {
        return SplitMix.mix(key * SplitMix.GAMMA);
    }

    @Override
    void write(StateWriter out, long baseMillis) {
        Compact.writeSigned(out, head);
        Compact.writeVar(out, size);
        for (int i = 0; i < size; i++) {
            out.writeInt(keys[i]);
            Compact.writeVar(out, Math.min(head - seen[i], BUCKETS));
        }
        for (long b = head - BUCKETS + 1; b <= head; b++) {
            byte[] sketch = sketches[index(b)];
            out.writeBoolean(sketch.length > 0);
            for (int i = 0; i < sketch.length; i++) {
                out.writeByte(sketch[i]);
            }
        }
    }

    @Override
    void read(StateReader in, long baseMillis) {
        head = Compact.readSigned(in);
        size = Compact.readCount(in, EXACT, "distinct keys");
        for (int i = 0; i < size; i++) {
            keys[i] = in.readInt();
            seen[i] = head - Compact.readCount(in, BUCKETS, "age of a distinct key");
        }
        for (long b = head - BUCKETS + 1; b <= head; b++) {
            byte[] sketch = in.readBoolean() ? new byte[SKETCH_BYTES] : NO_SKETCH;
            for (int i = 0; i < sketch.length; i++) {
                sketch[i] = (byte) in.readByte();
            }
            sketches[index(b)] = sketch;
        }
    }

    @Override
    int maxBytes() {
        return Compact.MAX_BYTES + 1 + EXACT * 5 + BUCKETS * (1 + SKETCH_BYTES);
    }
}
