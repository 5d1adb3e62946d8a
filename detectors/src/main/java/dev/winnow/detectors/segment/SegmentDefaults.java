package dev.winnow.detectors.segment;

import dev.winnow.detectors.loda.LodaDetector;
import dev.winnow.detectors.neighbour.KnnDetector;
import dev.winnow.detectors.quantile.EcodDetector;
import dev.winnow.detectors.segment.SegmentConfig.Admission;
import dev.winnow.detectors.segment.SegmentConfig.Cusum;
import dev.winnow.detectors.segment.SegmentConfig.Drift;
import dev.winnow.detectors.segment.SegmentConfig.Ewma;
import dev.winnow.detectors.segment.SegmentConfig.Guard;
import dev.winnow.detectors.segment.SegmentConfig.Persistence;
import dev.winnow.detectors.segment.SegmentConfig.Quiet;
import dev.winnow.detectors.segment.SegmentConfig.Rcf;
import dev.winnow.detectors.segment.SegmentConfig.Scaler;
import dev.winnow.detectors.segment.SegmentConfig.Shadow;
import dev.winnow.detectors.segment.SegmentConfig.Tail;
import java.util.Map;

/** The one home of the defaults of {@link SegmentConfig}, with why each value is what it is. */
final class SegmentDefaults {
    private SegmentDefaults() {}

    /** For events of entities. */
    static SegmentConfig entities() {
        return new SegmentConfig(
                new Rcf(100, 256, 1, 0.01),
                // Half-life 69 events: small enough that a nominal 3 deviations are 3.03 effective ones.
                new Ewma(0.01, 10, 1),
                // In-control run length 9,550 events a feature.
                new Cusum(0.5, 8, 0.5),
                MemberWeights.none(),
                new Scaler(256, 1024, 50),
                new Tail(4096, 0.05, 200),
                new Admission(0.01, 0.02, 0, 5),
                // Three a second for an hour: far above what one host sends, and more of one would teach nothing new.
                new Guard(10_000, 3600, 1),
                // False signals: one in ten million events, one in more than a year of hours.
                new Drift(512, 0.5, 512, 10_000_000, 10_000, 3600),
                new Quiet(4096, 1e-4, 10),
                // A sum of 9 on a clean stream is one in a thousand; an hour is longer than most bursts. The weight
                // costs an
                // event without a past a third of its evidence; at 0.25 a burst takes twice as long to be seen.
                new Persistence(2, 3600, 0.35),
                1000,
                1024,
                Shadow.off());
    }

    /**
     * For rows of a table, of which several in a hundred may be anomalies and none belongs to an entity (engine {@code
     * table}): members over all rows, a deep gate with a taper, long tails, a short warm-up.
     */
    static SegmentConfig table() {
        SegmentConfig events = entities();
        return new SegmentConfig(
                // Rows are ranked down to the most ordinary one.
                events.rcf().withStopError(0),
                new Ewma(events.ewma().alpha(), events.ewma().priorEvents(), 0),
                new Cusum(events.cusum().slack(), events.cusum().threshold(), 0),
                // Each is blind where another sees: distances, single values, random projections.
                new MemberWeights(Map.of(KnnDetector.NAME, 1.0, EcodDetector.NAME, 1.0, LodaDetector.NAME, 1.0)),
                new Scaler(128, 2048, 50),
                // Probabilities rank rows that are far apart, so they must not wander.
                new Tail(16_384, 0.1, 50),
                new Admission(0.1, 0.01, 2, 7),
                // Rows of a table have one source.
                new Guard(0, 3600, 1),
                // A burst of two thousand rows is none.
                new Drift(4096, 0.5, 512, 10_000_000, 10_000, 0),
                events.silence(),
                new Persistence(
                        events.persistence().drift(), events.persistence().halfLifeSeconds(), 0),
                0,
                256,
                Shadow.off());
    }
}
