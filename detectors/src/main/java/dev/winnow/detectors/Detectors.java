package dev.winnow.detectors;

import dev.winnow.detectors.drift.CusumDetector;
import dev.winnow.detectors.drift.EwmaDetector;
import dev.winnow.detectors.forest.RandomCutForest;
import dev.winnow.detectors.forest.RandomCutForestConfig;
import dev.winnow.detectors.segment.SegmentConfig;
import dev.winnow.detectors.snapshot.StateReader;
import java.util.List;

/** Every kind of detector there is, in the order of alerts and snapshots. A new kind is one line here. */
public final class Detectors {
    /** Whose points one instance sees. */
    public enum Scope {
        /** All points of a segment. */
        SEGMENT,
        /** The points of one entity; state lies in the entity's row. */
        ENTITY
    }

    /** Makes a detector over points of a width. */
    @FunctionalInterface
    public interface Factory {
        Detector create(SegmentConfig config, int dimensions, long seed);
    }

    /** Reads what {@link Detector#snapshot} wrote. */
    @FunctionalInterface
    public interface Restorer {
        Detector restore(SegmentConfig config, int dimensions, StateReader in);
    }

    /** Weight in the fusion; 0 switches a kind off. */
    @FunctionalInterface
    public interface Weight {
        double of(SegmentConfig config);
    }

    /**
     * A kind of detector.
     *
     * @param name name in alerts and configuration
     * @param scope whose points one instance sees
     */
    public record Kind(String name, Scope scope, Weight weight, Factory factory, Restorer restorer) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "rcf",
                    Scope.SEGMENT,
                    config -> config.rcf().weight(),
                    (config, dimensions, seed) -> RandomCutForest.create(
                            RandomCutForestConfig.of(
                                    config.rcf().trees(), config.rcf().sampleSize()),
                            dimensions,
                            seed),
                    (config, dimensions, in) -> RandomCutForest.restore(in)),
            new Kind(
                    EwmaDetector.NAME,
                    Scope.ENTITY,
                    config -> config.ewma().weight(),
                    (config, dimensions, seed) -> new EwmaDetector(
                            dimensions, config.ewma().alpha(), config.ewma().priorEvents()),
                    (config, dimensions, in) -> EwmaDetector.restore(
                            dimensions, config.ewma().alpha(), config.ewma().priorEvents(), in)),
            new Kind(
                    CusumDetector.NAME,
                    Scope.ENTITY,
                    config -> config.cusum().weight(),
                    (config, dimensions, seed) -> new CusumDetector(
                            dimensions,
                            config.ewma().alpha(),
                            config.ewma().priorEvents(),
                            config.cusum().slack(),
                            config.cusum().threshold()),
                    (config, dimensions, in) -> CusumDetector.restore(
                            dimensions,
                            config.ewma().alpha(),
                            config.ewma().priorEvents(),
                            config.cusum().slack(),
                            config.cusum().threshold(),
                            in)));

    private Detectors() {}

    public static List<Kind> kinds() {
        return KINDS;
    }
}
