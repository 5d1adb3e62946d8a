package dev.winnow.detectors.forest;

/** Sees the live points of a forest one after the other. */
@FunctionalInterface
public interface LivePointVisitor {
    /**
     * @param values coordinates; a buffer that the next call overwrites, so copy what must last
     * @param copies how often the point is held, over all trees; at least 1
     * @param seenAt number of the update that brought the point last; the first update is 0
     */
    void visit(float[] values, int copies, long seenAt);
}
