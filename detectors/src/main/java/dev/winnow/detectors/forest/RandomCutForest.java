package dev.winnow.detectors.forest;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.hash.SplitMix;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/**
 * Random cut forest over a decaying sample of a stream. Mutable, primitive arrays, no allocation per score or update; not
 * thread-safe: one owner, also for scoring, which uses scratch space.
 *
 * <p>A score around 1 is usual; log2(sampleSize + 1) would be a point that every cut sets apart. Values that
 * differ by at most {@link RandomCutForestConfig#resolution} count as equal when scoring.
 *
 * <p>Coordinates are kept in steps of 1/256 of a scaled unit up to 32 units from 0, and coarser beyond: 50 and 100 units are apart, 1,000
 * and 1,001 are not. Points that are equal in these steps are one point. Scale what comes in.
 *
 * <p>Cost: a score walks one path in each tree; an update enters only the trees whose sample takes the point, at steady state and
 * default decay about a tenth of them.
 */
public final class RandomCutForest implements Detector {
    /*
     * Guha, Mishra, Roy, Schrijvers: "Robust Random Cut Forest Based Anomaly Detection on Streams", ICML 2016. Cuts and
     * boxes are CutTree's business, samples Reservoir's, points PointStore's, the score PathScore's, bytes ForestState's.
     *
     * Whether a tree takes a point is decided before the tree is touched, mostly without a logarithm: a sampling key is
     * ln(-ln(1 - v)) - decay * update for a uniform v, and -ln(1 - v) >= v. So a v of at least e^(top key + decay * update) is
     * refused. The bound holds for the rest of a block of updates and carries a slack for rounding. It only spares
     * the exact comparison, so a bound that is too high, as after a restore or once the top key has fallen, changes nothing.
     */
    static final int MAX_DIMENSIONS = 10_000;

    private static final int BLOCK = 64;
    private static final double SLACK = 1 + 1e-6;

    final RandomCutForestConfig config;
    final PointStore store;
    final CutTree[] trees;
    final Reservoir[] reservoirs;
    /** State of each tree's generator. */
    final long[] random;

    final long hashSeed;
    long updates;
    /** Trees that hold a point. */
    int voters;

    /** From this uniform number on a tree refuses the point unseen. */
    private final double[] refuseFrom;

    private final PathScore pathScore;
    private final PathAttribution attribution;
    private final Intake intake;
    final Query query;

    RandomCutForest(RandomCutForestConfig config, int dimensions, long hashSeed) {
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw new IllegalArgumentException("DET-004 detector \"rcf\": dimensions must be between 1 and "
                    + MAX_DIMENSIONS + ", was " + dimensions + "; reduce the feature set");
        }
        this.config = config;
        this.hashSeed = hashSeed;
        store = new PointStore(dimensions, hashSeed);
        trees = new CutTree[config.trees()];
        reservoirs = new Reservoir[config.trees()];
        for (int t = 0; t < trees.length; t++) {
            trees[t] = new CutTree(dimensions, config.sampleSize());
            reservoirs[t] = new Reservoir(config.sampleSize());
        }
        random = new long[trees.length];
        refuseFrom = new double[trees.length];
        Arrays.fill(refuseFrom, Double.POSITIVE_INFINITY);
        pathScore = new PathScore(config.sampleSize());
        attribution = new PathAttribution(pathScore);
        query = new Query(dimensions, config);
        intake = new Intake(config.trees());
    }

    /**
     * An empty forest.
     *
     * @param dimensions width of the points, 1 to 10,000
     * @param seed of all randomness: the same seed and stream give the same scores bit for bit
     * @throws IllegalArgumentException DET-004 if the width is out of range
     */
    public static RandomCutForest create(RandomCutForestConfig config, int dimensions, long seed) {
        long state = SplitMix.mix(seed + SplitMix.GAMMA);
        RandomCutForest forest = new RandomCutForest(config, dimensions, state);
        for (int t = 0; t < forest.random.length; t++) {
            state += SplitMix.GAMMA;
            forest.random[t] = SplitMix.mix(state);
        }
        return forest;
    }

    /**
     * The forest that {@link #snapshot} wrote; it continues bit for bit.
     *
     * @throws dev.winnow.detectors.snapshot.StateFormatException STA-001 for another version, STA-002 for lengths that do not
     *     fit, STA-003 for content that contradicts itself
     */
    public static RandomCutForest restore(StateReader in) {
        RandomCutForest forest = ForestState.read(in);
        forest.refreshBounds();
        return forest;
    }

    @Override
    public String name() {
        return "rcf";
    }

    @Override
    public int dimensions() {
        return store.dimensions();
    }

    public RandomCutForestConfig config() {
        return config;
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public boolean isWarm() {
        return updates >= config.outputAfter() && store.size() > 0;
    }

    /** {@inheritDoc} An empty forest scores 0. */
    @Override
    public double score(float[] point) {
        query.load(point);
        Descent.descend(trees, 0, trees.length, query);
        pathScore.lookAtPairs(trees, 0, trees.length, store, query);
        double sum = 0;
        for (int t = 0; t < trees.length; t++) {
            sum += pathScore.climb(trees[t], t, store, query);
        }
        return voters == 0 ? 0 : sum / voters;
    }

    /** Takes a point for {@link #scoreTrees}; any other call on this forest takes its place. */
    void load(float[] point) {
        query.load(point);
    }

    /** Whether every tree holds a point, and enough were seen for a score. */
    boolean isComplete() {
        return voters == trees.length && isWarm();
    }

    /**
     * Scores of the loaded point in the trees from one up to another, 0 in a tree without points.
     *
     * @param scores receives them one after the other
     * @param at where the first goes
     */
    void scoreTrees(int from, int to, double[] scores, int at) {
        Descent.descend(trees, from, to, query);
        pathScore.lookAtPairs(trees, from, to, store, query);
        for (int t = from; t < to; t++) {
            scores[at + t - from] = pathScore.climb(trees[t], t, store, query);
        }
    }

    /** Goes down in all trees for a point, for {@link #attributeTree}; any other call on this forest takes its place. */
    void descend(float[] point) {
        query.load(point);
        Descent.descend(trees, 0, trees.length, query);
        pathScore.lookAtPairs(trees, 0, trees.length, store, query);
    }

    /** Score in one tree of the point that was last gone down for, and its parts, which are overwritten; 0 in a tree without points. */
    double attributeTree(int tree, double[] high, double[] low) {
        Arrays.fill(query.parts, 0);
        double score = attribution.climb(trees[tree], tree, store, query);
        attribution.collect(query, 1, high, low);
        return score;
    }

    @Override
    public void attribute(float[] point, double[] high, double[] low) {
        scoreAndAttribute(point, high, low);
    }

    /**
     * Score and attribution in one walk; both are what {@link #score} and {@link #attribute} give, bit for bit.
     *
     * @param high receives the part due to values above the boxes; overwritten
     * @param low receives the part due to values below the boxes; overwritten
     * @return the score
     * @throws IllegalArgumentException DET-002 if a length is wrong, DET-003 if a value is not finite
     */
    public double scoreAndAttribute(float[] point, double[] high, double[] low) {
        query.load(point);
        if (high.length != dimensions() || low.length != dimensions()) {
            throw new IllegalArgumentException("DET-002 detector \"rcf\": expected room for " + dimensions()
                    + " parts, got " + high.length + " high and " + low.length + " low");
        }
        Arrays.fill(query.parts, 0);
        Descent.descend(trees, 0, trees.length, query);
        pathScore.lookAtPairs(trees, 0, trees.length, store, query);
        double sum = 0;
        for (int t = 0; t < trees.length; t++) {
            sum += attribution.climb(trees[t], t, store, query);
        }
        attribution.collect(query, voters, high, low);
        return voters == 0 ? 0 : sum / voters;
    }

    @Override
    public void update(float[] point) {
        query.load(point);
        if (updates % BLOCK == 0) {
            refreshBounds();
        }
        int slot = store.find(query.exact);
        if (slot >= 0) {
            store.retain(slot);
        }
        int taking = 0;
        for (int t = 0; t < trees.length; t++) {
            random[t] += SplitMix.GAMMA;
            double v = SplitMix.toUnit(SplitMix.mix(random[t]));
            if (v < refuseFrom[t] && admits(t, v, taking)) {
                intake.trees[taking++] = t;
            }
        }
        if (taking > 0) {
            makeRoom(taking);
            slot = slot >= 0 ? slot : store.add(query.exact);
            take(taking, slot);
        }
        if (slot >= 0) {
            store.release(slot);
        }
        updates++;
    }

    /** Number of distinct points that at least one tree holds. */
    public int livePoints() {
        return store.size();
    }

    @Override
    public void snapshot(StateWriter out) {
        ForestState.write(this, out);
    }

    @Override
    public long liveBytes() {
        long bytes = store.bytes() + query.bytes() + pathScore.bytes() + intake.bytes() + 24L * trees.length + 256;
        for (int t = 0; t < trees.length; t++) {
            bytes += trees[t].bytes() + reservoirs[t].bytes();
        }
        return bytes;
    }

    /** Throws if a box, mass, link, reference count or sample contradicts another; for tests and after a suspect restore. */
    void checkInvariants() {
        ForestInvariants.check(this);
    }

    /** Lets a tree's sample decide; notes the key of the point, and the leaf that must go for it. */
    private boolean admits(int t, double v, int place) {
        Reservoir reservoir = reservoirs[t];
        double key = StrictMath.log(-StrictMath.log1p(-v)) - updates * config.timeDecay();
        boolean isFilling = false;
        if (!reservoir.isFull()) {
            random[t] += SplitMix.GAMMA;
            isFilling = SplitMix.toUnit(SplitMix.mix(random[t])) < fillProbability(reservoir.fill());
        }
        if (!isFilling && key >= reservoir.topKey()) {
            return false;
        }
        intake.keys[place] = key;
        intake.victims[place] = isFilling ? Intake.NOBODY : reservoir.topLeaf();
        return true;
    }

    /** Removes the copies that must go, one in each tree that is full. */
    private void makeRoom(int taking) {
        int leaving = 0;
        for (int i = 0; i < taking; i++) {
            if (intake.victims[i] != Intake.NOBODY) {
                int t = intake.trees[i];
                intake.leavingTrees[leaving] = t;
                intake.slots[leaving++] = trees[t].slot(intake.victims[i]);
            }
        }
        Descent.descend(trees, intake.leavingTrees, intake.slots, leaving, store, query);
        for (int i = 0; i < leaving; i++) {
            int t = intake.leavingTrees[i];
            query.select(t);
            trees[t].remove(reservoirs[t].topLeaf(), query.depths[t], query.leaves[t], store, query);
            reservoirs[t].pop();
            voters -= trees[t].mass == 0 ? 1 : 0;
            store.release(intake.slots[i]);
        }
    }

    /** Adds the point in {@code query} and {@code slot} to the trees that take it. */
    private void take(int taking, int slot) {
        Arrays.fill(intake.slots, 0, taking, slot);
        Descent.descend(trees, intake.trees, intake.slots, taking, store, query);
        for (int i = 0; i < taking; i++) {
            int t = intake.trees[i];
            store.retain(slot);
            voters += trees[t].mass == 0 ? 1 : 0;
            query.select(t);
            query.random = random[t];
            int leaf = trees[t].add(slot, query.depths[t], query.leaves[t], store, query);
            random[t] = query.random;
            reservoirs[t].push(Reservoir.entry(intake.keys[i], leaf));
        }
    }

    private double fillProbability(double fill) {
        double always = config.initialAcceptFraction();
        return fill < always || always >= 1 ? 1 : 1 - (fill - always) / (1 - always);
    }

    private void refreshBounds() {
        for (int t = 0; t < trees.length; t++) {
            refreshBound(t);
        }
    }

    private void refreshBound(int t) {
        long lastOfBlock = updates - updates % BLOCK + BLOCK - 1;
        refuseFrom[t] = reservoirs[t].isFull()
                ? SLACK * StrictMath.exp(reservoirs[t].topKey() + lastOfBlock * config.timeDecay())
                : Double.POSITIVE_INFINITY;
    }
}
