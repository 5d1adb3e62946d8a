package dev.winnow.detectors.forest;

/** Splits a score over the dimensions and the two directions; reuses the walk that gave the score. */
final class PathAttribution {
    /*
     * The chance of being cut off at a box is a sum over the dimensions, and so is the score: each visited box gives its share
     * survival * p / (depth + 1) to the dimensions in proportion to their distance from it, and the leaf what remains. (Amazon's
     * library calls the result a DiVector.)
     */
    private final PathScore pathScore;

    PathAttribution(PathScore pathScore) {
        this.pathScore = pathScore;
    }

    /** The same as {@link PathScore#climb}, bit for bit; adds its parts to {@link Query#parts}. */
    double climb(CutTree tree, int t, PointStore store, Query query) {
        double score = pathScore.climb(tree, t, store, query);
        if (query.isSeen) {
            attributeSeen(tree, score, t, store, query);
        } else if (tree.mass > 0) {
            attributeUnseen(tree, t, store, query);
        }
        return score;
    }

    /** Writes the mean of the parts over the trees that have a point, by dimension. */
    void collect(Query query, int voters, double[] high, double[] low) {
        for (int d = 0; d < high.length; d++) {
            int word = 2 * (d / Lanes.COUNT);
            int lane = d % Lanes.COUNT;
            high[d] = voters == 0 ? 0 : query.parts[Lanes.part(word, lane)] / voters;
            low[d] = voters == 0 ? 0 : query.parts[Lanes.part(word + 1, lane)] / voters;
        }
    }

    /** Goes down again from the uppermost box that does not hold the point, now knowing each chance to get there. */
    private void attributeUnseen(CutTree tree, int t, PointStore store, Query query) {
        Boxes boxes = tree.boxes;
        int depth = query.depths[t];
        int start = t * query.pathStride;
        double survival = pathScore.factor(tree);
        for (int level = query.outsideFrom; level < depth; level++) {
            int node = query.path[start + level];
            int excess = query.excess[level];
            boolean isPair = tree.isPair(node);
            double all = excess + tree.range(node, store, query);
            double weight = survival * pathScore.unseen(level) / all;
            if (isPair) {
                Lanes.spread(query.blurred, query.leftRow, 0, weight, query.parts);
            } else {
                boxes.spread(CutTree.row(tree.nodes[node]), query.blurred, weight, query.parts);
            }
            survival -= survival * (excess / all);
        }
        Lanes.mirror(store.points(), tree.slot(query.leaves[t]) * store.words(), query.leftRow);
        double rest = survival * pathScore.unseen(depth);
        Lanes.spread(
                query.blurred, query.leftRow, 0, rest / Lanes.excess(query.blurred, query.leftRow, 0), query.parts);
    }

    /**
     * A known point is outside no box. What sets it apart is where it stands against the box beside its leaf: at least the cut
     * between the two keeps them apart, whatever the tolerance. A tree of one point says nothing about directions: equal shares.
     */
    private static void attributeSeen(CutTree tree, double score, int t, PointStore store, Query query) {
        int depth = query.depths[t];
        if (depth == 0) {
            for (int d = 0; d < query.dimensions; d++) {
                int word = 2 * (d / Lanes.COUNT);
                int lane = d % Lanes.COUNT;
                query.parts[Lanes.part(word, lane)] += score / (2.0 * query.dimensions);
                query.parts[Lanes.part(word + 1, lane)] += score / (2.0 * query.dimensions);
            }
            return;
        }
        int parent = query.path[t * query.pathStride + depth - 1];
        int left = tree.left(parent);
        int sibling = left == ~query.leaves[t] ? tree.right(parent) : left;
        if (sibling >= 0 && !tree.isPair(sibling)) {
            int row = CutTree.row(tree.nodes[sibling]);
            tree.boxes.spread(row, query.exact, score / tree.boxes.excess(row, query.exact), query.parts);
        } else {
            if (sibling >= 0) {
                tree.pairRow(sibling, store, query.leftRow);
            } else {
                Lanes.mirror(store.points(), tree.slot(~sibling) * store.words(), query.leftRow);
            }
            double weight = score / Lanes.excess(query.exact, query.leftRow, 0);
            Lanes.spread(query.exact, query.leftRow, 0, weight, query.parts);
        }
    }
}
