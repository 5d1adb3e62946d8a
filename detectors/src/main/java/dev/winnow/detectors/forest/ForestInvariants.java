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
                int[] point = point(slot);
                int padding = 0;
                long[] exact = new long[2 * store.words()];
                for (int w = 0; w < store.words(); w++) {
                    exact[2 * w] = store.points()[slot * store.words() + w];
                }
                for (int d = point.length; d < Lanes.COUNT * store.words(); d++) {
                    padding |= store.code(slot, d);
                }
                require(padding == 0, "padding of slot", slot, 0, padding);
                require(store.find(exact) == slot, "slot found by value", slot, slot, store.find(exact));
            }
        }
        require(live == store.size(), "live points", 0, live, store.size());
        int voters = 0;
        for (CutTree tree : forest.trees) {
            voters += tree.mass > 0 ? 1 : 0;
        }
        require(voters == forest.voters, "trees with points", 0, voters, forest.voters);
    }

    private void checkTree(int t) {
        CutTree tree = forest.trees[t];
        Reservoir reservoir = forest.reservoirs[t];
        require(tree.mass == reservoir.size, "mass of tree", t, reservoir.size, tree.mass);
        require((tree.root == CutTree.NONE) == (tree.mass == 0), "root of tree", t, tree.mass, tree.root);
        require(reservoir.size <= forest.config.sampleSize(), "sample of tree", t, reservoir.size, 0);
        require(reservoir.isHeap(), "heap of tree", t, 1, 0);
        int[] mass = new int[tree.leaves.length];
        for (int i = 0; i < reservoir.size; i++) {
            mass[Reservoir.leaf(reservoir.entries[i])]++;
        }
        boolean[] seenNodes = new boolean[tree.nodes.length];
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
            require(tree.leafMass(leaf) == mass[leaf], "mass of leaf", leaf, mass[leaf], tree.leafMass(leaf));
            copies[tree.slot(leaf)] += mass[leaf];
            int[] point = point(tree.slot(leaf));
            return new Box(point, point.clone(), mass[leaf]);
        }
        require(!seenNodes[reference], "links to node", reference, 1, 2);
        seenNodes[reference] = true;
        Box left = checkNode(tree, tree.left(reference), seenNodes, seenLeaves, mass);
        Box right = checkNode(tree, tree.right(reference), seenNodes, seenLeaves, mass);
        int cut = tree.cutDimension(reference);
        require(
                left.high[cut] <= tree.cut(reference),
                "cut above left",
                reference,
                left.high[cut],
                tree.cut(reference));
        require(
                right.low[cut] > tree.cut(reference),
                "cut below right",
                reference,
                right.low[cut],
                tree.cut(reference));
        Box box = left.union(right);
        boolean isPair = tree.left(reference) < 0 && tree.right(reference) < 0;
        require(isPair == tree.isPair(reference), "pair of leaves at node", reference, isPair ? 1 : 0, isPair ? 0 : 1);
        int range = 0;
        for (int d = 0; d < box.low.length; d++) {
            int low = tree.minimum(reference, d, store);
            int high = tree.maximum(reference, d, store);
            require(low == box.low[d], "minimum of node", reference, box.low[d], low);
            require(high == box.high[d], "maximum of node", reference, box.high[d], high);
            range += high - low;
        }
        int kept = tree.range(reference, store, forest.query);
        require(range == kept, "range of node", reference, range, kept);
        require(box.mass == tree.mass(reference), "mass of node", reference, box.mass, tree.mass(reference));
        return box;
    }

    private int[] point(int slot) {
        int[] point = new int[store.dimensions()];
        for (int d = 0; d < point.length; d++) {
            point[d] = store.code(slot, d);
        }
        return point;
    }

    private static void require(boolean holds, String what, int where, double expected, double found) {
        if (!holds) {
            throw new IllegalStateException("DET-902 detector \"rcf\": " + what + " " + where + " must be " + expected
                    + ", was " + found + "; restore the model from its snapshot");
        }
    }

    private static final class Box {
        private final int[] low;
        private final int[] high;
        private final int mass;

        Box(int[] low, int[] high, int mass) {
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
