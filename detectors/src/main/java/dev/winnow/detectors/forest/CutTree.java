package dev.winnow.detectors.forest;

import java.util.Arrays;

/** One tree of random cuts over points of the shared store; mutable, primitive arrays, one owner. */
final class CutTree {
    /*
     * [1] Guha, Mishra, Roy, Schrijvers: "Robust Random Cut Forest Based Anomaly Detection on Streams", ICML 2016:
     *     definition 1 (a cut falls into a dimension in proportion to its range), algorithms 1 (delete) and 2 (insert).
     *
     * A reference is an inner node (>= 0), a leaf (~leaf, so < 0) or NONE. A node is one long: left reference (12 bits), right
     * reference (12), cut (15), cut dimension (14), row of its box (11); left holds the codes at or below the cut. So the nodes of
     * 100 trees of 256 points are 200 KB, and stay close to the processor. A leaf is one int: slot of its point, and mass
     * less one. There are no parent links: every operation knows its point, and the point knows the way down.
     *
     * A third of all nodes are pairs: both their children are leaves. A pair has no row; its box is made of the two points when it is
     * looked at, which reads fewer bytes than the row would have. Only the last node of a way can be a pair. It gets a
     * row when one of its leaves gives way to a node, and loses it when it becomes a pair again.
     *
     * Cuts lie between whole numbers, so a box of range r has r of them, all equally likely, and a point at distance e from it
     * adds e. Insertion walks up from the leaf instead of down from the root. At each node one draw among the r + e cuts
     * decides whether the point is cut off there, and the highest node where it is wins. That is the distribution of [1],
     * algorithm 2, and it ends at the first box that holds the point, which is near the leaf.
     *
     * Boxes are always the exact union of the points below, so they can be recomputed bit for bit from the points.
     */
    static final int NONE = Integer.MIN_VALUE;
    /** Largest slot that a leaf can name. */
    static final int MAX_SLOT = (1 << 21) - 1;

    static final int ROW_BITS = 11;

    /** Row of a pair. */
    static final int NO_ROW = (1 << ROW_BITS) - 1;

    private static final int LEFT_SHIFT = 52;
    private static final int RIGHT_SHIFT = 40;
    private static final int CUT_SHIFT = 25;
    private static final int DIMENSION_SHIFT = 11;
    private static final int DIMENSION = (1 << 14) - 1;
    private static final long REFERENCE = (1 << 12) - 1;

    private static final int MASS_BITS = 11;
    private static final int FIRST_LEAVES = 16;

    final Boxes boxes;

    int root = NONE;
    /** Copies of points in the tree. */
    int mass;

    long[] nodes = new long[0];
    int[] leaves = new int[0];

    private final int maxLeaves;
    private int nodesUsed;
    private int freeNode = NONE;
    private int leavesUsed;
    private int freeLeaf = NONE;

    CutTree(int dimensions, int maxLeaves) {
        this.maxLeaves = maxLeaves;
        boxes = new Boxes(dimensions);
    }

    int cutDimension(int node) {
        return dimension(nodes[node]);
    }

    /** Largest code on the left. */
    int cut(int node) {
        return (int) (nodes[node] >>> CUT_SHIFT) & FixedPoint.LARGEST;
    }

    int left(int node) {
        return left(nodes[node]);
    }

    int right(int node) {
        return right(nodes[node]);
    }

    boolean isPair(int node) {
        return row(nodes[node]) == NO_ROW;
    }

    int slot(int leaf) {
        return slotOf(leaves[leaf]);
    }

    static int slotOf(int leaf) {
        return leaf >>> MASS_BITS;
    }

    int leafMass(int leaf) {
        return (leaves[leaf] & ((1 << MASS_BITS) - 1)) + 1;
    }

    /** Copies below a reference. */
    int mass(int reference) {
        if (reference < 0) {
            return leafMass(~reference);
        }
        int row = row(nodes[reference]);
        return row == NO_ROW ? leafMass(~left(reference)) + leafMass(~right(reference)) : boxes.mass(row);
    }

    /** The way that a code of the node's dimension leads. */
    static int next(long node, int code) {
        // From the sign of cut - code, since no branch predictor can guess the way: 12 if the code is above the cut,
        // else 0.
        int aside = ((int) (node >>> CUT_SHIFT) & FixedPoint.LARGEST) - code >> 31 & LEFT_SHIFT - RIGHT_SHIFT;
        return (int) (node << aside >> LEFT_SHIFT);
    }

    static int left(long node) {
        return (int) (node >> LEFT_SHIFT);
    }

    static int right(long node) {
        return (int) (node << LEFT_SHIFT - RIGHT_SHIFT >> LEFT_SHIFT);
    }

    static int dimension(long node) {
        return (int) node >>> DIMENSION_SHIFT & DIMENSION;
    }

    /** Row of the node's box in {@link #boxes}, {@link #NO_ROW} for a pair. */
    static int row(long node) {
        return (int) node & NO_ROW;
    }

    /** As {@link Lanes#pair} of the two points below a pair. */
    long pair(long node, long[] floor, long[] ceiling, PointStore store) {
        int words = store.words();
        int left = slot(~left(node));
        int right = slot(~right(node));
        return Lanes.pair(store.points(), left * words, right * words, floor, ceiling);
    }

    /**
     * Adds one copy of the point in {@code query}, which the store has in {@code slot}.
     *
     * @param depth of the way that the point's codes lead, which stands in the selected path
     * @param neighbour leaf at its end
     * @return its leaf
     */
    int add(int slot, int depth, int neighbour, PointStore store, Query query) {
        mass++;
        if (root == NONE) {
            int leaf = newLeaf(slot);
            root = ~leaf;
            return leaf;
        }
        if (slot(neighbour) == slot) {
            addMass(depth, 1, query);
            leaves[neighbour]++;
            return neighbour;
        }

        short[] path = query.path;
        int base = query.base;
        int place = depth;
        Lanes.mirror(store.points(), slot(neighbour) * store.words(), query.leftRow);
        int placeExcess = Lanes.excess(query.exact, query.leftRow, 0);
        int offset = (int) (query.nextUnit() * placeExcess);
        int level = depth - 1;
        for (; level >= 0; level--) {
            long node = nodes[path[base + level]];
            int row = row(node);
            int excess;
            int all;
            if (row == NO_ROW) {
                long both = pair(node, query.codeWords, query.codeWords, store);
                excess = (int) both;
                all = excess + (int) (both >>> 32);
            } else {
                excess = boxes.excess(row, query.exact);
                all = excess + boxes.range(row);
            }
            if (excess == 0) {
                break;
            }
            query.excess[level] = excess;
            int drawn = (int) (query.nextUnit() * all);
            if (drawn < excess) {
                place = level;
                placeExcess = excess;
                offset = drawn;
            }
        }
        int leaf = newLeaf(slot);
        if (place == depth && depth > 0 && isPair(path[base + depth - 1])) {
            giveRow(path[base + depth - 1], store);
        }
        splice(place, place == depth ? ~neighbour : path[base + place], leaf, offset, placeExcess, store, query);
        addMass(place, 1, query);
        for (int above = level + 1; above < place; above++) {
            boxes.extend(row(nodes[path[base + above]]), query.exact, query.excess[above]);
        }
        return leaf;
    }

    /**
     * Removes one copy of the point of a leaf.
     *
     * @param depth of the way that the point's codes lead, which stands in the selected path
     * @param reached leaf at its end
     */
    void remove(int leaf, int depth, int reached, PointStore store, Query query) {
        if (root == NONE || reached != leaf) {
            throw new IllegalStateException(
                    "DET-901 detector \"rcf\": the cuts must lead from the point of leaf " + leaf
                            + " to that leaf, they led to " + (root == NONE ? "nothing" : reached)
                            + "; restore the model from its snapshot");
        }
        mass--;
        addMass(depth, -1, query);
        if (leafMass(leaf) > 1) {
            leaves[leaf]--;
            return;
        }
        leaves[leaf] = freeLeaf;
        freeLeaf = leaf;
        if (depth == 0) {
            root = NONE;
            return;
        }
        short[] path = query.path;
        int base = query.base;
        int parent = path[base + depth - 1];
        int sibling = left(parent) == ~leaf ? right(parent) : left(parent);
        relink(depth - 1, parent, sibling, query);
        free(parent);
        for (int level = depth - 2; level >= 0; level--) {
            int node = path[base + level];
            int row = row(nodes[node]);
            int before = boxes.range(row);
            int after;
            if ((left(node) & right(node)) < 0) {
                after = (int) (pair(nodes[node], query.codeWords, query.codeWords, store) >>> 32);
                boxes.free(row);
                nodes[node] |= NO_ROW;
            } else {
                after = rebuildBox(node, store, query);
            }
            // A box that lost a point is no larger than before, so with its old range it is the old box.
            if (after == before) {
                return;
            }
        }
    }

    /** Recomputes the box of a node that is no pair from its children; returns its range. */
    int rebuildBox(int node, PointStore store, Query query) {
        int left = ownRow(left(node), query.leftRow, store);
        int right = ownRow(right(node), query.rightRow, store);
        return boxes.unite(row(nodes[node]), left, query.leftRow, right, query.rightRow);
    }

    /** Recomputes the mass of a node from its children. */
    void rebuildMass(int node) {
        int row = row(nodes[node]);
        if (row != NO_ROW) {
            boxes.addMass(row, mass(left(node)) + mass(right(node)) - boxes.mass(row));
        }
    }

    /** Writes the box of a pair as {@link Boxes} would keep it; returns its range. */
    int pairRow(int node, PointStore store, long[] row) {
        int words = store.words();
        return Lanes.mirrorBoth(store.points(), slot(~left(node)) * words, slot(~right(node)) * words, row);
    }

    int range(int node, PointStore store, Query query) {
        return isPair(node) ? pairRow(node, store, query.leftRow) : boxes.range(row(nodes[node]));
    }

    int minimum(int reference, int dimension, PointStore store) {
        if (reference < 0) {
            return store.code(slot(~reference), dimension);
        }
        int row = row(nodes[reference]);
        return row == NO_ROW
                ? Math.min(
                        store.code(slot(~left(reference)), dimension), store.code(slot(~right(reference)), dimension))
                : boxes.minimum(row, dimension);
    }

    int maximum(int reference, int dimension, PointStore store) {
        if (reference < 0) {
            return store.code(slot(~reference), dimension);
        }
        int row = row(nodes[reference]);
        return row == NO_ROW
                ? Math.max(
                        store.code(slot(~left(reference)), dimension), store.code(slot(~right(reference)), dimension))
                : boxes.maximum(row, dimension);
    }

    int newLeaf(int slot) {
        int leaf;
        if (freeLeaf != NONE) {
            leaf = freeLeaf;
            freeLeaf = leaves[leaf];
        } else {
            if (leavesUsed == leaves.length) {
                grow();
            }
            leaf = leavesUsed++;
        }
        leaves[leaf] = slot << MASS_BITS;
        return leaf;
    }

    void addCopies(int leaf, int copies) {
        leaves[leaf] += copies;
    }

    /** A node without a box yet; -1 if there are {@code most} already, which can only be while a tree is rebuilt. */
    int newNode(int most) {
        int node;
        if (freeNode == NONE && nodesUsed >= most) {
            return -1;
        }
        if (freeNode != NONE) {
            node = freeNode;
            freeNode = (int) nodes[node];
        } else {
            if (nodesUsed == nodes.length) {
                grow();
            }
            node = nodesUsed++;
        }
        return node;
    }

    /** Links a new node; unless it is a pair, it gets a row, still without a box. */
    void link(int node, int cutDimension, int cut, int left, int right) {
        nodes[node] = (long) left << LEFT_SHIFT
                | (right & REFERENCE) << RIGHT_SHIFT
                | (long) cut << CUT_SHIFT
                | (long) cutDimension << DIMENSION_SHIFT
                | ((left & right) < 0 ? NO_ROW : boxes.newRow());
    }

    long bytes() {
        return 8L * nodes.length + 4L * leaves.length + boxes.bytes() + 2 * 16L + 56;
    }

    /** Puts a new node above {@code below}, which stands at depth {@code place} and at distance {@code excess}. */
    private void splice(int place, int below, int leaf, int offset, int excess, PointStore store, Query query) {
        int node = newNode(maxLeaves - 1);
        int dimension = 0;
        int length = distance(below, 0, store, query);
        int rest = offset;
        while (rest >= length) {
            rest -= length;
            length = distance(below, ++dimension, store, query);
        }
        int code = query.codes[dimension];
        boolean isLeft = code < minimum(below, dimension, store);
        int cut = rest + (isLeft ? code : maximum(below, dimension, store));
        link(node, dimension, cut, isLeft ? ~leaf : below, isLeft ? below : ~leaf);
        relink(place, below, node, query);
        if (below < 0) {
            return;
        }
        int row = row(nodes[node]);
        if (isPair(below)) {
            writePair(below, row, store);
        } else {
            boxes.copy(row(nodes[below]), row);
        }
        boxes.addMass(row, 1);
        boxes.extend(row, query.exact, excess);
    }

    /** Lets a pair become a node with a row. */
    private void giveRow(int node, PointStore store) {
        int row = boxes.newRow();
        writePair(node, row, store);
        nodes[node] = nodes[node] & ~(long) NO_ROW | row;
    }

    private void writePair(int node, int row, PointStore store) {
        int words = store.words();
        boxes.set(row, mass(node), store.points(), slot(~left(node)) * words, slot(~right(node)) * words);
    }

    /** Row of a reference that has one; of others -1, and the box is written to {@code row}. */
    private int ownRow(int reference, long[] row, PointStore store) {
        if (reference < 0) {
            Lanes.mirror(store.points(), slot(~reference) * store.words(), row);
            return -1;
        }
        if (isPair(reference)) {
            pairRow(reference, store, row);
            return -1;
        }
        return row(nodes[reference]);
    }

    private void addMass(int depth, int copies, Query query) {
        for (int level = 0; level < depth; level++) {
            int row = row(nodes[query.path[query.base + level]]);
            if (row != NO_ROW) {
                boxes.addMass(row, copies);
            }
        }
    }

    private void free(int node) {
        int row = row(nodes[node]);
        if (row != NO_ROW) {
            boxes.free(row);
        }
        nodes[node] = freeNode;
        freeNode = node;
    }

    private int distance(int reference, int dimension, PointStore store, Query query) {
        int code = query.codes[dimension];
        return Math.max(
                0, Math.max(code - maximum(reference, dimension, store), minimum(reference, dimension, store) - code));
    }

    /** Lets the link that led to {@code from}, at depth {@code level} of the path, lead to {@code to}. */
    private void relink(int level, int from, int to, Query query) {
        if (level == 0) {
            root = to;
            return;
        }
        int above = query.path[query.base + level - 1];
        int shift = left(above) == from ? LEFT_SHIFT : RIGHT_SHIFT;
        nodes[above] = nodes[above] & ~(REFERENCE << shift) | (to & REFERENCE) << shift;
    }

    private void grow() {
        int grown = Math.min(maxLeaves, Math.max(FIRST_LEAVES, 2 * leaves.length));
        leaves = Arrays.copyOf(leaves, grown);
        nodes = Arrays.copyOf(nodes, grown - 1);
    }
}
