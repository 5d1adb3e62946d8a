package dev.winnow.detectors.segment;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.feature.FeatureVector;
import dev.winnow.detectors.fuse.CauchyCombination;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.special.Erf;

/** Says why a point is strange and what would have been normal. Reads only. */
final class Explanations {
    /** Admitted events from which on an entity's own history is the baseline. */
    static final int ENTITY_EVENTS = 30;

    private Explanations() {}

    /**
     * Splits the fused score: each member's own split, in proportion to its part of the evidence. All 0 where nothing was
     * scored.
     */
    static Attribution attribute(Ensemble ensemble, float[] point, Observation observation, Assessment assessment) {
        int width = observation.vector().size();
        double[] high = new double[width];
        double[] low = new double[width];
        if (!assessment.isScored()) {
            return new Attribution(high, low);
        }
        double[] memberHigh = new double[width];
        double[] memberLow = new double[width];
        boolean isAnyEvidence = assessment.members().stream().anyMatch(member -> evidence(ensemble, member) > 0);
        double total = 0;
        for (MemberScore member : assessment.members()) {
            if (member.detector().equals(Persistence.NAME)) {
                continue;
            }
            double evidence = isAnyEvidence ? evidence(ensemble, member) : ensemble.weight(member.detector());
            if (!(evidence > 0) || Double.isNaN(member.pValue())) {
                continue;
            }
            double sum = split(ensemble, member, point, observation, memberHigh, memberLow);
            if (!(sum > 0)) {
                continue;
            }
            for (int i = 0; i < width; i++) {
                high[i] += evidence * memberHigh[i] / sum;
                low[i] += evidence * memberLow[i] / sum;
            }
            total += evidence;
        }
        double score = Math.max(0, assessment.score());
        for (int i = 0; i < width; i++) {
            // No member can tell the features apart (a point exactly at the centre): each carries the same.
            high[i] = total > 0 ? high[i] / total * score : score / width;
            low[i] = total > 0 ? low[i] / total * score : 0;
        }
        return new Attribution(high, low);
    }

    /** Accumulated evidence came through the features of earlier events, so it has no split of its own. */
    private static double evidence(Ensemble ensemble, MemberScore member) {
        return Double.isNaN(member.pValue()) || member.detector().equals(Persistence.NAME)
                ? 0
                : ensemble.weight(member.detector()) * Math.max(0, CauchyCombination.evidence(member.pValue()));
    }

    private static double split(
            Ensemble ensemble,
            MemberScore member,
            float[] point,
            Observation observation,
            double[] high,
            double[] low) {
        Detector detector = ensemble.detector(member.detector());
        double sum = 0;
        if (detector != null) {
            detector.attribute(point, observation.timeMillis(), high, low);
            for (int i = 0; i < high.length; i++) {
                high[i] = Math.max(0, high[i]);
                low[i] = Math.max(0, low[i]);
                sum += high[i] + low[i];
            }
            return sum;
        }
        float[] parts = ensemble.parts(member.detector(), observation);
        for (int i = 0; i < parts.length; i++) {
            double square = (double) parts[i] * parts[i];
            high[i] = parts[i] > 0 ? square : 0;
            low[i] = parts[i] > 0 ? 0 : square;
            sum += square;
        }
        return sum;
    }

    /**
     * From the entity's own moments where it has {@value #ENTITY_EVENTS} admitted events (percentile: normal approximation on
     * the z of its level), else from the segment's reservoir (percentile: share of its values at or below).
     */
    static Baseline baseline(
            RawReservoir reservoir,
            Observation observation,
            EntityHistory history,
            List<Baseline.Neighbour> neighbours) {
        boolean isOwn = history.admitted() >= ENTITY_EVENTS;
        FeatureVector vector = observation.vector();
        double[] percentiles = new double[vector.size()];
        reservoir.percentiles(vector, percentiles);
        List<Baseline.Row> rows = new ArrayList<>(vector.size());
        for (int i = 0; i < vector.size(); i++) {
            String name = vector.schema().names().get(i);
            double observed = vector.isMissing(i) ? Double.NaN : vector.value(i);
            rows.add(
                    isOwn && history.count(i) >= ENTITY_EVENTS
                            ? own(name, observed, history.rawMean(i), history.rawDeviation(i), observation, i)
                            : shared(name, observed, percentiles[i], reservoir, i));
        }
        long observations = isOwn ? history.admitted() : reservoir.size();
        return new Baseline(isOwn, observations, rows, neighbours);
    }

    private static Baseline.Row own(
            String name, double observed, double mean, double deviation, Observation observation, int index) {
        double deviate = observation.hasDeviates() ? observation.deviates()[index] : z(observed, mean, deviation);
        double percentile = Double.isNaN(observed) ? 50 : 50 * Erf.erfc(-deviate / Math.sqrt(2));
        return new Baseline.Row(name, observed, mean, deviation, percentile, z(observed, mean, deviation));
    }

    private static Baseline.Row shared(
            String name, double observed, double percentile, RawReservoir reservoir, int index) {
        double mean = reservoir.mean(index);
        double deviation = reservoir.deviation(index);
        return new Baseline.Row(name, observed, mean, deviation, percentile, z(observed, mean, deviation));
    }

    private static double z(double observed, double mean, double deviation) {
        return deviation > 0 && !Double.isNaN(observed) ? (observed - mean) / deviation : 0;
    }
}
