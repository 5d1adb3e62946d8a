package dev.winnow.evaluation.eval;

/** A detector over a series of one or more metrics. One owner. */
interface SeriesScorer {
    /**
     * Scores the values at a time, then learns from them unless frozen.
     *
     * @param timeMillis event time; never falls
     * @param values one a metric, NaN where missing; not kept, not changed
     * @return higher is stranger; comparable within one scorer and, for alarms, over the series of a corpus
     */
    double observe(long timeMillis, double[] values);

    /** From here on values are scored, and nothing is learnt from them. */
    void freeze();
}
