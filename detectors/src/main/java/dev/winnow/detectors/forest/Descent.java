package dev.winnow.detectors.forest;

/** The way down in many trees of a forest; stateless. */
final class Descent {
    /*
     * Each step waits for memory, and nothing can be done meanwhile in the same tree. So all trees take one step, then all the next, and
     * those that have arrived are left out without a branch: when a way ends nothing can foretell.
     */
    private Descent() {}

    /** Follows the cuts in the trees from one up to another; leaves the ways, depths and leaves in {@code query}. */
    static void descend(CutTree[] trees, int from, int to, Query query) {
        short[] path = query.path;
        int[] codes = query.codes;
        int[] depths = query.depths;
        int[] leaves = query.leaves;
        int[] open = query.open;
        int stride = query.pathStride;
        int opened = 0;
        for (int t = from; t < to; t++) {
            int root = trees[t].root;
            depths[t] = 0;
            leaves[t] = ~root;
            open[opened] = t;
            opened += ~root >>> 31;
        }
        for (int level = 0; opened > 0; level++) {
            if (level == stride) {
                query.deepen();
                path = query.path;
                stride = query.pathStride;
            }
            int kept = 0;
            for (int k = 0; k < opened; k++) {
                int t = open[k];
                int reference = ~leaves[t];
                path[t * stride + level] = (short) reference;
                long node = trees[t].nodes[reference];
                int next = CutTree.next(node, codes[CutTree.dimension(node)]);
                depths[t] = level + 1;
                leaves[t] = ~next;
                open[kept] = t;
                kept += ~next >>> 31;
            }
            opened = kept;
        }
    }

    /**
     * Follows the cuts in some trees, for a stored point in each.
     *
     * @param chosen the trees
     * @param slots their points
     */
    static void descend(CutTree[] trees, int[] chosen, int[] slots, int count, PointStore store, Query query) {
        long[] points = store.points();
        int words = store.words();
        int[] open = query.open;
        int opened = 0;
        for (int i = 0; i < count; i++) {
            int t = chosen[i];
            int root = trees[t].root;
            query.depths[t] = 0;
            query.leaves[t] = ~root;
            open[opened] = i;
            opened += ~root >>> 31;
        }
        for (int level = 0; opened > 0; level++) {
            if (level == query.pathStride) {
                query.deepen();
            }
            int kept = 0;
            for (int k = 0; k < opened; k++) {
                int i = open[k];
                int t = chosen[i];
                int reference = ~query.leaves[t];
                query.path[t * query.pathStride + level] = (short) reference;
                long node = trees[t].nodes[reference];
                int dimension = CutTree.dimension(node);
                int code = Lanes.lane(points[slots[i] * words + dimension / Lanes.COUNT], dimension);
                int next = CutTree.next(node, code);
                query.depths[t] = level + 1;
                query.leaves[t] = ~next;
                open[kept] = i;
                kept += ~next >>> 31;
            }
            opened = kept;
        }
    }
}
