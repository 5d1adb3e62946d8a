package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys that a shard has seen since it last told the others. Mutable on purpose, one owner: appending is all that an event
 * costs, and what belongs together is summed when it is taken.
 */
final class SightingLog {
    // Per event: its believed time, the number of its keys, the keys.
    private long[] log = new long[256];
    private int length;

    void add(long believedMillis, long[] keys) {
        int needed = length + 2 + keys.length;
        if (needed > log.length) {
            log = Arrays.copyOf(log, Math.max(needed, 2 * log.length));
        }
        log[length++] = believedMillis;
        log[length++] = keys.length;
        System.arraycopy(keys, 0, log, length, keys.length);
        length += keys.length;
    }

    /** Everything since the last call, summed by key in the order of the keys. */
    Sightings take(long nowMillis, RarityConfig config) {
        TreeMap<Long, Double> counts = new TreeMap<>();
        TreeMap<Long, TreeMap<Long, Long>> spreads = new TreeMap<>();
        for (int at = 0; at < length; ) {
            long time = log[at++];
            int end = at + 1 + (int) log[at];
            at++;
            double halfLives = (double) (time - nowMillis) / config.halfLifeMillis();
            double weight = StrictMath.pow(2, Math.max(-40, Math.min(0, halfLives)));
            long half = Math.floorDiv(time, config.spreadWindowMillis() / 2);
            while (at < end) {
                long key = log[at++];
                if (!RarityKeys.isSpread(key)) {
                    counts.merge(key, weight, Double::sum);
                } else {
                    long bit = SpreadGrid.bit(log[at++]);
                    spreads.computeIfAbsent(half, each -> new TreeMap<>()).merge(key, bit, (a, b) -> a | b);
                }
            }
        }
        length = 0;
        long[] keys = new long[counts.size()];
        double[] sums = new double[keys.length];
        int i = 0;
        for (Map.Entry<Long, Double> count : counts.entrySet()) {
            keys[i] = count.getKey();
            sums[i++] = count.getValue();
        }
        long[] triples =
                new long[3 * spreads.values().stream().mapToInt(TreeMap::size).sum()];
        int t = 0;
        for (Map.Entry<Long, TreeMap<Long, Long>> ofHalf : spreads.entrySet()) {
            for (Map.Entry<Long, Long> bits : ofHalf.getValue().entrySet()) {
                triples[t++] = ofHalf.getKey();
                triples[t++] = bits.getKey();
                triples[t++] = bits.getValue();
            }
        }
        return new Sightings(nowMillis, keys, sums, triples);
    }

    long liveBytes() {
        return 32 + 8L * log.length;
    }

    void snapshot(StateWriter out) {
        out.writeLongs(Arrays.copyOf(log, length));
    }

    static SightingLog restore(StateReader in) {
        SightingLog restored = new SightingLog();
        restored.log = in.readLongs();
        restored.length = restored.log.length;
        for (int at = 0; at < restored.length; ) {
            long keys = at + 1 < restored.length ? restored.log[at + 1] : -1;
            if (keys < 0 || keys > restored.length - at - 2) {
                throw new StateFormatException("STA-004 sightings: the log ends within an event");
            }
            at += 2 + (int) keys;
        }
        return restored;
    }
}
