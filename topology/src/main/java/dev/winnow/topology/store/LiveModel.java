package dev.winnow.topology.store;

import dev.winnow.detectors.segment.SegmentModel;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A live model with its place in the journal. Mutable; owned by the task. */
public final class LiveModel {
    private final String segment;
    private final SegmentModel model;
    private final String fingerprint;
    private final long generation;
    private final EnumSet<GenerationCause> causes;
    private final Watermarks watermarks;
    private DeltaBatch batch;
    private long snapshotNumber;
    private long snapshotSequence;

    LiveModel(String segment, SegmentModel model, SnapshotManifest manifest) {
        this.segment = segment;
        this.model = model;
        this.fingerprint = manifest.fingerprint();
        this.generation = manifest.generation();
        this.causes = manifest.causes();
        this.watermarks = new Watermarks(manifest.watermarks());
        this.batch = new DeltaBatch(generation, 1, watermarks);
        this.snapshotNumber = manifest.number();
        this.snapshotSequence = manifest.sequence();
    }

    public SegmentModel model() {
        return model;
    }

    public long generation() {
        return generation;
    }

    /**
     * True until the first input is learnt, where stored state was left behind. It follows from what is stored, so an event
     * that fails before it is learnt does not swallow the announcement.
     */
    public boolean isUnannouncedReplacement() {
        return generation > 1 && model.sequence() == 0;
    }

    /** Why this generation began; empty for the first. */
    public Set<GenerationCause> causes() {
        return EnumSet.copyOf(causes);
    }

    /**
     * Whether the record at this place has been applied already.
     *
     * @param topicId Kafka's id of the topic, empty where unknown
     */
    public boolean hasApplied(String topic, String topicId, int partition, long offset) {
        return watermarks.hasApplied(topic, topicId, partition, offset);
    }

    /** Inputs since the newest snapshot: what a restart would replay. */
    public long journalLength() {
        return model.sequence() - snapshotSequence;
    }

    String segment() {
        return segment;
    }

    Watermarks watermarks() {
        return watermarks;
    }

    /** The batch that takes the delta of a sequence, which is the last one's next. */
    DeltaBatch batch(long sequence) {
        if (!batch.isNext(generation, sequence)) {
            batch = new DeltaBatch(generation, sequence, watermarks);
        }
        return batch;
    }

    /** Goes on with the batch that was written last. */
    void resume(@Nullable DeltaBatch last) {
        if (last != null) {
            batch = last.continued(watermarks);
        }
    }

    long snapshotNumber() {
        return snapshotNumber;
    }

    long snapshotSequence() {
        return snapshotSequence;
    }

    void snapshotWritten(long number) {
        snapshotNumber = number;
        snapshotSequence = model.sequence();
    }

    /** The manifest of a snapshot taken now. */
    SnapshotManifest manifest(long number, int ring, java.util.List<byte[]> hashes) {
        return new SnapshotManifest(
                fingerprint, generation, causes, number, model.sequence(), ring, new Watermarks(watermarks), hashes);
    }
}
