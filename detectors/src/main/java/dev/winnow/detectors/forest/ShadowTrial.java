package dev.winnow.detectors.forest;

import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;

/** Judges a challenger against the forest in force, pair by pair; keeps the points that pairs are made of. Mutable, one owner. */
final class ShadowTrial {
    /*
     * Measure: how well a score parts the stream's points from reference points that are made without knowing either forest (I.
     * Steinwart, D. Hush, C. Scovel, "A classification framework for anomaly detection", JMLR 6 (2005)). Each point of the trial is
     * compared, before it is learnt, with one of two references by turns: a point from before the alarm that neither forest
     * learnt, and a recent point with some features moved along the line between two other recent points, up to half their
     * distance beyond. A forest wins a pair if the reference scores higher. Both forests judge the same pairs.
     *
     * If the alarm was false, points from before are like points of now, for both forests, and the difference is that of two draws of
     * a forest: up to 0.05. If it was right, the forest in force still holds them for usual, and the difference is 0.7 and more for a
     * shift by four deviations. The challenger must win there by Z standard errors and by a tenth of the pairs, and must not
     * lose on the made-up points by Z standard errors.
     */
    /** Recent points that probes are made of. */
    static final int RECENT = 256;

    /** Points from before. */
    static final int KEPT = 256;

    private static final double Z = 3;
    private static final double LEAST_ADVANTAGE = 0.1;

    final Pairs before = new Pairs();
    final Pairs made = new Pairs();
    private final float[][] kept;
    private final float[][] recent;
    private final float[] probe;
    private long keptCount;
    private long recentCount;
    private long random;

    /** The challenger's wins less the other's: number of pairs, sum, sum of squares. */
    static final class Pairs {
        private int pairs;
        private double sum;
        private double squares;

        /** In [-1, 1]. */
        double mean() {
            return pairs == 0 ? 0 : sum / pairs;
        }

        double standardError() {
            double mean = mean();
            return pairs < 2 ? 0 : Math.sqrt(Math.max(0, squares / pairs - mean * mean) / (pairs - 1));
        }

        private void add(double difference) {
            pairs++;
            sum += difference;
            squares += difference * difference;
        }

        private void clear() {
            pairs = 0;
            sum = 0;
            squares = 0;
        }

        private void write(StateWriter out) {
            out.writeInt(pairs).writeDouble(sum).writeDouble(squares);
        }

        private void read(StateReader in) {
            pairs = in.readInt();
            sum = in.readDouble();
            squares = in.readDouble();
        }
    }

    ShadowTrial(int dimensions) {
        kept = new float[KEPT][dimensions];
        recent = new float[RECENT][dimensions];
        probe = new float[dimensions];
    }

    /** Keeps a point that nobody learns, to know later what was usual before. */
    void keep(float[] point) {
        System.arraycopy(point, 0, kept[(int) (keptCount++ % KEPT)], 0, point.length);
    }

    /** True once enough is known of what is usual. */
    boolean canStart() {
        return keptCount >= KEPT;
    }

    void start(long seed) {
        random = seed;
        before.clear();
        made.clear();
        recentCount = 0;
    }

    /** Judges anew, by the same points from before. */
    void again() {
        before.clear();
        made.clear();
    }

    /** What was before means nothing any more. */
    void forget() {
        keptCount = 0;
    }

    /** Notes a point that both forests learn. */
    void seen(float[] point) {
        System.arraycopy(point, 0, recent[(int) (recentCount++ % RECENT)], 0, point.length);
    }

    int pairs() {
        return before.pairs + made.pairs;
    }

    /** One more pair; neither forest has learnt the point. */
    void judge(RandomCutForest challenger, RandomCutForest inForce, float[] point) {
        Pairs pairs = before.pairs <= made.pairs ? before : made;
        if (pairs == before) {
            System.arraycopy(kept[next(KEPT)], 0, probe, 0, probe.length);
        } else {
            makeProbe();
        }
        pairs.add(win(challenger, point) - win(inForce, point));
    }

    /** True if the challenger is better at what was before, by a margin that counts, and not worse at what was made up. */
    boolean isWon() {
        return before.mean() > LEAST_ADVANTAGE && isBetter();
    }

    /** The same by any margin. */
    boolean isBetter() {
        return before.mean() > Z * before.standardError() && made.mean() >= -Z * made.standardError();
    }

    void write(StateWriter out) {
        out.writeLong(keptCount).writeLong(recentCount).writeLong(random);
        before.write(out);
        made.write(out);
        writePoints(kept, keptCount, out);
        writePoints(recent, recentCount, out);
    }

    void read(StateReader in) {
        keptCount = in.readLong();
        recentCount = in.readLong();
        random = in.readLong();
        before.read(in);
        made.read(in);
        readPoints(kept, keptCount, in);
        readPoints(recent, recentCount, in);
    }

    long bytes() {
        return 160 + (24L + 4L * probe.length) * (RECENT + KEPT + 1);
    }

    /** 1 if the reference is the stranger of the two, 0 if the point is. */
    private double win(RandomCutForest forest, float[] point) {
        return 0.5 + 0.5 * Math.signum(forest.score(probe) - forest.score(point));
    }

    private void makeProbe() {
        System.arraycopy(recent[next(RECENT)], 0, probe, 0, probe.length);
        int always = next(probe.length);
        for (int d = 0; d < probe.length; d++) {
            if (d == always || next(2) == 0) {
                float a = recent[next(RECENT)][d];
                float b = recent[next(RECENT)][d];
                probe[d] = (float) (a + (2 * unit() - 0.5) * ((double) b - a));
            }
        }
    }

    private int next(int bound) {
        return (int) (unit() * bound);
    }

    private double unit() {
        random += SplitMix.GAMMA;
        return SplitMix.toUnit(SplitMix.mix(random));
    }

    private static void writePoints(float[][] ring, long count, StateWriter out) {
        for (int i = 0; i < Math.min(count, ring.length); i++) {
            out.writeFloats(ring[i]);
        }
    }

    private static void readPoints(float[][] ring, long count, StateReader in) {
        if (count < 0) {
            throw new StateFormatException("STA-003 snapshot of a shadow: " + count + " points");
        }
        for (int i = 0; i < Math.min(count, ring.length); i++) {
            float[] stored = in.readFloats();
            if (stored.length != ring[i].length) {
                throw new StateFormatException("STA-003 snapshot of a shadow: a point of " + stored.length
                        + " features, expected " + ring[i].length);
            }
            System.arraycopy(stored, 0, ring[i], 0, stored.length);
        }
    }
}
