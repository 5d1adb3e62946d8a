package dev.winnow.detectors.forest;

/** The way down in all trees of a forest; stateless. */
final class Descent {
    /*
     * Each step waits for memory and nothing can be done meanwhile in the same tree. So four trees go down side by side, and where one
     * is done the next one starts. The end of a path is the only branch that cannot be predicted.
     */
    private static final int ABREAST = 4;

    private Descent() {}

    /** Follows the cuts in the trees from one up to another; leaves the ways, depths and leaves in {@code query}. */
    static void descend(CutTree[] trees, int from, int to, Query query) {
        int next = nextRooted(trees, from, to, query);
        int treeA = next;
        next = nextRooted(trees, next + 1, to, query);
        int treeB = next;
        next = nextRooted(trees, next + 1, to, query);
        int treeC = next;
        next = nextRooted(trees, next + 1, to, query);
        int treeD = next;
        if (treeD >= to) {
            for (int t = treeA; t < to; t++) {
                descend(trees[t], t, query);
            }
            return;
        }
        next = nextRooted(trees, next + 1, to, query);

        short[] path = query.path;
        int[] codes = query.codes;
        int stride = query.pathStride;
        int placeA = treeA * stride;
        int placeB = treeB * stride;
        int placeC = treeC * stride;
        int placeD = treeD * stride;
        long[] a = trees[treeA].nodes;
        long[] b = trees[treeB].nodes;
        long[] c = trees[treeC].nodes;
        long[] d = trees[treeD].nodes;
        int atA = trees[treeA].root;
        int atB = trees[treeB].root;
        int atC = trees[treeC].root;
        int atD = trees[treeD].root;
        for (; ; ) {
            path[placeA++] = (short) atA;
            long node = a[atA];
            atA = CutTree.next(node, codes[CutTree.dimension(node)]);
            if (atA < 0) {
                query.arrive(treeA, placeA, atA);
                if (next >= to) {
                    break;
                }
                treeA = next;
                placeA = treeA * stride;
                a = trees[treeA].nodes;
                atA = trees[treeA].root;
                next = nextRooted(trees, next + 1, to, query);
            }

            path[placeB++] = (short) atB;
            node = b[atB];
            atB = CutTree.next(node, codes[CutTree.dimension(node)]);
            if (atB < 0) {
                query.arrive(treeB, placeB, atB);
                if (next >= to) {
                    break;
                }
                treeB = next;
                placeB = treeB * stride;
                b = trees[treeB].nodes;
                atB = trees[treeB].root;
                next = nextRooted(trees, next + 1, to, query);
            }

            path[placeC++] = (short) atC;
            node = c[atC];
            atC = CutTree.next(node, codes[CutTree.dimension(node)]);
            if (atC < 0) {
                query.arrive(treeC, placeC, atC);
                if (next >= to) {
                    break;
                }
                treeC = next;
                placeC = treeC * stride;
                c = trees[treeC].nodes;
                atC = trees[treeC].root;
                next = nextRooted(trees, next + 1, to, query);
            }

            path[placeD++] = (short) atD;
            node = d[atD];
            atD = CutTree.next(node, codes[CutTree.dimension(node)]);
            if (atD < 0) {
                query.arrive(treeD, placeD, atD);
                if (next >= to) {
                    break;
                }
                treeD = next;
                placeD = treeD * stride;
                d = trees[treeD].nodes;
                atD = trees[treeD].root;
                next = nextRooted(trees, next + 1, to, query);
            }
        }
        finish(trees[treeA], treeA, atA, placeA, query);
        finish(trees[treeB], treeB, atB, placeB, query);
        finish(trees[treeC], treeC, atC, placeC, query);
        finish(trees[treeD], treeD, atD, placeD, query);
    }

    /**
     * Follows the cuts in some trees, for a stored point in each; a step in each by turns.
     *
     * @param chosen the trees
     * @param slots their points
     * @param open room for as many numbers
     */
    static void descend(
            CutTree[] trees, int[] chosen, int[] slots, int count, PointStore store, int[] open, Query query) {
        long[] points = store.points();
        int words = store.words();
        int opened = 0;
        for (int i = 0; i < count; i++) {
            int t = chosen[i];
            int root = trees[t].root;
            query.arrive(t, t * query.pathStride, root);
            if (root >= 0) {
                open[opened++] = i;
            }
        }
        for (int level = 1; opened > 0; level++) {
            int kept = 0;
            for (int k = 0; k < opened; k++) {
                int i = open[k];
                int t = chosen[i];
                int reference = ~query.leaves[t];
                int end = t * query.pathStride + level;
                query.path[end - 1] = (short) reference;
                long node = trees[t].nodes[reference];
                int dimension = CutTree.dimension(node);
                int code = Lanes.lane(points[slots[i] * words + dimension / Lanes.COUNT], dimension);
                int next = CutTree.next(node, code);
                query.arrive(t, end, next);
                open[kept] = i;
                kept += ~next >>> 31;
            }
            opened = kept;
        }
    }

    /** Follows the cuts in one tree for a stored point. */
    static void descend(CutTree tree, int t, PointStore store, int slot, Query query) {
        long[] points = store.points();
        int base = slot * store.words();
        int reference = tree.root;
        int end = t * query.pathStride;
        while (reference >= 0) {
            query.path[end++] = (short) reference;
            long node = tree.nodes[reference];
            int dimension = CutTree.dimension(node);
            reference = CutTree.next(node, Lanes.lane(points[base + dimension / Lanes.COUNT], dimension));
        }
        query.arrive(t, end, reference);
    }

    /** Follows the cuts in one tree. */
    static void descend(CutTree tree, int t, Query query) {
        finish(tree, t, tree.root, t * query.pathStride, query);
    }

    /** Goes on from a reference; where that is a leaf already, nothing changes. */
    private static void finish(CutTree tree, int t, int from, int place, Query query) {
        int end = tree.descend(from, query.path, place, query.codes);
        query.arrive(t, end, from < 0 ? from : tree.next(query.path[end - 1], query.codes));
    }

    /** The first tree from {@code t} on with an inner node, {@code to} for none; in those before it the way is no step long. */
    private static int nextRooted(CutTree[] trees, int t, int to, Query query) {
        int next = t;
        while (next < to && trees[next].root < 0) {
            query.arrive(next, next * query.pathStride, trees[next].root);
            next++;
        }
        return next;
    }
}
