package dev.winnow.detectors.forest;

/** What must hold between the parts of a forest at any time; the counts below are taken anew from the trees. */
final class ForestInvariants {
    private final RandomCutForest forest;
    private final PointStore store;
    private final int[] copies;

    private ForestInvariants(RandomCutForest forest) {
        this.forest = forest;
        this.store = forest.store;
        copies = new int[store.slots()];
    }

    /** @throws IllegalStateException naming the first contradiction */
    static void check(RandomCutForest forest) {
        new ForestInvariants(forest).check();
    }

    private void check() {
        for (int t = 0; t < forest.trees.length; t++) {
            checkTree(t);
        }
        int live = 0;
        for (int slot = 0; slot < copies.length; slot++) {
            require(copies[slot] == store.copies(slot), "copies of slot", slot, copies[slot], store.copies(slot));
            if (copies[slot] > 0) {
                live++;
                float[] point = point(slot);
                require(store.find(point) == slot, "slot found by value", slot, slot, store.find(point));
                require(store.seenAt(slot) < forest.updates, "age of slot", slot, forest.updates, store.seenAt(slot));
            }
        }
        require(live == store.size(), "live points", 0, live, store.size());
    }

    private void checkTree(int t) {
        CutTree tree = forest.trees[t];
        Reservoir reservoir = forest.reservoirs[t];
        require(tree.mass == reservoir.size, "mass of tree", t, reservoir.size, tree.mass);
        require((tree.root == CutTree.NONE) == (tree.mass == 0), "root of tree", t, tree.mass, tree.root);
        require(reservoir.size <= forest.config.sampleSize(), "sample of tree", t, reservoir.size, 0);
        require(reservoir.isHeap(), "heap of tree", t, 1, 0);
        int[] mass = new int[tree.leafSlot.length];
        for (int i = 0; i < reservoir.size; i++) {
            mass[reservoir.leaves[i]]++;
        }
        boolean[] seenNodes = new boolean[tree.ranges.length];
        boolean[] seenLeaves = new boolean[mass.length];
        if (tree.mass > 0) {
            Box box = checkNode(tree, tree.root, seenNodes, seenLeaves, mass);
            require(box.mass == tree.mass, "copies in tree", t, tree.mass, box.mass);
        }
        for (int leaf = 0; leaf < mass.length; leaf++) {
            require((mass[leaf] > 0) == seenLeaves[leaf], "sampled leaf", leaf, mass[leaf], 0);
        }
    }

    private Box checkNode(CutTree tree, int reference, boolean[] seenNodes, boolean[] seenLeaves, int[] mass) {
        if (reference < 0) {
            int leaf = ~reference;
            require(!seenLeaves[leaf], "links to leaf", leaf, 1, 2);
            seenLeaves[leaf] = true;
            require(tree.leafMass[leaf] == mass[leaf], "mass of leaf", leaf, mass[leaf], tree.leafMass[leaf]);
            copies[tree.leafSlot[leaf]] += mass[leaf];
            float[] point = point(tree.leafSlot[leaf]);
            return new Box(point, point.clone(), mass[leaf]);
        }
        require(!seenNodes[reference], "links to node", reference, 1, 2);
        seenNodes[reference] = true;
        int base = reference * CutTree.STRIDE;
        Box left = checkNode(tree, tree.nodes[base + CutTree.LEFT], seenNodes, seenLeaves, mass);
        Box right = checkNode(tree, tree.nodes[base + CutTree.RIGHT], seenNodes, seenLeaves, mass);
        int cut = tree.nodes[base];
        require(left.high[cut] <= tree.cutValue(reference), "cut above left", reference, left.high[cut], 0);
        require(right.low[cut] > tree.cutValue(reference), "cut below right", reference, right.low[cut], 0);
        Box box = left.union(right);
        float[] sides = new float[2 * box.low.length];
        for (int d = 0; d < box.low.length; d++) {
            float low = tree.minimum(reference, d, store);
            float high = tree.maximum(reference, d, store);
            require(low == box.low[d], "minimum of node", reference, box.low[d], low);
            require(high == box.high[d], "maximum of node", reference, box.high[d], high);
            sides[2 * d] = box.low[d];
            sides[2 * d + 1] = box.high[d];
        }
        double range = CutTree.range(sides, 0, box.low.length);
        require(range == tree.ranges[reference], "range of node", reference, range, tree.ranges[reference]);
        return box;
    }

    private float[] point(int slot) {
        float[] point = new float[store.dimensions()];
        System.arraycopy(store.values(), slot * point.length, point, 0, point.length);
        return point;
    }

    private static void require(boolean holds, String what, int where, double expected, double found) {
        if (!holds) {
            throw new IllegalStateException("DET-902 detector \"rcf\": " + what + " " + where + " must be " + expected
                    + ", was " + found + "; restore the model from its snapshot");
        }
    }

    private static final class Box {
        private final float[] low;
        private final float[] high;
        private final int mass;

        Box(float[] low, float[] high, int mass) {
            this.low = low;
            this.high = high;
            this.mass = mass;
        }

        Box union(Box other) {
            for (int d = 0; d < low.length; d++) {
                low[d] = Math.min(low[d], other.low[d]);
                high[d] = Math.max(high[d], other.high[d]);
            }
            return new Box(low, high, mass + other.mass);
        }
    }
}
