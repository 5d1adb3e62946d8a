package dev.winnow.detectors.forest;

/** Displacement that a point would cause in one tree if it were inserted; stateless. */
final class Displacement {
    /*
     * [1] Guha, Mishra, Roy, Schrijvers, ICML 2016, definition 4 (collusive displacement).
     *
     * Were the point cut off above a node of mass m, it would displace m points by itself, and every subtree S on the way up, which it
     * would be part of, displaces |sibling of S| / (|S| + 1). The largest of these ratios is the displacement. Where the point is cut
     * off is random, with probability excess / (range + excess) at each box it reaches; here the expectation over that cut is
     * taken in closed form, where [1] inserts once. So nothing is changed, and the ratios grow with the distance for as long as a
     * higher cut becomes more likely.
     */
    private Displacement() {}

    /** Expected displacement, at least 0 and at most the mass of the tree. */
    static double of(CutTree tree, int t, PointStore store, Query query) {
        if (tree.mass == 0) {
            return 0;
        }
        Descent.descend(tree, t, query);
        int depth = query.depths[t];
        int leaf = query.leaves[t];
        int start = t * query.pathStride;
        double expected = 0;
        double survival = 1;
        double largest = 0;
        int above = tree.mass;
        for (int level = 0; level < depth; level++) {
            int node = query.path[start + level];
            int mass = tree.mass(node);
            largest = Math.max(largest, ratio(above, mass));
            int excess = tree.excess(node, store, query);
            double p = excess == 0 ? 0 : (double) excess / (tree.range(node, store, query) + excess);
            expected += survival * p * Math.max(mass, largest);
            survival -= survival * p;
            above = mass;
        }
        int copies = tree.leafMass(leaf);
        largest = Math.max(largest, ratio(above, copies));
        Lanes.mirror(store.points(), tree.slot(leaf) * store.words(), query.leftRow);
        boolean isSeen = Lanes.excess(query.blurred, query.leftRow, 0) == 0;
        return expected + survival * (isSeen ? largest : Math.max(copies, largest));
    }

    /** What a subtree displaces once the point is in it, given the mass of the tree above that it is part of. */
    private static double ratio(int above, int mass) {
        return (double) (above - mass) / (mass + 1);
    }
}
