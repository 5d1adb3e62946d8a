package dev.winnow.detectors.segment;

import dev.winnow.detectors.drift.MomentWeights;
import dev.winnow.detectors.feature.EntityWindows;
import dev.winnow.detectors.feature.FeatureSet;
import dev.winnow.detectors.snapshot.StateFormatException;
import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateVersionException;
import dev.winnow.detectors.snapshot.StateWriter;

/**
 * What is stored per entity and feature set: the windows that features are computed from, and the state of the members per
 * entity. Mutable, one owner, not thread-safe. Bounded: the windows by their own bound, the rest by 36 bytes a feature.
 */
public final class EntityRow {
    private static final int VERSION = 1;

    private final EntityWindows windows;
    private EntityHistory history;
    /** Bytes of the last encoding: the next one will have about as many. */
    private int length;

    private EntityRow(EntityWindows windows, EntityHistory history) {
        this.windows = windows;
        this.history = history;
    }

    static EntityRow empty(SegmentConfig config, FeatureSet set, MomentWeights weights, long seed) {
        return new EntityRow(
                EntityWindows.empty(set, seed),
                EntityHistory.empty(config, set.schema().size(), weights));
    }

    /** @throws StateFormatException if these are not a row of that feature set */
    static EntityRow decode(SegmentConfig config, FeatureSet set, MomentWeights weights, byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new StateVersionException("STA-001 entity row has version " + version + ", this build reads "
                    + VERSION + "; let the model start a new generation");
        }
        EntityWindows windows = EntityWindows.decode(set, in.readBytes());
        EntityHistory history = EntityHistory.read(config, set.schema().size(), weights, in);
        in.expectEnd();
        return new EntityRow(windows, history);
    }

    /** Grammar: version, windows with their length, history. */
    public byte[] encode() {
        StateWriter out = new StateWriter(Math.max(1024, length + length / 8));
        int begin = out.writeByte(VERSION).begin();
        windows.write(out);
        out.end(begin);
        history.write(out);
        length = out.length();
        return out.toBytes();
    }

    /** Admitted events that the members per entity rest on. */
    public long admitted() {
        return history.admitted();
    }

    /**
     * Records the event in the windows, and teaches the members per entity if it was admitted. Call it once for each observation made
     * with this row, after {@link SegmentModel#assess}, before the next observation with it.
     *
     * @throws IllegalStateException if the observation came from bytes
     */
    public void learn(Observation observation, Assessment assessment) {
        windows.observe(observation.event());
        follow(observation, assessment);
    }

    /**
     * The same without the windows, for a row that only judges: of an observation from bytes, which has no event, made again with this
     * row by {@link SegmentModel#changed}.
     */
    public void follow(Observation observation, Assessment assessment) {
        EntityHistory prepared = observation.history();
        if (prepared != null) {
            prepared.learn(observation, assessment);
            history = prepared;
        }
    }

    EntityWindows windows() {
        return windows;
    }

    EntityHistory history() {
        return history;
    }
}
