package dev.winnow.topology.store;

import dev.winnow.detectors.segment.SegmentModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One segment's model from its first event on, from the changelog of its store as it was written: each record of the journal is taken
 * as it comes, and somebody sees it before the model takes it. Only where the changelog still has all of them. One owner.
 */
public final class JournalWalk {
    private final byte[] segment;
    private final ModelFactory factory;
    private final ModelHistory.Follower follower;
    private @Nullable SegmentModel model;
    private long generation;
    private boolean isWhole = true;

    /** @param follower sees each input before the model takes it */
    public JournalWalk(String segment, ModelFactory factory, ModelHistory.Follower follower) {
        this.segment = segment.getBytes(StandardCharsets.UTF_8);
        this.factory = factory;
        this.follower = follower;
    }

    /** Applies one changelog record; records of other segments, and snapshots, are passed over. */
    public void apply(byte[] key, byte @Nullable [] value) {
        int end = 1 + segment.length;
        if (value == null
                || key.length != end + 1 + Integer.BYTES
                || key[0] != ModelKeys.DELTA
                || key[end] != 0
                || !Arrays.equals(key, 1, end, segment, 0, segment.length)) {
            return;
        }
        DeltaBatch batch = DeltaBatch.read(value);
        SegmentModel known = model;
        if (known == null || generation != batch.generation()) {
            generation = batch.generation();
            known = factory.fresh(generation);
            model = known;
        }
        if (batch.first() > known.sequence() + 1) {
            isWhole = false;
            return;
        }
        // A batch is written again for each commit that it grows in.
        for (int i = (int) (known.sequence() + 1 - batch.first());
                i < batch.inputs().size();
                i++) {
            byte[] input = batch.inputs().get(i);
            follower.before(known, input);
            known.replay(input);
        }
    }

    /** Whether no input was missing so far. */
    public boolean isWhole() {
        return isWhole;
    }
}
