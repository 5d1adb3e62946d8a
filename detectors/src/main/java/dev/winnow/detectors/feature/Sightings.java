package dev.winnow.detectors.feature;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * What one shard's events added to its {@link Rarity} over a while: how often each key was seen, and by whom a key was shared.
 * Immutable. Keys are hashes under the population's secret seed. Adding the sightings of all shards, each once and in any
 * order, gives the counts and spreads of one shard that saw all events: spreads exactly, counts within the error of the
 * sketch that they are added to.
 */
public final class Sightings {
    private static final int VERSION = 1;

    private final long timeMillis;
    private final long[] keys;
    private final double[] counts;
    private final long[] spreads;

    /**
     * @param keys ascending
     * @param counts of each key, decayed as of the time
     * @param spreads triples of half-window, key and the bits of the entities that had it, ascending by the first two
     */
    Sightings(long timeMillis, long[] keys, double[] counts, long[] spreads) {
        this.timeMillis = timeMillis;
        this.keys = keys;
        this.counts = counts;
        this.spreads = spreads;
    }

    /** Confirmed event time of the shard when it gave them; counts are as of then. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Different keys. */
    public int size() {
        return keys.length + spreads.length / 3;
    }

    long[] keys() {
        return keys;
    }

    double[] counts() {
        return counts;
    }

    long[] spreads() {
        return spreads;
    }

    /** Grammar: version, time, keys, counts (as floats: a count's error is that of the cells it goes to), spreads. */
    public byte[] toBytes() {
        StateWriter out = new StateWriter(32 + 12 * keys.length + 8 * spreads.length);
        out.writeByte(VERSION).writeLong(timeMillis);
        float[] rounded = new float[counts.length];
        for (int i = 0; i < counts.length; i++) {
            rounded[i] = (float) counts[i];
        }
        return out.writeLongs(keys).writeFloats(rounded).writeLongs(spreads).toBytes();
    }

    /** @throws StateFormatException STA-001 for another version, STA-004 if they are not whole */
    public static Sightings fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException(
                    "STA-001 sightings have version " + version + ", this build reads " + VERSION);
        }
        long timeMillis = in.readLong();
        long[] keys = in.readLongs();
        float[] rounded = in.readFloats();
        long[] spreads = in.readLongs();
        in.expectEnd();
        if (rounded.length != keys.length || spreads.length % 3 != 0) {
            throw new StateFormatException("STA-004 sightings: must have a count for each of " + keys.length
                    + " keys and spreads by three, have " + rounded.length + " and " + spreads.length);
        }
        double[] counts = new double[rounded.length];
        for (int i = 0; i < counts.length; i++) {
            if (!(rounded[i] >= 0 && rounded[i] < Float.MAX_VALUE)) {
                throw new StateFormatException(
                        "STA-004 sightings: a count must be finite and at least 0, was " + rounded[i]);
            }
            counts[i] = rounded[i];
        }
        return new Sightings(timeMillis, keys, counts, spreads);
    }
}
