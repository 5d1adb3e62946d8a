package dev.winnow.detectors.forest;

/** Strangeness of a point in one tree; holds only tables. */
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
     * A box that holds the point has p = 0, and so have all boxes above: the walk up ends there. And if the lowest box does not hold
     * the point, the leaf is another point, which need not be looked at.
     *
     * The way down is a chain of loads that wait for each other, so several trees go down side by side. On the way up all
     * places are known, and the processor looks ahead by itself.
     */
    private final double[] unseen;
    private final double[] log2;

    PathScore(int sampleSize) {
        unseen = new double[sampleSize + 1];
        log2 = new double[sampleSize + 1];
        double unit = StrictMath.log(2);
        for (int i = 0; i <= sampleSize; i++) {
            unseen[i] = 1.0 / (i + 1);
            log2[i] = StrictMath.log(i + 1.0) / unit;
        }
    }

    /** Score where a point is cut off at a depth, before the factor of the tree's mass. */
    double unseen(int depth) {
        return unseen[depth];
    }

    /** What all scores of a tree are multiplied by. */
    double factor(CutTree tree) {
        return log2[tree.mass];
    }

    long bytes() {
        return 8L * (unseen.length + log2.length) + 2 * 16L + 24;
    }

    /** Score in one tree that was descended, see {@link Descent}; 0 in a tree without points. Walks up to the first box that
     * holds the point, and leaves its depth plus one in {@link Query#outsideFrom} and the distances to the boxes below in
     * {@link Query#excess}.
     */
    double climb(CutTree tree, int t, PointStore store, Query query) {
        int depth = query.depths[t];
        query.isSeen = false;
        query.outsideFrom = depth;
        if (depth == 0) {
            return tree.mass == 0 ? 0 : log2[tree.mass] * leaf(tree, t, store, query);
        }
        int start = t * query.pathStride;
        short[] path = query.path;
        int[] excesses = query.excess;
        Boxes boxes = tree.boxes;
        long[] point = query.blurred;
        long[] nodes = tree.nodes;
        double score = unseen[depth];
        int level = depth - 1;
        long last = nodes[path[start + level]];
        if (CutTree.row(last) == CutTree.NO_ROW) {
            long both = query.pairs[t];
            int excess = (int) both;
            if (excess == 0) {
                query.outsideFrom = depth;
                return log2[tree.mass] * leaf(tree, t, store, query);
            }
            excesses[level] = excess;
            double p = (double) excess / ((int) (both >>> 32) + excess);
            score += p * (unseen[level] - score);
            level--;
        }
        for (; level >= 0; level--) {
            int row = CutTree.row(nodes[path[start + level]]);
            int excess = boxes.excess(row, point);
            if (excess == 0) {
                break;
            }
            excesses[level] = excess;
            double p = (double) excess / (boxes.range(row) + excess);
            score += p * (unseen[level] - score);
        }
        query.outsideFrom = level + 1;
        if (level == depth - 1) {
            score = leaf(tree, t, store, query);
        }
        return log2[tree.mass] * score;
    }

    /**
     * Looks at the pairs at the end of the ways in some trees, which {@link #climb} asks for. On its own, since nothing here waits for
     * anything before it, so the processor works at several trees at once while the points come from memory.
     */
    void lookAtPairs(CutTree[] trees, int from, int to, PointStore store, Query query) {
        int count = 0;
        int[] found = query.pairTrees;
        for (int t = from; t < to; t++) {
            found[count] = t;
            int depth = query.depths[t];
            if (depth > 0) {
                long last = trees[t].nodes[query.path[t * query.pathStride + depth - 1]];
                query.pairs[t] = last;
                count += CutTree.row(last) + 1 >>> CutTree.ROW_BITS;
            }
        }
        int words = store.words();
        long[] points = store.points();
        for (int i = 0; i < count; i++) {
            int t = found[i];
            long node = query.pairs[t];
            int[] leaves = trees[t].leaves;
            int left = CutTree.slotOf(leaves[~CutTree.left(node)]);
            int right = CutTree.slotOf(leaves[~CutTree.right(node)]);
            query.pairs[t] = Lanes.pair(points, left * words, right * words, query.floor, query.ceiling);
        }
    }

    private double leaf(CutTree tree, int t, PointStore store, Query query) {
        int depth = query.depths[t];
        int leaf = query.leaves[t];
        Lanes.mirror(store.points(), tree.slot(leaf) * store.words(), query.leftRow);
        if (Lanes.excess(query.blurred, query.leftRow, 0) != 0) {
            return unseen[depth];
        }
        query.isSeen = true;
        int copies = tree.leafMass(leaf);
        return (1 - copies / (2.0 * tree.mass)) / (depth + log2[copies]);
    }
}
