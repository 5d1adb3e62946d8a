package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * What an entity used before: for each of the keys remembered, how often, when last, and how regular the gaps were.
 * Mutable, one owner.
 */
final class KeyTrack extends Track {
    /** Keys remembered. */
    static final int KEYS = 32;

    /** Keys seen once may crowd out older ones up to this number: a scan forgets no destination used twice or more. */
    private static final int NEWCOMERS = 10;

    private static final int MOST_COUNTED = 1 << 20;
    /** Gaps that the regularity reaches back to: about as many as a person would look at. */
    private static final int GAPS = 16;

    private static final int LEAST_GAPS = 4;

    private final int slot;
    private final boolean gaps;
    private int size;
    /** Least recently used first. */
    private final int[] keys = new int[KEYS];

    private final int[] counts = new int[KEYS];
    private final long[] last = new long[KEYS];
    private final float[] gapMean = new float[KEYS];
    private final float[] gapVariance = new float[KEYS];

    /** @param gaps whether the regularity of gaps is kept too; it costs eight bytes a key */
    KeyTrack(int slot, boolean gaps) {
        this.slot = slot;
        this.gaps = gaps;
    }

    @Override
    Track copy() {
        KeyTrack copy = new KeyTrack(slot, gaps);
        copy.size = size;
        System.arraycopy(keys, 0, copy.keys, 0, size);
        System.arraycopy(counts, 0, copy.counts, 0, size);
        System.arraycopy(last, 0, copy.last, 0, size);
        System.arraycopy(gapMean, 0, copy.gapMean, 0, size);
        System.arraycopy(gapVariance, 0, copy.gapVariance, 0, size);
        return copy;
    }

    @Override
    void apply(Contribution event) {
        int key = event.keys[slot];
        if (key == 0) {
            return;
        }
        int at = find(key);
        int count = 0;
        float mean = 0;
        float variance = 0;
        if (at >= 0) {
            count = counts[at];
            if (gaps) {
                int known = Math.min(count, GAPS);
                float gap = event.timeMillis - last[at];
                float delta = gap - gapMean[at];
                mean = gapMean[at] + delta / known;
                variance = (1 - 1f / known) * (gapVariance[at] + delta * delta / known);
            }
        } else {
            at = size < KEYS ? size++ : victim();
        }
        int end = size - 1;
        for (int i = at; i < end; i++) {
            keys[i] = keys[i + 1];
            counts[i] = counts[i + 1];
            last[i] = last[i + 1];
            gapMean[i] = gapMean[i + 1];
            gapVariance[i] = gapVariance[i + 1];
        }
        keys[end] = key;
        counts[end] = Math.min(count + 1, MOST_COUNTED);
        last[end] = event.timeMillis;
        gapMean[end] = mean;
        gapVariance[end] = variance;
    }

    /** The oldest key seen once if there are many of those, else the oldest of the others. */
    private int victim() {
        int once = 0;
        int oldestOnce = -1;
        int oldestOther = -1;
        for (int i = size - 1; i >= 0; i--) {
            if (counts[i] == 1) {
                once++;
                oldestOnce = i;
            } else {
                oldestOther = i;
            }
        }
        return oldestOnce >= 0 && (once >= NEWCOMERS || oldestOther < 0) ? oldestOnce : oldestOther;
    }

    private int find(int key) {
        for (int i = size - 1; i >= 0; i--) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    /** 1 / (1 + earlier uses): 1 for a key never used, towards 0 for a habit. */
    double novelty(int key) {
        int at = find(key);
        return at < 0 ? 1 : 1.0 / (1 + counts[at]);
    }

    /** Seconds since the key was last used; NaN where it is not remembered. */
    double sinceSeconds(int key, long atMillis) {
        int at = find(key);
        return at < 0 ? Double.NaN : Math.max(0, atMillis - last[at]) / 1000.0;
    }

    /**
     * Coefficient of variation of the gaps between uses of a key: near 0 for a beacon, about 1 for chance, above it
     * for bursts; NaN below {@value #LEAST_GAPS} gaps; 1 where all uses had one time.
     */
    double regularity(int key) {
        int at = find(key);
        if (at < 0 || counts[at] <= LEAST_GAPS) {
            return Double.NaN;
        }
        return gapMean[at] <= 0 ? 1 : StrictMath.sqrt(Math.max(0, gapVariance[at])) / gapMean[at];
    }

    @Override
    void write(StateWriter out, long baseMillis) {
        Compact.writeVar(out, size);
        for (int i = 0; i < size; i++) {
            out.writeInt(keys[i]);
            Compact.writeVar(out, counts[i]);
            Compact.writeSigned(out, baseMillis - last[i]);
            if (gaps && counts[i] > 1) {
                out.writeFloat(gapMean[i]);
                out.writeFloat(gapVariance[i]);
            }
        }
    }

    @Override
    void read(StateReader in, long baseMillis) {
        size = Compact.readCount(in, KEYS, "remembered keys");
        for (int i = 0; i < size; i++) {
            keys[i] = in.readInt();
            counts[i] = Compact.readCount(in, MOST_COUNTED, "uses of a key");
            last[i] = baseMillis - Compact.readSigned(in);
            gapMean[i] = gaps && counts[i] > 1 ? in.readFloat() : 0;
            gapVariance[i] = gaps && counts[i] > 1 ? in.readFloat() : 0;
        }
    }

    @Override
    int maxBytes() {
        return 1 + KEYS * (4 + 3 + Compact.MAX_BYTES + (gaps ? 8 : 0));
    }
}
