package dev.winnow.detectors.forest;

import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;
import java.util.Arrays;

/** The bytes of a forest. */
final class ForestState {
    /*
     * Big-endian. Boxes, masses and reference counts are left out: they are exact functions of the rest. Points stand in
     * the order in which the trees name them first, nodes in pre-order, so equal forests have equal bytes whatever their history of
     * slots. Keys keep the order of the heap.
     *
     *   short   version (3)
     *   int trees, int sampleSize, double timeDecay, int outputAfter, double initialAcceptFraction, double resolution
     *   int     dimensions
     *   long    seed of the point hash
     *   long    updates
     *   int     points
     *   points  times: dimensions shorts (codes, see FixedPoint)
     *   trees   times:
     *     long   generator
     *     short  entries
     *     nodes in pre-order, if entries > 0: number cut dimension + 1, short cut, left, right
     *                                         or number 0, number point (its place in the list)
     *     entries times: long, as in Reservoir, the leaf its place in pre-order
     *
     * A number has 1, 2 or 4 bytes: as few as the largest value that the field can have (dimensions; points - 1;
     * sampleSize - 1) needs.
     *
     * Version 1 had floats for codes and cuts. Its cuts lie between floats, not between codes, so it cannot be continued bit for bit
     * and is refused. Version 2 had the age of each point.
     */
    static final int VERSION = 3;

    private ForestState() {}

    static void write(RandomCutForest forest, StateWriter out) {
        RandomCutForestConfig config = forest.config;
        out.writeShort(VERSION)
                .writeInt(config.trees())
                .writeInt(config.sampleSize())
                .writeDouble(config.timeDecay())
                .writeInt(config.outputAfter())
                .writeDouble(config.initialAcceptFraction())
                .writeDouble(config.resolution());
        PointStore store = forest.store;
        int[] slots = new int[store.size()];
        int[] places = new int[store.slots()];
        Arrays.fill(places, -1);
        int named = 0;
        for (CutTree tree : forest.trees) {
            named = name(tree, tree.root, places, slots, named);
        }
        out.writeInt(store.dimensions())
                .writeLong(forest.hashSeed)
                .writeLong(forest.updates)
                .writeInt(slots.length);
        for (int slot : slots) {
            for (int d = 0; d < store.dimensions(); d++) {
                out.writeShort(store.code(slot, d));
            }
        }
        for (int t = 0; t < forest.trees.length; t++) {
            out.writeLong(forest.random[t]);
            new TreeWriter(out, forest, t, places, slots.length).write();
        }
    }

    static RandomCutForest read(StateReader in) {
        int version = in.readShort();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 snapshot of detector \"rcf\" has version " + version
                    + ", this build reads " + VERSION + "; see docs/operations.md, \"Downgrade\"");
        }
        RandomCutForest forest;
        try {
            RandomCutForestConfig config = new RandomCutForestConfig(
                    in.readInt(), in.readInt(), in.readDouble(), in.readInt(), in.readDouble(), in.readDouble());
            int dimensions = in.readInt();
            forest = new RandomCutForest(config, dimensions, in.readLong());
        } catch (IllegalArgumentException e) {
            throw contradiction(String.valueOf(e.getMessage()));
        }
        forest.updates = in.readLong();
        if (forest.updates < 0) {
            throw contradiction(forest.updates + " updates");
        }
        int points = in.readInt();
        int[] slots = readPoints(in, forest, points);
        for (int t = 0; t < forest.trees.length; t++) {
            forest.random[t] = in.readLong();
            new TreeReader(in, forest, t, slots).read();
        }
        for (int slot : slots) {
            if (forest.store.copies(slot) == 1) {
                throw contradiction("a point that no tree holds");
            }
            forest.store.release(slot);
        }
        return forest;
    }

    static StateFormatException contradiction(String what) {
        return new StateFormatException("STA-003 snapshot of detector \"rcf\" must agree with itself, found " + what
                + "; use the previous generation");
    }

    static void writeNumber(StateWriter out, int value, int largest) {
        if (largest < 1 << 8) {
            out.writeByte(value);
        } else if (largest < 1 << 16) {
            out.writeShort(value);
        } else {
            out.writeInt(value);
        }
    }

    static int readNumber(StateReader in, int largest, String what) {
        int value = largest < 1 << 8 ? in.readByte() : largest < 1 << 16 ? in.readShort() : in.readInt();
        if (value < 0 || value > largest) {
            throw contradiction(what + " " + value + ", above " + largest);
        }
        return value;
    }

    private static int[] readPoints(StateReader in, RandomCutForest forest, int points) {
        int dimensions = forest.dimensions();
        long most = (long) forest.config.trees() * forest.config.sampleSize();
        if (points < 0 || points > most || 2L * dimensions * points > in.remaining()) {
            throw contradiction(points + " points in " + in.remaining() + " bytes");
        }
        int[] slots = new int[points];
        long[] point = new long[2 * Lanes.words(dimensions)];
        for (int i = 0; i < points; i++) {
            Arrays.fill(point, 0);
            for (int d = 0; d < dimensions; d++) {
                int code = in.readShort();
                if (code < 1 || code > FixedPoint.LARGEST) {
                    throw contradiction("the code " + code + " in point " + i);
                }
                point[2 * (d / Lanes.COUNT)] |= Lanes.at(d, code);
            }
            if (forest.store.find(point) >= 0) {
                throw contradiction("point " + i + " twice");
            }
            slots[i] = forest.store.add(point);
        }
        return slots;
    }

    /** Gives the points below a reference their places, in pre-order; returns how many have one. */
    private static int name(CutTree tree, int reference, int[] places, int[] slots, int named) {
        if (reference == CutTree.NONE) {
            return named;
        }
        if (reference >= 0) {
            int below = name(tree, tree.left(reference), places, slots, named);
            return name(tree, tree.right(reference), places, slots, below);
        }
        int slot = tree.slot(~reference);
        if (places[slot] >= 0) {
            return named;
        }
        places[slot] = named;
        slots[named] = slot;
        return named + 1;
    }

    /** Writes one tree and its sample. */
    private static final class TreeWriter {
        private final StateWriter out;
        private final CutTree tree;
        private final Reservoir reservoir;
        private final int dimensions;
        private final int[] places;
        private final int points;
        private final int[] leafNumbers;
        private int leaves;

        TreeWriter(StateWriter out, RandomCutForest forest, int t, int[] places, int points) {
            this.out = out;
            this.tree = forest.trees[t];
            this.reservoir = forest.reservoirs[t];
            this.dimensions = forest.dimensions();
            this.places = places;
            this.points = points;
            leafNumbers = new int[tree.leaves.length];
        }

        void write() {
            out.writeShort(reservoir.size);
            if (reservoir.size == 0) {
                return;
            }
            writeNode(tree.root);
            for (int i = 0; i < reservoir.size; i++) {
                long entry = reservoir.entries[i];
                out.writeLong(Reservoir.entry(Reservoir.key(entry), leafNumbers[Reservoir.leaf(entry)]));
            }
        }

        private void writeNode(int reference) {
            if (reference < 0) {
                writeNumber(out, 0, dimensions);
                writeNumber(out, places[tree.slot(~reference)], points - 1);
                leafNumbers[~reference] = leaves++;
                return;
            }
            writeNumber(out, tree.cutDimension(reference) + 1, dimensions);
            out.writeShort(tree.cut(reference));
            writeNode(tree.left(reference));
            writeNode(tree.right(reference));
        }
    }

    /** Reads one tree and its sample. */
    private static final class TreeReader {
        private final StateReader in;
        private final RandomCutForest forest;
        private final CutTree tree;
        private final Reservoir reservoir;
        private final int largestLeaf;
        private final int[] slots;
        private int leaves;
        private int nodes;

        TreeReader(StateReader in, RandomCutForest forest, int t, int[] slots) {
            this.in = in;
            this.forest = forest;
            this.tree = forest.trees[t];
            this.reservoir = forest.reservoirs[t];
            this.largestLeaf = forest.config.sampleSize() - 1;
            this.slots = slots;
        }

        void read() {
            int entries = in.readShort();
            if (entries > forest.config.sampleSize()) {
                throw contradiction(entries + " entries in a sample of " + forest.config.sampleSize());
            }
            if (entries == 0) {
                return;
            }
            int root = readNode();
            int[] masses = new int[leaves];
            for (int i = 0; i < entries; i++) {
                long entry = in.readLong();
                double key = Reservoir.key(entry);
                int leaf = Reservoir.leaf(entry);
                if (Double.isNaN(key) || leaf >= leaves) {
                    throw contradiction("an entry with key " + key + " in leaf " + leaf + " of " + leaves);
                }
                reservoir.push(entry);
                if (reservoir.entries[i] != entry) {
                    throw contradiction("a sample whose keys are out of order");
                }
                masses[leaf]++;
                forest.store.retain(tree.slot(leaf));
            }
            for (int leaf = 0; leaf < leaves; leaf++) {
                if (masses[leaf] == 0) {
                    throw contradiction("a leaf that no entry names");
                }
                tree.addCopies(leaf, masses[leaf] - 1);
            }
            for (int node = nodes - 1; node >= 0; node--) {
                tree.rebuildMass(node);
            }
            tree.root = root;
            tree.mass = entries;
            forest.voters++;
        }

        private int readNode() {
            int dimension = readNumber(in, forest.dimensions(), "cut dimension") - 1;
            if (dimension < 0) {
                if (slots.length == 0 || leaves > largestLeaf) {
                    throw contradiction("more leaves than points");
                }
                int slot = slots[readNumber(in, slots.length - 1, "point")];
                leaves++;
                return ~tree.newLeaf(slot);
            }
            int cut = in.readShort();
            if (cut > FixedPoint.LARGEST) {
                throw contradiction("the cut " + cut + ", above " + FixedPoint.LARGEST);
            }
            int node = tree.newNode(largestLeaf);
            if (node < 0) {
                throw contradiction("more cuts than a sample of " + forest.config.sampleSize() + " needs");
            }
            nodes++;
            int left = readNode();
            int right = readNode();
            tree.link(node, dimension, cut, left, right);
            if (!tree.isPair(node)) {
                tree.rebuildBox(node, forest.store, forest.query);
            }
            if (tree.maximum(left, dimension, forest.store) > cut
                    || cut >= tree.minimum(right, dimension, forest.store)) {
                throw contradiction("a cut at " + cut + " that does not part its points");
            }
            return node;
        }
    }
}
