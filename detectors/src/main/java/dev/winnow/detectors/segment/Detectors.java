package dev.winnow.detectors.segment;

import dev.winnow.detectors.Detector;
import dev.winnow.detectors.drift.FlatLineDetector;
import dev.winnow.detectors.drift.IqrDetector;
import dev.winnow.detectors.drift.MadDetector;
import dev.winnow.detectors.forest.RandomCutForest;
import dev.winnow.detectors.forest.RandomCutForestConfig;
import dev.winnow.detectors.halfspace.HalfSpaceTreesDetector;
import dev.winnow.detectors.loda.LodaDetector;
import dev.winnow.detectors.matrixprofile.MatrixProfileDetector;
import dev.winnow.detectors.neighbour.KnnDetector;
import dev.winnow.detectors.quantile.EcodDetector;
import dev.winnow.detectors.quantile.HbosDetector;
import dev.winnow.detectors.season.SeasonalProfileDetector;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.subspace.PcaResidualDetector;
import java.time.ZoneOffset;
import java.util.List;

/** Every kind of detector there is, in the order of alerts and snapshots. A new kind is one line here. */
public final class Detectors {
    /** The member that is a forest over all points. */
    public static final String RCF = "rcf";

    /** The member that judges an entity by its own usual level; computed from its row. */
    public static final String EWMA = "ewma";

    /** The member that sums up lasting shifts of an entity; computed from its row. */
    public static final String CUSUM = "cusum";

    /** Whose points one instance sees. */
    public enum Scope {
        /** All points of a segment. */
        SEGMENT,
        /** The points of one entity: state lies in the entity's row, and no detector is made. */
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
                    RCF,
                    Scope.SEGMENT,
                    config -> config.rcf().weight(),
                    (config, dimensions, seed) -> RandomCutForest.create(
                            RandomCutForestConfig.of(
                                    config.rcf().trees(), config.rcf().sampleSize()),
                            dimensions,
                            seed),
                    (config, dimensions, in) -> RandomCutForest.restore(in)),
            perEntity(EWMA, config -> config.ewma().weight()),
            perEntity(CUSUM, config -> config.cusum().weight()),
            member(
                    KnnDetector.NAME,
                    (config, dimensions, seed) -> KnnDetector.create(dimensions, seed),
                    (config, dimensions, in) -> KnnDetector.restore(dimensions, in)),
            member(
                    EcodDetector.NAME,
                    (config, dimensions, seed) -> EcodDetector.create(dimensions),
                    (config, dimensions, in) -> EcodDetector.restore(dimensions, in)),
            member(
                    HbosDetector.NAME,
                    (config, dimensions, seed) -> new HbosDetector(dimensions),
                    (config, dimensions, in) -> HbosDetector.restore(dimensions, in)),
            member(
                    PcaResidualDetector.NAME,
                    (config, dimensions, seed) -> new PcaResidualDetector(dimensions),
                    (config, dimensions, in) -> PcaResidualDetector.restore(dimensions, in)),
            member(
                    HalfSpaceTreesDetector.NAME,
                    (config, dimensions, seed) -> new HalfSpaceTreesDetector(dimensions, seed),
                    (config, dimensions, in) -> HalfSpaceTreesDetector.restore(dimensions, in)),
            member(
                    LodaDetector.NAME,
                    (config, dimensions, seed) -> new LodaDetector(dimensions, seed),
                    (config, dimensions, in) -> LodaDetector.restore(dimensions, in)),
            member(
                    SeasonalProfileDetector.NAME,
                    (config, dimensions, seed) -> new SeasonalProfileDetector(dimensions, ZoneOffset.UTC),
                    (config, dimensions, in) -> SeasonalProfileDetector.restore(dimensions, ZoneOffset.UTC, in)),
            member(
                    MadDetector.NAME,
                    (config, dimensions, seed) -> new MadDetector(dimensions),
                    (config, dimensions, in) -> MadDetector.restore(dimensions, in)),
            member(
                    IqrDetector.NAME,
                    (config, dimensions, seed) -> new IqrDetector(dimensions),
                    (config, dimensions, in) -> IqrDetector.restore(dimensions, in)),
            member(
                    FlatLineDetector.NAME,
                    (config, dimensions, seed) -> new FlatLineDetector(dimensions),
                    (config, dimensions, in) -> FlatLineDetector.restore(dimensions, in)),
            member(
                    MatrixProfileDetector.NAME,
                    (config, dimensions, seed) -> MatrixProfileDetector.create(dimensions),
                    (config, dimensions, in) -> MatrixProfileDetector.restore(dimensions, in)));

    private Detectors() {}

    public static List<Kind> kinds() {
        return KINDS;
    }

    private static Kind perEntity(String name, Weight weight) {
        return new Kind(
                name,
                Scope.ENTITY,
                weight,
                (config, dimensions, seed) -> {
                    throw new IllegalStateException("member \"" + name + "\" is computed from the rows of entities");
                },
                (config, dimensions, in) -> {
                    throw new StateFormatException("STA-004 segment: member \"" + name
                            + "\" has no state of its own; let the model start a new generation");
                });
    }

    /** A kind over the segment whose only setting is its weight, {@code detectors.members.NAME}. */
    private static Kind member(String name, Factory factory, Restorer restorer) {
        return new Kind(name, Scope.SEGMENT, config -> config.members().of(name), factory, restorer);
    }
}
