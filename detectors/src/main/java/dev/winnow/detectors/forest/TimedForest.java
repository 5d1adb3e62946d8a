package dev.winnow.detectors.forest;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * A forest that forgets points by event time: nothing that was last seen longer ago than the stated age has a say. Mutable, one
 * owner.
 *
 * <p>Time is the latest event time seen, so a replay forgets the same. Forgetting happens with updates, in steps of a 64th of the
 * age; scoring changes nothing. A point that is late counts as seen at the latest event time, unless it is older than the age:
 * then it is not learnt and counted in {@link #tooLate}. Cost: that of the forest, and once in a 64th of the age a pass over its
 * live points.
 */
public final class TimedForest implements Detector {
    /*
     * The forest forgets by number of update. So for each step of time the number of its first update is kept, in a ring of
     * as many steps as the age has, and one more: bounded memory, whatever the rate of events.
     */
    public static final String NAME = "rcf-timed";

    private static final int VERSION = 1;
    private static final int STEPS = 64;

    private final RandomCutForest forest;
    private final long maxAgeMillis;
    private final long stepMillis;
    /** By step modulo its length: number of the first update in or after that step. */
    private final long[] firstUpdate = new long[STEPS + 1];

    private long latestMillis = Long.MIN_VALUE;
    private long tooLate;
    private long forgotten;

    private TimedForest(RandomCutForest forest, long maxAgeMillis) {
        if (maxAgeMillis < STEPS) {
            throw new IllegalArgumentException(
                    "CFG-004 timed forest: maxAgeMillis must be at least " + STEPS + ", was " + maxAgeMillis);
        }
        this.forest = forest;
        this.maxAgeMillis = maxAgeMillis;
        stepMillis = (maxAgeMillis + STEPS - 1) / STEPS;
    }

    /**
     * @param maxAgeMillis event time for which a point is remembered after it was last seen, at least 64
     * @throws IllegalArgumentException CFG-004 if the age is out of range
     */
    public static TimedForest create(RandomCutForestConfig config, int dimensions, long maxAgeMillis, long seed) {
        return new TimedForest(RandomCutForest.create(config, dimensions, seed), maxAgeMillis);
    }

    /**
     * What {@link #snapshot} wrote; continues bit for bit.
     *
     * @throws StateFormatException STA-001 for another version, STA-003 for content that contradicts itself
     */
    public static TimedForest restore(StateReader in) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of detector \"rcf-timed\" has version " + version
                    + ", this build reads " + VERSION);
        }
        long maxAgeMillis = in.readLong();
        long latestMillis = in.readLong();
        long tooLate = in.readLong();
        long forgotten = in.readLong();
        long[] firstUpdate = in.readLongs();
        RandomCutForest forest = RandomCutForest.restore(in);
        if (maxAgeMillis < STEPS || firstUpdate.length != STEPS + 1) {
            throw new StateFormatException("STA-003 snapshot of detector \"rcf-timed\": an age of " + maxAgeMillis
                    + " and " + firstUpdate.length + " steps");
        }
        TimedForest restored = new TimedForest(forest, maxAgeMillis);
        System.arraycopy(firstUpdate, 0, restored.firstUpdate, 0, firstUpdate.length);
        restored.latestMillis = latestMillis;
        restored.tooLate = tooLate;
        restored.forgotten = forgotten;
        return restored;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int dimensions() {
        return forest.dimensions();
    }

    /** Points that were learnt. */
    @Override
    public long updates() {
        return forest.updates();
    }

    @Override
    public boolean isWarm() {
        return forest.isWarm();
    }

    @Override
    public double score(float[] point) {
        return forest.score(point);
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        forest.attribute(point, high, low);
    }

    /** Learns a point at the latest event time. */
    @Override
    public void update(float[] point) {
        update(point, latestMillis == Long.MIN_VALUE ? 0 : latestMillis);
    }

    @Override
    public void update(float[] point, long timeMillis) {
        // What the forest refuses must not move the time.
        forest.load(point);
        if (latestMillis != Long.MIN_VALUE && timeMillis < latestMillis - maxAgeMillis) {
            tooLate++;
            return;
        }
        advance(timeMillis);
        forest.update(point);
    }

    /** Lets time pass without a point; a time that is not later changes nothing. */
    public void advance(long timeMillis) {
        if (latestMillis == Long.MIN_VALUE) {
            latestMillis = timeMillis;
            Arrays.fill(firstUpdate, forest.updates());
            return;
        }
        if (timeMillis <= latestMillis) {
            return;
        }
        long from = Math.floorDiv(latestMillis, stepMillis);
        long to = Math.floorDiv(timeMillis, stepMillis);
        latestMillis = timeMillis;
        if (to == from) {
            return;
        }
        for (long step = Math.max(from + 1, to - STEPS); step <= to; step++) {
            firstUpdate[index(step)] = forest.updates();
        }
        // The oldest step that is kept whole began at most an age ago.
        forgotten += forest.deleteOlderThan(firstUpdate[index(to - STEPS + 1)]);
    }

    /** The forest that scores. */
    public RandomCutForest forest() {
        return forest;
    }

    /** Points that were not learnt because they were older than the age. */
    public long tooLate() {
        return tooLate;
    }

    /** Points that were forgotten because of their age. */
    public long forgotten() {
        return forgotten;
    }

    @Override
    public void snapshot(StateWriter out) {
        out.writeByte(VERSION)
                .writeLong(maxAgeMillis)
                .writeLong(latestMillis)
                .writeLong(tooLate)
                .writeLong(forgotten)
                .writeLongs(firstUpdate);
        forest.snapshot(out);
    }

    @Override
    public long liveBytes() {
        return 80 + 8L * firstUpdate.length + forest.liveBytes();
    }

    private static int index(long step) {
        return (int) Math.floorMod(step, (long) STEPS + 1);
    }
}
