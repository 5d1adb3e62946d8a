package dev.winnow.evaluation.datasets;

/**
 * How a table is presented to a detector.
 *
 * @param name as in documents, for example {@code stream5}
 * @param says one sentence for readers
 * @param fit rows that a detector learns from first and is not judged on; may be empty
 * @param judged rows that it is judged on, in order
 * @param isFrozen whether it learns nothing from the judged rows; else each is scored and then learnt
 * @param peerInput how numbers reach a peer that scales nothing by itself
 */
public record TabularProtocol(
        String name, String says, Table fit, Table judged, boolean isFrozen, PeerInput peerInput) {
    /** How numbers reach a peer that scales nothing by itself. Ours gets what stands in the file, always. */
    public enum PeerInput {
        /** As they stand in the file. */
        RAW,
        /** The signed logarithm of those columns whose range exceeds 1. */
        LOG
    }

    public TabularProtocol {
        if (!fit.columns().equals(judged.columns())) {
            throw new IllegalArgumentException("both parts of protocol \"" + name
                    + "\" must have the same columns, have " + fit.columns() + " and " + judged.columns());
        }
        if (isFrozen && fit.rows() == 0) {
            throw new IllegalArgumentException("protocol \"" + name + "\" must have rows to fit on if it is frozen");
        }
    }

    /** One pass in file order: each row is scored, then learnt. */
    public static TabularProtocol stream(String name, String says, Table table, PeerInput peerInput) {
        return new TabularProtocol(name, says, table.rows(new int[0]), table, false, peerInput);
    }

    /** Learn from some rows, then score others without learning. */
    public static TabularProtocol frozen(String name, String says, Table fit, Table judged, PeerInput peerInput) {
        return new TabularProtocol(name, says, fit, judged, true, peerInput);
    }

    /** The same with every {@code every}-th judged row and at most {@code rows} of them; fitting rows stay. For quick looks. */
    public TabularProtocol thinned(int every, int rows) {
        int kept = Math.min(rows, (judged.rows() + every - 1) / every);
        int[] picked = new int[kept];
        for (int i = 0; i < kept; i++) {
            picked[i] = i * every;
        }
        return new TabularProtocol(name, says, fit, judged.rows(picked), isFrozen, peerInput);
    }
}
