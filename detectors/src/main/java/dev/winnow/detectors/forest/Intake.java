package dev.winnow.detectors.forest;

/** What one update will do to which trees; mutable scratch space, one owner. */
final class Intake {
    static final int NOBODY = -1;

    /** Trees that take the point. */
    final int[] trees;
    /** Their sampling keys of the point. */
    final double[] keys;
    /** Leaf in each that loses a copy, or {@link #NOBODY}. */
    final int[] victims;
    /** Trees that lose a copy. */
    final int[] leavingTrees;
    /** Points to walk down with. */
    final int[] slots;

    Intake(int count) {
        trees = new int[count];
        keys = new double[count];
        victims = new int[count];
        leavingTrees = new int[count];
        slots = new int[count];
    }

    long bytes() {
        return 24L * trees.length + 5 * 16L + 40;
    }
}
