package dev.winnow.detectors.forest;

/** Strangeness of a point in one tree, whole and split over the dimensions; holds only tables and scratch. */
final class PathScore {
    /*
     * [1] Guha, Mishra, Roy, Schrijvers, ICML 2016. [2] The scoring of Amazon's open-source library of that paper
     *     (randomcutforest-core 4.x): what follows is the same quantity in another order of evaluation; the oracle test compares.
     *
     * Let a random cut be drawn in the box of a node, extended by the point. With probability p = excess / (range + excess) it
     * falls between the box and the point; then the point would have hung there, at this depth, and 1 / (depth + 1) is how
     * strange that is. Otherwise the walk goes on. So from the leaf upwards
     *
     *     s(leaf) = 1 / (depth + 1), or for a known point (1 - copies / 2 mass) / (depth + log2(copies + 1))
     *     s(node) = p / (depth + 1) + (1 - p) s(child),      tree's score = log2(mass + 1) s(root)
     *
     * The factors (1 - p) are the survival product: without it a point outside every box in every dimension looks common.
     * A box that holds the point has p = 0, and so have all boxes above: the walk up ends there. The dimensions
     * outside a box are among those outside the box below it, so each look is at fewer dimensions than the one before.
     */
    private final double[] unseen;
    private final double[] log2;
    private final int dimensions;

    PathScore(int dimensions, int sampleSize) {
        this.dimensions = dimensions;
        unseen = new double[sampleSize + 1];
        log2 = new double[sampleSize + 1];
        double unit = StrictMath.log(2);
        for (int i = 0; i <= sampleSize; i++) {
            unseen[i] = 1.0 / (i + 1);
            log2[i] = StrictMath.log(i + 1.0) / unit;
        }
    }

    /**
     * Sum of the scores in the trees from {@code from} to {@code to}, at most {@link Query#LANES}; leaves the number of trees that
     * hold a point in {@link Query#voters}.
     */
    double score(CutTree[] trees, int from, int to, PointStore store, Query query) {
        descend(trees, from, to, query);
        climb(trees, from, to, store, query);
        double sum = 0;
        for (int lane = 0; lane < to - from; lane++) {
            sum += query.laneScore[lane];
        }
        return sum;
    }

    /** The same sum, bit for bit; adds its parts to {@code high} and {@code low}. */
    double attribute(CutTree[] trees, int from, int to, PointStore store, Query query, double[] high, double[] low) {
        double sum = score(trees, from, to, store, query);
        for (int t = from; t < to; t++) {
            if (trees[t].mass == 0) {
                continue;
            }
            if (query.laneOutside[t - from] < 0) {
                attributeSeen(trees[t], store, query, t - from, high, low);
            } else {
                attributeUnseen(trees[t], store, query, t - from, high, low);
            }
        }
        return sum;
    }

    long bytes() {
        return 8L * (unseen.length + log2.length) + 2 * 16L + 32;
    }

    /** Follows the cuts in several trees, a step in each by turns: each step waits for memory, and the waits overlap. */
    private void descend(CutTree[] trees, int from, int to, Query query) {
        int[] open = query.openLanes;
        int[] references = query.laneReference;
        float[] point = query.point;
        int opened = 0;
        query.voters = 0;
        for (int t = from; t < to; t++) {
            int root = trees[t].root;
            references[t - from] = root;
            query.laneDepth[t - from] = 0;
            query.voters += root == CutTree.NONE ? 0 : 1;
            if (root >= 0) {
                open[opened++] = t - from;
            }
        }
        for (int level = 0; opened > 0; level++) {
            int kept = 0;
            for (int i = 0; i < opened; i++) {
                int lane = open[i];
                int[] n = trees[from + lane].nodes;
                int reference = references[lane];
                int base = reference * CutTree.STRIDE;
                query.path[lane * query.maxDepth + level] = reference;
                float ahead = Float.intBitsToFloat(n[base + CutTree.CUT_VALUE]) - point[n[base]];
                int next = n[base + CutTree.LEFT + (Float.floatToRawIntBits(ahead) >>> 31)];
                references[lane] = next;
                query.laneDepth[lane] = level + 1;
                open[kept] = lane;
                kept += ~next >>> 31;
            }
            opened = kept;
        }
    }

    /**
     * Walks up in several trees, a box in each by turns, to the first boxes that hold the point. How much there is to look at in a
     * box depends on the box below; by turns it is known long before it is needed.
     *
     * <p>Leaves the scores in {@link Query#laneScore}; in {@link Query#laneLevel} the depth below which boxes do not hold the
     * point; in {@link Query#laneOutside} -1 where the leaf's point is the point.
     */
    private void climb(CutTree[] trees, int from, int to, PointStore store, Query query) {
        int[] open = query.openLanes;
        int[] levels = query.laneLevel;
        int[] outside = query.laneOutside;
        double[] scores = query.laneScore;
        int opened = 0;
        for (int lane = 0; lane < to - from; lane++) {
            CutTree tree = trees[from + lane];
            int depth = query.laneDepth[lane];
            levels[lane] = depth;
            outside[lane] = dimensions;
            scores[lane] = 0;
            if (tree.mass == 0) {
                continue;
            }
            int leaf = ~query.laneReference[lane];
            if (isLeafPoint(tree, leaf, store, query)) {
                outside[lane] = -1;
                scores[lane] = log2[tree.mass] * seen(tree, leaf, depth);
            } else {
                scores[lane] = log2[tree.mass] * unseen[depth];
                if (depth > 0) {
                    open[opened++] = lane;
                }
            }
        }
        for (boolean isFirst = true; opened > 0; isFirst = false) {
            int kept = 0;
            for (int i = 0; i < opened; i++) {
                int lane = open[i];
                CutTree tree = trees[from + lane];
                int level = levels[lane] - 1;
                int place = lane * query.maxDepth + level;
                int node = query.path[place];
                double excess = isFirst
                        ? tree.excess(node, query.floor, query.ceiling, query, lane * dimensions)
                        : tree.excess(node, query.floor, query.ceiling, query, lane * dimensions, outside[lane]);
                int found = query.found;
                outside[lane] = found;
                query.outsideCount[place] = found;
                query.excess[place] = excess;
                // Inside the box the excess is 0, and the score stays as it is.
                double p = excess / (tree.ranges[node] + excess);
                scores[lane] = p * (log2[tree.mass] * unseen[level]) + (1 - p) * scores[lane];
                int isOutside = -found >>> 31;
                levels[lane] = level + 1 - isOutside;
                open[kept] = lane;
                kept += isOutside & (-level >>> 31);
            }
            opened = kept;
        }
    }

    /** True if no value is further from the leaf's than the resolution. */
    private boolean isLeafPoint(CutTree tree, int leaf, PointStore store, Query query) {
        float[] values = store.values();
        int base = tree.leafSlot[leaf] * dimensions;
        for (int d = 0; d < dimensions; d++) {
            float value = values[base + d];
            if (query.floor[d] > value || query.ceiling[d] < value) {
                return false;
            }
        }
        return true;
    }

    private double seen(CutTree tree, int leaf, int depth) {
        int copies = tree.leafMass[leaf];
        return (1 - copies / (2.0 * tree.mass)) / (depth + log2[copies]);
    }

    /** Goes down again from the uppermost box that does not hold the point, now knowing each chance to get there. */
    private void attributeUnseen(CutTree tree, PointStore store, Query query, int lane, double[] high, double[] low) {
        int depth = query.laneDepth[lane];
        double survival = log2[tree.mass];
        for (int level = query.laneLevel[lane]; level < depth; level++) {
            int place = lane * query.maxDepth + level;
            double excess = query.excess[place];
            double p = excess / (tree.ranges[query.path[place]] + excess);
            spread(tree, query, lane, level, survival * p * unseen[level] / excess, high, low);
            survival *= 1 - p;
        }
        spreadLeaf(tree, ~query.laneReference[lane], store, query, survival * unseen[depth], high, low);
    }

    private void spread(CutTree tree, Query query, int lane, int level, double weight, double[] high, double[] low) {
        float[] b = tree.boxes;
        int place = lane * query.maxDepth + level;
        int base = query.path[place] * 2 * dimensions;
        int start = lane * dimensions;
        int end = start + query.outsideCount[place];
        for (int i = start; i < end; i++) {
            int d = query.outside[i];
            high[d] += weight * positive(query.floor[d] - b[base + 2 * d + 1]);
            low[d] += weight * positive(b[base + 2 * d] - query.ceiling[d]);
        }
    }

    private void spreadLeaf(
            CutTree tree, int leaf, PointStore store, Query query, double part, double[] high, double[] low) {
        float[] values = store.values();
        int base = tree.leafSlot[leaf] * dimensions;
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            float value = values[base + d];
            sum += positive(query.floor[d] - value) + positive(value - query.ceiling[d]);
        }
        double weight = part / sum;
        for (int d = 0; d < dimensions; d++) {
            float value = values[base + d];
            high[d] += weight * positive(query.floor[d] - value);
            low[d] += weight * positive(value - query.ceiling[d]);
        }
    }

    /** The larger of the value and 0, without a branch. */
    private static double positive(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return Double.longBitsToDouble(bits & ~(bits >> 63));
    }

    /**
     * A known point is outside no box. What sets it apart is where it stands against the box beside its leaf: at least the cut
     * between the two keeps them apart, whatever the tolerance. A tree of one point says nothing about directions: equal shares.
     */
    private void attributeSeen(CutTree tree, PointStore store, Query query, int lane, double[] high, double[] low) {
        double score = query.laneScore[lane];
        int depth = query.laneDepth[lane];
        if (depth == 0) {
            double share = score / (2.0 * dimensions);
            for (int d = 0; d < dimensions; d++) {
                high[d] += share;
                low[d] += share;
            }
            return;
        }
        int parent = query.path[lane * query.maxDepth + depth - 1] * CutTree.STRIDE;
        int left = tree.nodes[parent + CutTree.LEFT];
        int sibling = left == query.laneReference[lane] ? tree.nodes[parent + CutTree.RIGHT] : left;
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum += Math.max(0, query.exact[d] - tree.maximum(sibling, d, store));
            sum += Math.max(0, tree.minimum(sibling, d, store) - query.exact[d]);
        }
        double weight = score / sum;
        for (int d = 0; d < dimensions; d++) {
            high[d] += weight * Math.max(0, query.exact[d] - tree.maximum(sibling, d, store));
            low[d] += weight * Math.max(0, tree.minimum(sibling, d, store) - query.exact[d]);
        }
    }
}
