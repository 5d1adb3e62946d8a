package dev.winnow.detectors.segment;

import java.util.List;

/**
 * What was normal when the event came: the forensic baseline.
 *
 * @param entityScope true where it rests on the entity's own history, false where on the whole segment's
 * @param observations admitted events that it rests on
 * @param features one row a feature, in vector order
 * @param neighbours nearest normal samples, nearest first; empty while there are none
 */
public record Baseline(boolean entityScope, long observations, List<Row> features, List<Neighbour> neighbours) {
    public Baseline {
        features = List.copyOf(features);
        neighbours = List.copyOf(neighbours);
    }

    /**
     * @param feature feature name
     * @param observed the event's value, NaN where missing
     * @param expected mean of admitted history
     * @param spread standard deviation of admitted history
     * @param percentile share of admitted history at or below the observed value, in percent, 0 to 100
     * @param z (observed − expected) / spread; 0 where the spread is 0
     */
    public record Row(String feature, double observed, double expected, double spread, double percentile, double z) {}

    /**
     * @param distance Euclidean distance in scaled feature space
     * @param values feature values in their own units
     */
    public record Neighbour(double distance, List<Double> values) {
        public Neighbour {
            values = List.copyOf(values);
        }
    }
}
