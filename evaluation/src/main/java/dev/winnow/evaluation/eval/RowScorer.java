package dev.winnow.evaluation.eval;

/** A detector over the rows of a table, one after the other. One owner. */
interface RowScorer {
    /**
     * Scores a row, then learns from it unless frozen.
     *
     * @param timeMillis event time; never falls
     * @param numeric values of the numeric columns in their order, NaN where missing; not kept, not changed
     * @param text values of the text columns in their order; not kept, not changed
     * @return higher is stranger; comparable within one scorer only
     */
    double observe(long timeMillis, double[] numeric, String[] text);

    /** From here on rows are scored, and nothing is learnt from them. */
    void freeze();
}
