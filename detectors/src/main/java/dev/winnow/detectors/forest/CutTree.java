package dev.winnow.detectors.forest;

import java.util.Arrays;

/** One tree of random cuts over points of the shared store; mutable, primitive arrays, one owner. */
final class CutTree {
    /*
     * [1] Guha, Mishra, Roy, Schrijvers: "Robust Random Cut Forest Based Anomaly Detection on Streams", ICML 2016:
     *     definition 1 (a cut falls into a dimension in proportion to its range), algorithms 1 (delete) and 2 (insert).
     *
     * A reference is an inner node (>= 0), a leaf (~leaf, so < 0) or NONE. A node is four ints side by side: cut dimension,
     * cut value (float bits), left, right; left holds the values at or below the cut. Its box is 2 * dimensions floats,
     * minimum and maximum of a dimension side by side, because walks look at a few dimensions of a box. There are no
     * parent links: every operation knows its point, and the point knows the way down.
     *
     * Insertion walks up from the leaf instead of down from the root. At each node one number decides whether a cut of the box
     * extended by the point separates the point, and the highest node where it does wins. That is the distribution of [1],
     * algorithm 2, and it ends at the first box that holds the point, which is near the leaf.
     *
     * Boxes are always the exact union of the points below, and the range of a box is always summed in one order,
     * so both can be recomputed bit for bit from the points.
     */
    static final int NONE = Integer.MIN_VALUE;
    static final int STRIDE = 4;
    static final int CUT_VALUE = 1;
    static final int LEFT = 2;
    static final int RIGHT = 3;

    private static final int FIRST_LEAVES = 16;

    private final int dimensions;
    private final int maxLeaves;

    int root = NONE;
    /** Copies of points in the tree. */
    int mass;

    int[] nodes;
    float[] boxes;
    /** Sum over the dimensions of maximum less minimum, by node. */
    double[] ranges;

    int[] leafSlot;
    int[] leafMass;

    private int nodesUsed;
    private int freeNode = NONE;
    private int leavesUsed;
    private int freeLeaf = NONE;

    CutTree(int dimensions, int maxLeaves) {
        this.dimensions = dimensions;
        this.maxLeaves = maxLeaves;
        leafSlot = new int[0];
        leafMass = new int[0];
        nodes = new int[0];
        boxes = new float[0];
        ranges = new double[0];
    }

    /** Follows the cuts; leaves the way in {@link Query#path} and returns the depth, or -1 in an empty tree. */
    int descend(Query query) {
        int reference = root;
        if (reference == NONE) {
            return -1;
        }
        int[] n = nodes;
        int[] path = query.path;
        float[] point = query.point;
        int depth = 0;
        while (reference >= 0) {
            path[depth++] = reference;
            int base = reference * STRIDE;
            // The sign of cut - value, since no branch predictor can guess the way: 1 if the value is above the cut.
            float ahead = Float.intBitsToFloat(n[base + CUT_VALUE]) - point[n[base]];
            reference = n[base + LEFT + (Float.floatToRawIntBits(ahead) >>> 31)];
        }
        query.leaf = ~reference;
        return depth;
    }

    /**
     * Looks at {@code count} dimensions in {@link Query#outside}, from {@code start} on, and moves those outside the box to the front, in
     * their order. Leaves their number in {@link Query#found}.
     *
     * @param floor what must exceed the maximum to be above the box
     * @param ceiling what must be under the minimum to be below the box
     * @return summed distance to the box; 0 exactly if nothing is outside
     */
    double excess(int node, double[] floor, double[] ceiling, Query query, int start, int count) {
        float[] b = boxes;
        int[] outside = query.outside;
        int base = node * 2 * dimensions;
        double sum = 0;
        int found = start;
        for (int i = start; i < start + count; i++) {
            int d = outside[i];
            // Without branches, as they could not be predicted: a negative difference becomes 0; at most one is
            // positive.
            long above = Double.doubleToRawLongBits(floor[d] - b[base + 2 * d + 1]);
            long below = Double.doubleToRawLongBits(b[base + 2 * d] - ceiling[d]);
            long distance = (above & ~(above >> 63)) | (below & ~(below >> 63));
            sum += Double.longBitsToDouble(distance);
            outside[i] = outside[found];
            outside[found] = d;
            found += (int) (-distance >>> 63);
        }
        query.found = found - start;
        return sum;
    }

    /** The same over all dimensions, in order, whatever stands in {@link Query#outside}. */
    double excess(int node, double[] floor, double[] ceiling, Query query, int start) {
        float[] b = boxes;
        int[] outside = query.outside;
        int base = node * 2 * dimensions;
        double sum = 0;
        int found = start;
        for (int d = 0; d < floor.length; d++) {
            long above = Double.doubleToRawLongBits(floor[d] - b[base + 2 * d + 1]);
            long below = Double.doubleToRawLongBits(b[base + 2 * d] - ceiling[d]);
            long distance = (above & ~(above >> 63)) | (below & ~(below >> 63));
            sum += Double.longBitsToDouble(distance);
            outside[found] = d;
            found += (int) (-distance >>> 63);
        }
        query.found = found - start;
        return sum;
    }

    /** Adds one copy of the point in {@code query}, which the store has in {@code slot}; returns its leaf. */
    int add(int slot, PointStore store, Query query) {
        mass++;
        int depth = descend(query);
        if (depth < 0) {
            int leaf = newLeaf(slot);
            root = ~leaf;
            return leaf;
        }
        int neighbour = query.leaf;
        if (leafSlot[neighbour] == slot) {
            leafMass[neighbour]++;
            return neighbour;
        }

        query.allOutside();
        double leafExcess = leafExcess(leafSlot[neighbour], store, query);
        int place = depth;
        chooseCut(leafExcess * query.nextUnit(), ~neighbour, store, query);
        int lowestInside = -1;
        int count = query.found;
        for (int level = depth - 1; level >= 0; level--) {
            int node = query.path[level];
            double excess = excess(node, query.exact, query.exact, query, 0, count);
            if (excess == 0) {
                lowestInside = level;
                break;
            }
            count = query.found;
            query.outsideCount[level] = count;
            double offset = query.nextUnit() * (ranges[node] + excess);
            if (offset < excess) {
                place = level;
                chooseCut(offset, node, store, query);
            }
        }
        int leaf = newLeaf(slot);
        splice(place, place == depth ? ~neighbour : query.path[place], ~leaf, store, query);
        for (int level = place - 1; level > lowestInside; level--) {
            extend(query.path[level], query, query.outsideCount[level]);
        }
        return leaf;
    }

    /** Removes one copy of the point of a leaf; the query is overwritten by that point. */
    void remove(int leaf, PointStore store, Query query) {
        query.loadStored(store, leafSlot[leaf]);
        int depth = descend(query);
        if (depth < 0 || query.leaf != leaf) {
            throw new IllegalStateException(
                    "DET-901 detector \"rcf\": the cuts must lead from the point of leaf " + leaf
                            + " to that leaf, they led to " + (depth < 0 ? "nothing" : query.leaf)
                            + "; restore the model from its snapshot");
        }
        mass--;
        if (--leafMass[leaf] > 0) {
            return;
        }
        leafSlot[leaf] = freeLeaf;
        freeLeaf = leaf;
        if (depth == 0) {
            root = NONE;
            return;
        }
        int parent = query.path[depth - 1];
        int sibling = nodes[parent * STRIDE + (nodes[parent * STRIDE + LEFT] == ~leaf ? RIGHT : LEFT)];
        relink(depth - 1, parent, sibling, query);
        nodes[parent * STRIDE + LEFT] = freeNode;
        freeNode = parent;
        query.allOutside();
        query.found = dimensions;
        for (int level = depth - 2; level >= 0; level--) {
            if (!shrink(query.path[level], store, query)) {
                return;
            }
        }
    }

    /** Recomputes the box of a node from its children; used where a tree is rebuilt. */
    void rebuildBox(int node, PointStore store) {
        int base = node * 2 * dimensions;
        int left = nodes[node * STRIDE + LEFT];
        int right = nodes[node * STRIDE + RIGHT];
        for (int d = 0; d < dimensions; d++) {
            boxes[base + 2 * d] = Math.min(minimum(left, d, store), minimum(right, d, store));
            boxes[base + 2 * d + 1] = Math.max(maximum(left, d, store), maximum(right, d, store));
        }
        ranges[node] = range(boxes, base, dimensions);
    }

    float minimum(int reference, int d, PointStore store) {
        return reference >= 0
                ? boxes[reference * 2 * dimensions + 2 * d]
                : store.values()[leafSlot[~reference] * dimensions + d];
    }

    float maximum(int reference, int d, PointStore store) {
        return reference >= 0
                ? boxes[reference * 2 * dimensions + 2 * d + 1]
                : store.values()[leafSlot[~reference] * dimensions + d];
    }

    /** Sum of the ranges of a box: every fourth dimension in one sum, then the four sums; always in this order. */
    static double range(float[] boxes, int from, int dimensions) {
        int end = from + 2 * dimensions;
        int i = from;
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (; i + 8 <= end; i += 8) {
            first += (double) boxes[i + 1] - boxes[i];
            second += (double) boxes[i + 3] - boxes[i + 2];
            third += (double) boxes[i + 5] - boxes[i + 4];
            fourth += (double) boxes[i + 7] - boxes[i + 6];
        }
        for (; i < end; i += 2) {
            first += (double) boxes[i + 1] - boxes[i];
        }
        return (first + second) + (third + fourth);
    }

    int newLeaf(int slot) {
        int leaf;
        if (freeLeaf != NONE) {
            leaf = freeLeaf;
            freeLeaf = leafSlot[leaf];
        } else {
            if (leavesUsed == leafSlot.length) {
                grow();
            }
            leaf = leavesUsed++;
        }
        leafSlot[leaf] = slot;
        leafMass[leaf] = 1;
        return leaf;
    }

    /** A node without children yet; -1 if there are {@code most} already, which can only be while a tree is rebuilt. */
    int newNode(int cutDimension, float cutValue, int most) {
        int node;
        if (freeNode == NONE && nodesUsed >= most) {
            return -1;
        }
        if (freeNode != NONE) {
            node = freeNode;
            freeNode = nodes[node * STRIDE + LEFT];
        } else {
            if (nodesUsed == ranges.length) {
                grow();
            }
            node = nodesUsed++;
        }
        nodes[node * STRIDE] = cutDimension;
        nodes[node * STRIDE + CUT_VALUE] = Float.floatToRawIntBits(cutValue);
        return node;
    }

    float cutValue(int node) {
        return Float.intBitsToFloat(nodes[node * STRIDE + CUT_VALUE]);
    }

    long bytes() {
        return 4L * nodes.length + 4L * boxes.length + 8L * ranges.length + 8L * leafSlot.length + 5 * 16L + 72;
    }

    private double leafExcess(int slot, PointStore store, Query query) {
        float[] values = store.values();
        int base = slot * dimensions;
        double sum = 0;
        int found = 0;
        for (int d = 0; d < dimensions; d++) {
            double distance = Math.abs(query.exact[d] - values[base + d]);
            if (distance > 0) {
                sum += distance;
                query.outside[d] = query.outside[found];
                query.outside[found++] = d;
            }
        }
        query.found = found;
        return sum;
    }

    /** Turns a position in the excess over a box into a cut between the box and the point. */
    private void chooseCut(double offset, int reference, PointStore store, Query query) {
        double rest = offset;
        int last = query.found - 1;
        for (int i = 0; i <= last; i++) {
            int d = query.outside[i];
            float value = query.point[d];
            float low = minimum(reference, d, store);
            float high = maximum(reference, d, store);
            boolean isBelow = value < low;
            double length = isBelow ? (double) low - value : (double) value - high;
            if (rest < length || i == last) {
                float from = isBelow ? value : high;
                float to = isBelow ? low : value;
                // Rounding to float may reach the far end, which must stay on the right of the cut.
                // Nor may it be -0.0: descend() tells sides by the sign of cut - value, and -0.0 - 0.0 is -0.0.
                float cut = (float) (from + Math.min(rest, length)) + 0.0f;
                query.cutDimension = d;
                query.cutValue = cut < to ? Math.max(cut, from) : Math.nextDown(to);
                query.pointIsLeft = isBelow;
                return;
            }
            rest -= length;
        }
    }

    /** Puts a new node with the chosen cut above {@code below}, which stands at depth {@code place}. */
    private void splice(int place, int below, int leafReference, PointStore store, Query query) {
        int node = newNode(query.cutDimension, query.cutValue, maxLeaves - 1);
        nodes[node * STRIDE + LEFT] = query.pointIsLeft ? leafReference : below;
        nodes[node * STRIDE + RIGHT] = query.pointIsLeft ? below : leafReference;
        relink(place, below, node, query);
        int base = node * 2 * dimensions;
        for (int d = 0; d < dimensions; d++) {
            boxes[base + 2 * d] = Math.min(minimum(below, d, store), query.point[d]);
            boxes[base + 2 * d + 1] = Math.max(maximum(below, d, store), query.point[d]);
        }
        ranges[node] = range(boxes, base, dimensions);
    }

    /** Lets the link that led to {@code from}, at depth {@code level} of the path, lead to {@code to}. */
    private void relink(int level, int from, int to, Query query) {
        if (level == 0) {
            root = to;
        } else {
            int above = query.path[level - 1] * STRIDE;
            nodes[above + (nodes[above + LEFT] == from ? LEFT : RIGHT)] = to;
        }
    }

    private void extend(int node, Query query, int count) {
        int base = node * 2 * dimensions;
        for (int i = 0; i < count; i++) {
            int d = query.outside[i];
            float value = query.point[d];
            if (value < boxes[base + 2 * d]) {
                boxes[base + 2 * d] = value;
            } else {
                boxes[base + 2 * d + 1] = value;
            }
        }
        ranges[node] = range(boxes, base, dimensions);
    }

    /**
     * Recomputes the sides that the removed point touched; false if the box stays as it was. Looks at the first
     * {@link Query#found} dimensions in {@link Query#outside} and keeps those with a touched side: only there can the box above
     * be touched.
     */
    private boolean shrink(int node, PointStore store, Query query) {
        float[] removed = query.point;
        int[] touched = query.outside;
        int base = node * 2 * dimensions;
        int kept = 0;
        for (int i = 0; i < query.found; i++) {
            int d = touched[i];
            touched[kept] = d;
            kept += removed[d] == boxes[base + 2 * d] || removed[d] == boxes[base + 2 * d + 1] ? 1 : 0;
        }
        query.found = kept;
        int left = nodes[node * STRIDE + LEFT];
        int right = nodes[node * STRIDE + RIGHT];
        boolean changed = false;
        for (int i = 0; i < kept; i++) {
            int d = touched[i];
            float low = Math.min(minimum(left, d, store), minimum(right, d, store));
            float high = Math.max(maximum(left, d, store), maximum(right, d, store));
            changed |= low != boxes[base + 2 * d] || high != boxes[base + 2 * d + 1];
            boxes[base + 2 * d] = low;
            boxes[base + 2 * d + 1] = high;
        }
        if (changed) {
            ranges[node] = range(boxes, base, dimensions);
        }
        return changed;
    }

    private void grow() {
        int leaves = Math.min(maxLeaves, Math.max(FIRST_LEAVES, 2 * leafSlot.length));
        leafSlot = Arrays.copyOf(leafSlot, leaves);
        leafMass = Arrays.copyOf(leafMass, leaves);
        nodes = Arrays.copyOf(nodes, STRIDE * (leaves - 1));
        boxes = Arrays.copyOf(boxes, Math.multiplyExact(2 * dimensions, leaves - 1));
        ranges = Arrays.copyOf(ranges, leaves - 1);
    }
}
